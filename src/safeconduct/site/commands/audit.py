"""Check the audit log, sign it, and hand it to those who keep it elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from itertools import chain, islice
from typing import Any, TextIO

import click
from django.db import transaction

from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.audit import export as exporting
from safeconduct.audit import log, queries, signing
from safeconduct.audit.signing import Mark
from safeconduct.site import notary

BROKEN, WRONG = 1, 2
MOST_FAULTS = 20
LARGEST = 1 << 63  # of a number in a database
AUDITOR = actors.system("audit", Role.AUDITOR)
Kept = tuple[list[tuple[int, str]], list[Mark]]


@click.group(name="audit")
def command() -> None:
    """Check, sign and export the audit log."""


def _keyed(act: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(act)
    def ask(*args: Any, **kwargs: Any) -> Any:
        try:
            return act(*args, **kwargs)
        except notary.NoKey as fault:
            click.echo(str(fault), err=True)
            sys.exit(WRONG)

    return ask


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="PUBLIC",
    help="Trust checkpoints of this public key alone, as audit key printed it. May be repeated.",
)
@click.option(
    "--against",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="An export kept elsewhere: the log must still hold every line of it.",
)
@_keyed
def verify(*, as_json: bool, keys: tuple[str, ...], against: TextIO | None) -> None:
    """Walk the whole log and say every place where it does not hold.

    Every entry, every signed checkpoint, and that the newest checkpoint signed on this machine is
    still there. Without --key the key of this installation counts. Exit code 1 when the log was
    altered anywhere.
    """
    entries, kept = _kept(against) if against else ([], [])
    if against and not entries and not kept:
        raise click.BadParameter(f"{against.name}: expected an export, found no line.")
    length, marks = queries.length(), queries.marks()
    trusted = frozenset(keys) or notary.trusted()
    with click.progressbar(length=length, label="Entries", file=sys.stderr) as bar:
        told = chain(
            queries.verify(bar.update, trusted=trusted, witness=notary.witness()),
            queries.missing(entries),
            queries.unsigned(kept),
        )
        found = list(islice(told, MOST_FAULTS))
    if as_json:
        faults = [
            {"seq": fault.seq, "code": fault.why.value, "why": str(fault.why.label)}
            for fault in found
        ]
        counts = {"entries": length, "checkpoints": len(marks)}
        click.echo(json.dumps({**counts, "whole": not found, "faults": faults}))
    else:
        for fault in found:
            click.echo(f"entry {fault.seq}: {fault.why.label}")
        last = f", the last at entry {marks[-1].seq} on {marks[-1].at}" if marks else ""
        click.echo(f"{len(marks)} checkpoints{last}.")
        click.echo(
            f"{length} entries: " + ("the log was altered." if found else "the log is whole.")
        )
    if found:
        sys.exit(BROKEN)


def _kept(copy: TextIO) -> Kept:
    """Read an export: its entries as (seq, hash), and its checkpoints."""
    entries: list[tuple[int, str]] = []
    marks: list[Mark] = []
    for number, line in enumerate(copy, start=1):
        try:
            said = json.loads(line)
            if said.get("type") == exporting.CHECKPOINT:
                said["seq"] = _place(said["seq"])
                marks.append(Mark(**{name: said[name] for name in Mark._fields}))
                hash(marks[-1])  # what cannot be compared is none of ours
            else:
                entries.append((_place(said["seq"]), str(said["hash"])))
        except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            told = f"{copy.name}, line {number}: expected an entry as audit export writes it."
            raise click.UsageError(told) from None
    return entries, marks


def _place(seq: object) -> int:
    """Read the number of an entry. Raises ValueError for one that no log of ours could hold."""
    if type(seq) is not int or not 0 < seq < LARGEST:
        raise ValueError
    return seq


@command.command()
@_keyed
def checkpoint() -> None:
    """Sign the end of the log now, if it moved since the last checkpoint."""
    mark = notary.sign(datetime.now(UTC))
    click.echo(f"Signed entry {mark.seq}." if mark else "Nothing new to sign.", err=True)


@command.command()
@click.option("--make", is_flag=True, help="Make the key file first; there must be none.")
@_keyed
def key(*, make: bool) -> None:
    """Print the public key, for somebody outside to keep and verify with."""
    if make:
        notary.make()
    click.echo(signing.public_of(notary.key()))


@command.command()
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
@click.option("--after", default=0, show_default=True, help="Only what follows this entry.")
@click.option("--follow", is_flag=True, help="Go on with what is recorded from now, until stopped.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between two looks.")
def export(file: TextIO, *, after: int, follow: bool, every: float) -> None:
    """Write entries and checkpoints as JSON lines, for a log keeper elsewhere.

    The fields are those of docs/audit-export.md. An export that ended goes on with --after and the
    highest seq it holds; a checkpoint of that entry may come twice.
    """
    with transaction.atomic():
        log.record("audit.export", actor=AUDITOR, subject="audit", detail={"after": after})
    written = 0
    for line in exporting.lines(after, pause=every if follow else None):
        file.write(line)
        written += 1
        if follow:
            file.flush()
    click.echo(f"{written} lines written.", err=True)
