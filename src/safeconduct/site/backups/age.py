"""Files encrypted with age, written and read as streams: memory stays flat whatever their size."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pyrage
from pyrage import x25519

from safeconduct.site.backups import Refused

CUT = "this file is damaged or not whole"


def recipients(said: Sequence[str]) -> list[x25519.Recipient]:
    """Read public keys, as age-keygen prints them. Raises Refused."""
    if not said:
        raise Refused(
            "--to: expected a recipient (age1…), here or in SAFECONDUCT_BACKUP_RECIPIENTS."
        )
    try:
        return [x25519.Recipient.from_str(each.strip()) for each in said]
    except pyrage.RecipientError:
        raise Refused("--to: expected a public key of age (age1…).") from None


def identities(file: Path) -> list[x25519.Identity]:
    """Read private keys from a file, as age-keygen writes it. Raises Refused."""
    try:
        lines = [line.strip() for line in file.read_text("ascii").splitlines()]
        found = [x25519.Identity.from_str(x) for x in lines if x and not x.startswith("#")]
    except OSError as fault:
        line = f"--identity: expected a file that can be read ({fault.strerror})."
        raise Refused(line) from None
    except (ValueError, pyrage.IdentityError):
        found = []
    if not found:
        raise Refused("--identity: expected a file with a private key of age (AGE-SECRET-KEY-1…).")
    return found


def make_identity(file: Path) -> str:
    """Write a new private key, readable by its owner only; return its public half."""
    made = x25519.Identity.generate()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise Refused(f"{file.name}: expected a place for a new file ({fault.strerror}).") from None
    with os.fdopen(descriptor, "w") as new:
        new.write(f"# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public())


@contextmanager
def writing(path: Path, to: Sequence[x25519.Recipient]) -> Iterator[BinaryIO]:
    """Give a stream to write to; `path` holds it encrypted, and safe on the disk, afterwards."""
    inner, outer = os.pipe()
    failed: list[Exception] = []

    def run() -> None:
        with os.fdopen(inner, "rb") as source:
            try:
                with _new(path) as sink:
                    pyrage.encrypt_io(source, sink, list(to))
                    sink.flush()
                    os.fsync(sink.fileno())
            except Exception as fault:  # handed to whoever writes
                failed.append(fault)

    thread = Thread(target=run)
    thread.start()
    try:
        with os.fdopen(outer, "wb") as stream:
            yield stream
    except BrokenPipeError:
        thread.join()
        raise (failed or [BrokenPipeError()])[0] from None
    finally:
        thread.join()
    if failed:
        raise failed[0]


@contextmanager
def reading(path: Path, by: Sequence[x25519.Identity], name: str) -> Iterator[BinaryIO]:
    """Give a stream of what an encrypted file holds. Raises Refused for a file that is not whole.

    What was read before the end is not to be trusted until the block has ended.
    """
    inner, outer = os.pipe()
    failed: list[Refused] = []

    def run() -> None:
        with os.fdopen(outer, "wb") as sink:
            try:
                with path.open("rb") as source:
                    pyrage.decrypt_io(source, sink, list(by))
                sink.flush()
            except Exception as fault:  # said below, by its kind
                failed.append(Refused(f"{name}: {_said(fault)}."))

    thread = Thread(target=run)
    thread.start()
    fault: Exception | None = None
    try:
        with os.fdopen(inner, "rb") as stream:
            try:
                yield stream
            except Exception as found:  # raised below, unless the file itself was at fault
                fault = found
            while stream.read(1 << 16):  # the last piece carries the proof of the end
                pass
    finally:
        thread.join()
    if failed:
        raise failed[0]
    if fault is not None:
        raise fault


def _said(fault: Exception) -> str:
    if isinstance(fault, pyrage.DecryptError) and "matching keys" in str(fault):
        return "--identity does not open it"
    if isinstance(fault, OSError) and fault.errno is not None:
        return f"expected a file that can be read ({fault.strerror})"
    return CUT


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
