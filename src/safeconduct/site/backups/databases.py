"""The database of an installation at one moment, copied while others write to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from psycopg import conninfo, sql

from safeconduct.site.backups import Refused
from safeconduct.site.backups.manifest import Facts

SQLITE, POSTGRESQL = "sqlite", "postgresql"
HALVES = "vault_shredkey"
Rows = Sequence[tuple[Any, ...]]
Ask = Callable[[LiteralString], Rows]
COUNT = "SELECT count(*) FROM"
TABLES = {
    SQLITE: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    POSTGRESQL: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment: the copy without shred keys, what was in it, and those keys, in memory only."""

    kind: str
    file: Path
    facts: Facts
    sealed: dict[str, int]
    drafts: list[str]
    halves: dict[str, str] = field(repr=False)


def kind() -> str:
    """Say which kind of database this installation has."""
    return SQLITE if "sqlite" in settings.DATABASES["default"]["ENGINE"] else POSTGRESQL


def snapshot(scratch: Path) -> Snapshot:
    """Copy the database into a scratch folder, leaving the rows of shred keys out."""
    return _of_sqlite(scratch) if kind() == SQLITE else _of_postgresql(scratch)


def facts(ask: Ask, of: str) -> Facts:
    """Ask a database what it holds."""
    tables = sorted(str(name) for (name,) in ask(TABLES[of]))
    counts = {name: int(ask(" ".join((COUNT, f'"{name}"')))[0][0]) for name in tables}
    head = ask("SELECT seq, hash FROM audit_head WHERE id = 1")
    done = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    return Facts(
        counts=counts,
        head=(int(head[0][0]), str(head[0][1])) if head else (0, ""),
        migrations=[(str(app), str(name)) for app, name in done],
    )


def is_empty() -> bool:
    """Say whether the configured database holds no table yet."""
    if kind() == POSTGRESQL:
        with _connected() as ask:
            return not ask(TABLES[POSTGRESQL])
    path = Path(settings.DATABASES["default"]["NAME"])
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(sqlite3.connect(path)) as db:
        return not db.execute(TABLES[SQLITE]).fetchall()


def put_back(dump: Path, into: str) -> None:
    """Fill an empty PostgreSQL database, given by its address, from a dump, all or nothing."""
    arguments = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", into, *arguments, str(dump))


def clear(which: str) -> None:
    """Empty a PostgreSQL database again, after a restoration that did not hold or was a drill."""
    with _open(which, autocommit=True) as db:
        db.execute("DROP SCHEMA public CASCADE")
        db.execute("CREATE SCHEMA public")


@contextmanager
def for_now(given: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database for a rehearsal, and leave none behind.

    The one that was given is emptied again; without it, one is made beside the configured one and
    dropped. Raises Refused where that one is not empty, or the role may not make one.
    """
    if given:
        with _open(given) as db:
            if db.execute(TABLES[POSTGRESQL]).fetchall():
                raise Refused("--database: expected an empty PostgreSQL database.")
        try:
            yield given
        finally:
            clear(given)
        return
    if kind() != POSTGRESQL:
        raise Refused("--database: expected an empty PostgreSQL database, for such an archive.")
    name = f"safeconduct_drill_{os.urandom(4).hex()}"
    try:
        with _open(address(), autocommit=True) as db:
            db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        line = "--database: expected an empty PostgreSQL database; this role may not make one."
        raise Refused(line) from None
    try:
        yield address(name)
    finally:
        with _open(address(), autocommit=True) as db:
            gone = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            db.execute(gone)


def address(name: str = "") -> str:
    """Return the address of the configured PostgreSQL database, or of another beside it."""
    said = settings.DATABASES["default"]
    options = {k: v for k, v in said["OPTIONS"].items() if k != "pool"}
    who = f"{quote(said['USER'], safe='')}:{quote(said['PASSWORD'], safe='')}"
    where = f"{said['HOST']}:{said['PORT']}" if said["PORT"] else said["HOST"]
    return f"postgresql://{who}@{where}/{quote(name or said['NAME'])}?{urlencode(options)}"


def _of_sqlite(scratch: Path) -> Snapshot:
    first, second = scratch / "copy", scratch / "database"
    for path in (first, second):
        path.unlink(missing_ok=True)
    live = Path(settings.DATABASES["default"]["NAME"])
    with closing(sqlite3.connect(live, timeout=20)) as source, closing(_private(first)) as copy:
        source.backup(copy)  # in one step, so of one moment; in WAL nobody waits for it
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA temp_store = MEMORY")
        copy.execute("PRAGMA secure_delete = ON")
        found = facts(lambda question: copy.execute(question).fetchall(), SQLITE)
        kept = _kept(lambda question: copy.execute(question).fetchall())
        with copy:
            copy.execute("DELETE FROM vault_shredkey")
        second.touch(mode=0o600)
        copy.execute("VACUUM INTO ?", (str(second),))  # no free page goes along
    first.unlink()
    return Snapshot(SQLITE, second, found, *kept)


def _of_postgresql(scratch: Path) -> Snapshot:
    file = scratch / "database"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    with _open(address()) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True

        def ask(question: LiteralString) -> Rows:
            return db.execute(question).fetchall()

        ((moment,),) = ask("SELECT pg_export_snapshot()")
        found, kept = facts(ask, POSTGRESQL), _kept(ask)
        _run(
            "pg_dump",
            address(),
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--exclude-table-data={HALVES}",
            f"--snapshot={moment}",
            f"--file={file}",
        )
    return Snapshot(POSTGRESQL, file, found, *kept)


def _kept(ask: Ask) -> tuple[dict[str, int], list[str], dict[str, str]]:
    """The sealed files with their sizes, those of drafts, and the shred keys."""
    sealed = ask("SELECT stored_as, stored_size FROM vault_sealedfile WHERE stored_size > 0")
    drafts = ask("SELECT stored_as FROM intake_draftfile")
    halves = ask(
        "SELECT c.reference, k.half FROM vault_shredkey k "
        "JOIN vault_compartment c ON c.id = k.compartment_id"
    )
    sizes = {str(name): int(size) for name, size in sealed}
    others = [str(name) for (name,) in drafts if str(name) not in sizes]
    return sizes, others, {str(name): bytes(half).hex() for name, half in halves}


def _open(which: str, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        return psycopg.connect(which, autocommit=autocommit)
    except psycopg.OperationalError:  # its words name hosts and people
        raise Refused("SAFECONDUCT_DATABASE: the database does not answer.") from None


def _private(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    return sqlite3.connect(path)


@contextmanager
def _connected() -> Iterator[Ask]:
    with _open(address()) as db:
        yield lambda question: db.execute(question).fetchall()


def _run(program: str, which: str, *arguments: str) -> None:
    """Run a program of PostgreSQL. The list of processes is open to all: no password in it."""
    found = shutil.which(program)
    if found is None:
        raise Refused(f"{program}: not found; install the PostgreSQL client programs.")
    said: dict[str, Any] = conninfo.conninfo_to_dict(which)
    secret = {"PGPASSWORD": str(said.pop("password", "") or "")}
    ended = subprocess.run(  # noqa: S603  a program of PostgreSQL, with our own arguments
        [found, f"--dbname={conninfo.make_conninfo(**said)}", *arguments],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Refused(f"{program}: {last}")
