"""Making a backup while people work: database and sealed files of one moment in one archive."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import click
from django.core.files.storage import Storage, storages
from django.db import transaction
from pyrage import x25519

from safeconduct import __version__
from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.audit import log
from safeconduct.site.backups import Refused, age, databases, manifest, scratch
from safeconduct.site.backups.databases import Snapshot
from safeconduct.site.backups.manifest import FORMAT, Drill, Manifest
from safeconduct.vault.actions import drills

CLERK = actors.system("backup", Role.ADMINISTRATOR)
ARCHIVE = re.compile(r"safeconduct-\d{8}T\d{6}Z\.tar\.age")
SHRED_KEYS = "shred-keys.age"
SNAPSHOTS = 5  # taken anew while a file that the last one names was removed under our hands


class Readable(Protocol):
    """Anything that gives its bytes in pieces."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup left: where, how large, and how many sealed files it could not find."""

    archive: Path
    shred_keys: Path
    size: int
    files: int
    absent: int
    removed: int


def make(to: Path, recipients: Sequence[x25519.Recipient], keep: int = 0) -> Made:
    """Write an encrypted archive and the shred keys into a folder; with `keep`, tidy up older ones.

    Nothing acknowledged before the call is missing from it. Raises Refused or OSError, and then
    there is no new archive.
    """
    _prepare(to)
    with scratch.folder() as place:
        return make_in(place, to, recipients, keep)


def make_in(place: Path, to: Path, recipients: Sequence[x25519.Recipient], keep: int = 0) -> Made:
    """The same, with a scratch folder that is there already."""
    moment = datetime.now(UTC).replace(microsecond=0)
    seal = drills.lay_test_seal(actor=CLERK)
    drill = Drill(seal.keyring, seal.keyring, seal.private.hex(), seal.seal, seal.digest)
    _log("backup.begin", seal.keyring, {"recipients": len(recipients)})
    name = f"safeconduct-{moment:%Y%m%dT%H%M%SZ}.tar.age"
    if (to / name).exists():
        raise Refused("There is a backup of this very second already.")
    new = to / f".{name}.new"
    try:
        taken, files, absent = _write(new, place, recipients, moment, drill)
        digest, size = _hash(new)
        shred_keys = _write_shred_keys(to, recipients, taken, moment, drill.installation)
        new.rename(to / name)
        _settle(to)
        if _hash(to / name) != (digest, size):
            raise Refused("The archive does not read back as it was written; look at the disk.")
    finally:
        new.unlink(missing_ok=True)
    removed = _tidy(to, keep) if keep else 0
    _log("backup.end", seal.keyring, {"archive": name, "files": files, "hash": digest})
    return Made(to / name, shred_keys, size, files, absent, removed)


@transaction.atomic
def _log(event: str, installation: str, detail: dict[str, str | int]) -> None:
    log.record(event, actor=CLERK, subject=installation, detail=detail)


def _prepare(to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise Refused(f"FOLDER: expected a folder to write in ({fault.strerror}).") from None
    for left in to.glob(".*.age.new"):
        left.unlink(missing_ok=True)


def _write(
    path: Path, place: Path, to: Sequence[x25519.Recipient], moment: datetime, drill: Drill
) -> tuple[Snapshot, int, int]:
    store, hashes = storages["sealed"], dict[str, str]()
    with (
        age.writing(path, to) as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for _attempt in range(SNAPSHOTS):
            taken = databases.snapshot(place)
            waiting = [name for name in taken.sealed if f"files/{name}" not in hashes]
            for name in _shown(waiting):
                _add_stored(tar, store, name, hashes)
            gone = [name for name in taken.sealed if f"files/{name}" not in hashes]
            if not gone:
                break
        for name in taken.drafts:
            _add_stored(tar, store, name, hashes)
        with taken.file.open("rb") as database:
            _add(tar, "database", database, taken.file.stat().st_size, hashes)
        told = Manifest(
            format=FORMAT,
            version=__version__,
            moment=moment.isoformat(),
            database=taken.kind,
            counts=taken.facts.counts,
            head=taken.facts.head,
            migrations=taken.facts.migrations,
            absent=len(gone),
            hashes=hashes,
            drill=drill,
        ).as_json()
        _add(tar, "manifest.json", io.BytesIO(told), len(told), {})
    return taken, len(hashes) - 1, len(gone)


def _add_stored(tar: tarfile.TarFile, store: Storage, name: str, hashes: dict[str, str]) -> None:
    """Add one sealed file; one that is no longer there is left out, and counted by the caller."""
    member = f"files/{name}"
    if member in hashes:
        return
    with suppress(FileNotFoundError), store.open(name, "rb") as file:
        _add(tar, member, file, store.size(name), hashes)


def _add(
    tar: tarfile.TarFile, name: str, stream: Readable, size: int, hashes: dict[str, str]
) -> None:
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, 0o600
    source = _Hashing(stream)
    tar.addfile(told, source)
    hashes[name] = source.digest.hexdigest()


class _Hashing:
    """Reads on behalf of somebody, and hashes what went by."""

    def __init__(self, stream: Readable) -> None:
        self.stream, self.digest = stream, manifest.new_hash()

    def read(self, size: int = -1) -> bytes:
        piece = self.stream.read(size)
        self.digest.update(piece)
        return piece


def _write_shred_keys(
    to: Path,
    recipients: Sequence[x25519.Recipient],
    taken: Snapshot,
    moment: datetime,
    installation: str,
) -> Path:
    """Replace the one copy of the shred keys: new beside old, in its place, then old zeroed."""
    path, new = to / SHRED_KEYS, to / f".{SHRED_KEYS}.new"
    told = {"installation": installation, "moment": moment.isoformat(), "halves": taken.halves}
    new.unlink(missing_ok=True)
    with age.writing(new, recipients) as stream:
        stream.write(json.dumps(told).encode())
    try:
        old = path.open("r+b")
    except FileNotFoundError:
        new.rename(path)
        _settle(to)
        return path
    with old:
        size = os.fstat(old.fileno()).st_size
        new.rename(path)
        _settle(to)
        old.write(bytes(size))  # what a shredded compartment needs is not left on a free block
        old.flush()
        os.fsync(old.fileno())
    return path


def _shown(names: list[str]) -> Iterator[str]:
    with click.progressbar(names, label="Sealed files", file=sys.stderr) as bar:
        yield from bar


def _hash(path: Path) -> tuple[str, int]:
    with path.open("rb") as stream:
        return manifest.hash_of(stream)


def _settle(folder: Path) -> None:
    """Make sure that a change of names in a folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tidy(to: Path, keep: int) -> int:
    """Remove archives beyond the newest few; return how many."""
    found = sorted(path for path in to.iterdir() if ARCHIVE.fullmatch(path.name))
    for path in found[:-keep]:
        path.unlink()
    return len(found[:-keep])
