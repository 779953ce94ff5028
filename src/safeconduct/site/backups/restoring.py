"""Bringing an archive back to life: in an empty installation, or in a scratch one for a drill."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages
from pyrage import x25519

from safeconduct.site.backups import Refused, databases, reading, scratch
from safeconduct.site.backups.databases import POSTGRESQL, SQLITE
from safeconduct.site.backups.manifest import Manifest
from safeconduct.site.backups.reading import Halves
from safeconduct.site.config import PREFIX

DATABASE = "safeconduct.sqlite3"
# fmt: off
RESTORE = ("database", "migrate", "audit", "shred-keys", "sessions")
DRILL =   ("database", "migrate", "audit", "shred-keys", "test-seal")
REHEARSE = (*DRILL, "recovery")
# fmt: on


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried: what it was, what came of it, whether it held, and how long."""

    step: str
    said: str
    held: bool
    seconds: float


Tell = Callable[[Step], object]


def tell(step: Step) -> None:
    """Say one step on the terminal: whether it held, how long it took, what came of it."""
    click.echo(f"{'ok' if step.held else 'NO':<3} {step.seconds:>7.2f} s  {step.step}: {step.said}")


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive taken apart in a scratch folder, and the shred keys that belong to it."""

    place: Path
    said: Manifest
    halves: Halves


@dataclass(frozen=True, slots=True)
class Source:
    """An archive, the shred keys beside it, and the private keys that open both."""

    archive: Path
    shred_keys: Path
    by: Sequence[x25519.Identity]


def restore(source: Source, tell: Tell) -> Manifest:
    """Fill an empty installation from an archive. Raises Refused, and then nothing has changed."""
    if not databases.is_empty():
        raise Refused("SAFECONDUCT_DATABASE: expected an empty database; nothing is written over.")
    if any(True for _name in _stored()):
        raise Refused("SAFECONDUCT_FILES: expected an empty store; nothing is written over.")
    with scratch.folder() as place:
        opened = _opened(source, place, tell)
        said = opened.said
        if said.database != databases.kind():
            line = f"SAFECONDUCT_DATABASE: expected {said.database}, of which the archive is."
            raise Refused(line)
        try:
            _settle(opened, RESTORE, tell, _here(place, said.database))
            _move_in(place, said.database)
        except BaseException:
            if said.database == POSTGRESQL:
                databases.clear(databases.address())
            raise
    return said


def drill(source: Source, tell: Tell, database: str = "") -> Manifest:
    """Restore an archive beside the installation, prove it, and remove it. Raises Refused."""
    with scratch.folder() as place:
        return rehearse(place, source, tell, DRILL, database=database)


def rehearse(
    place: Path,
    source: Source,
    tell: Tell,
    steps: Sequence[str],
    *,
    database: str = "",
    more: dict[str, Any] | None = None,
) -> Manifest:
    """The same in a scratch folder that is there already, with other steps and what they need."""
    opened = _opened(source, place, tell)
    with ExitStack() as rooms:
        where = _here(place, SQLITE)
        if opened.said.database == POSTGRESQL:
            address = rooms.enter_context(databases.for_now(database))
            where |= {f"{PREFIX}DATABASE": address}
        _settle(opened, steps, tell, where, more)
    return opened.said


def _opened(source: Source, place: Path, tell: Tell) -> Opened:
    began = time.monotonic()
    said = reading.unpack(source.archive, place, source.by)
    reading.is_known(said)
    whole = f"{len(said.hashes)} parts, as they were written on {said.moment}"
    tell(Step("archive", whole, held=True, seconds=round(time.monotonic() - began, 2)))
    return Opened(place, said, reading.read_halves(source.shred_keys, source.by, said))


def _settle(
    opened: Opened,
    steps: Sequence[str],
    tell: Tell,
    environment: dict[str, str],
    more: dict[str, Any] | None = None,
) -> None:
    """Run the steps in the restored installation, in a process of its own."""
    place, said = opened.place, opened.said
    if said.database == SQLITE:
        (place / "database").rename(place / DATABASE)
    else:
        databases.put_back(place / "database", environment[f"{PREFIX}DATABASE"])
    errand = {
        "steps": list(steps),
        "counts": said.counts,
        "head": said.head,
        "migrations": said.migrations,
        "halves": opened.halves.halves,
        "drill": asdict(said.drill),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "safeconduct.site.backups.settling"],
        input=json.dumps(errand | (more or {})),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [Step(**json.loads(line)) for line in ended.stdout.splitlines()]
    for step in told:
        tell(step)
    if len(told) != len(steps) or not all(step.held for step in told):
        last = told[-1].said if told and not told[-1].held else "it could not be brought to life"
        raise Refused(f"archive: {last}.")


def _here(place: Path, kind: str) -> dict[str, str]:
    """The environment of the restored installation, which keeps everything in the scratch folder.

    It inherits the rest; a database on a server stays the one that was configured.
    """
    kept = dict(os.environ)
    for name in ("FILES", "AUDIT_KEY_FILE", *(("DATABASE",) if kind == SQLITE else ())):
        kept.pop(f"{PREFIX}{name}", None)
    return kept | {f"{PREFIX}DATA": str(place)}


def _move_in(place: Path, kind: str) -> None:
    """Put files, and last the database, where the installation looks for them."""
    store, moved = storages["sealed"], list[str]()
    try:
        for path in sorted((place / "files").rglob("*")):
            if path.is_file():
                name = path.relative_to(place / "files").as_posix()
                moved.append(name)
                with path.open("rb") as stream:
                    moved[-1] = store.save(name, File(stream))
        if kind == SQLITE:
            _move_database(place / DATABASE, Path(settings.DATABASES["default"]["NAME"]))
    except BaseException:
        for name in moved:
            store.delete(name)
        raise


def _move_database(made: Path, target: Path) -> None:
    with closing(sqlite3.connect(made)) as db:
        db.execute("PRAGMA journal_mode = DELETE")  # one file, whatever was still in the log
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in ("-wal", "-shm"):  # of a database that is no longer there
        target.with_name(f"{target.name}{left}").unlink(missing_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.move(made, beside)
    beside.chmod(0o600)
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    beside.replace(target)


def _stored() -> Iterator[str]:
    """Files in the store, if any."""
    store = storages["sealed"]
    if isinstance(store, FileSystemStorage) and not Path(store.location).exists():
        return
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        folders, files = store.listdir(folder)
        yield from files
        waiting += [f"{folder}/{name}".lstrip("/") for name in folders]
