"""Asking custodians for their shares, one at a time, and saying at once what is wrong with one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from safeconduct.site.sheets import shares as sheet
from safeconduct.site.sheets import write
from safeconduct.vault import quorum
from safeconduct.vault.quorum import BadShare, Quorum, Why

# fmt: off
WRONG = {
    Why.LENGTH:   f"expected {quorum.WORDS} words, got {{count}}",
    Why.WORD:     "word {word} is not in the list of words",
    Why.CHECKSUM: "the words do not fit together; one of them is wrong or two changed places",
    Why.SET:      "this share belongs to another set than the recovery key of this installation",
    Why.TWICE:    "this share was given already",
    Why.KEY:      "the shares do not make the recovery key of this installation",
}
# fmt: on


class Refused(Exception):
    """The shares cannot be used; the text is the one line that says why."""


def gather(files: Sequence[Path]) -> Quorum:
    """Take shares from files, or ask for them without showing them, until there are enough.

    Raises Refused for a share in a file that cannot be used, and when the files are too few. A
    share typed wrong is said at once and asked for again.
    """
    held = Quorum(bytes(key_public()))
    if files:
        _from_files(held, files)
    else:
        _from_people(held)
    try:
        held.private()
    except BadShare as fault:
        raise Refused(f"{said(fault)[:1].upper()}{said(fault)[1:]}.") from None
    return held


def key_public() -> bytes:
    """Return the public half of the recovery key. Raises Refused where there is none."""
    try:
        return bytes(quorum.recovery_key().public)
    except quorum.NoRecoveryKey:
        line = "There is no recovery key yet; safeconduct keys ceremony makes it."
        raise Refused(line) from None


def said(fault: BadShare) -> str:
    """Say what is wrong with a share, without a word of it."""
    return WRONG[fault.why].format(word=fault.word, count=fault.count)


def _from_files(held: Quorum, files: Sequence[Path]) -> None:
    for number, file in enumerate(files, start=1):
        try:
            held.add(file.read_text("utf-8"))
        except BadShare as fault:
            raise Refused(f"Share {number}: {said(fault)}.") from None
        except (OSError, ValueError):
            raise Refused(f"Share {number}: expected a text file that can be read.") from None
    if held.missing > 0:
        given, more = len(files), held.missing
        needed = f"{more} more {'is' if more == 1 else 'are'} needed"
        raise Refused(f"{given} of {held.threshold} shares given: {needed}.")


def _from_people(held: Quorum) -> None:
    click.echo(f"Fingerprint of the recovery key: {quorum.fingerprint(held.public)}", err=True)
    while held.missing > 0:
        number = len(held.taken) + 1
        of = f" of {held.threshold}" if held.threshold else ""
        words = click.prompt(f"Share {number}{of} (hidden)", hide_input=True, err=True)
        try:
            held.add(words)
        except BadShare as fault:
            click.echo(f"Share {number}: {said(fault)}. Try again.", err=True)


def prepare(folder: Path) -> None:
    """Make the folder for the sheets, for its owner only. Raises Refused unless it is empty."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        empty = not any(folder.iterdir())
    except OSError as fault:
        raise Refused(f"--out: expected a folder to write in ({fault.strerror}).") from None
    if not empty:
        raise Refused("--out: expected an empty folder.")


def lay_out(folder: Path, words: Sequence[str], of: sheet.Set, custodians: Sequence[str]) -> None:
    """Write one sheet a share; none is left behind when one cannot be made."""
    names = [*custodians, *[""] * len(words)]
    written: list[Path] = []
    try:
        for number, (share, name) in enumerate(zip(words, names, strict=False), start=1):
            written.append(folder / f"share-{number}.pdf")
            write(written[-1], sheet.sheet(share, number, of, name))
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    os.sync()
