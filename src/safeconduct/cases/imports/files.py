"""Rows gathered into the files they belong to, before anything is written.

A matter is what several rows say together. Where they contradict each other the later row is
refused and listed; nothing is guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from safeconduct.base.reports import Note
from safeconduct.base.sheets import Sheet
from safeconduct.cases.imports import rules
from safeconduct.cases.imports.mapping import Register
from safeconduct.cases.imports.rows import Reader, Refusal, Said

NOBODY = "unknown"
PRINT = 20
AT_ONCE = 500


@dataclass(slots=True)
class Slot:
    """One subject of a matter to be."""

    key: str
    known: bool
    words: str = field(repr=False)
    print: str


@dataclass(slots=True)
class File:
    """One matter to be: what all its rows say together."""

    key: str
    received: date
    victim: tuple[str, str] | None
    facts: str = field(repr=False)
    print: str
    slots: dict[str, Slot] = field(default_factory=dict)
    charges: dict[str, tuple[str, Said]] = field(default_factory=dict)  # by key: slot, row


@dataclass(slots=True)
class Gathered:
    """A whole register as read: the files to be, and the rows that were refused."""

    files: dict[str, File]
    refused: list[tuple[int, str, Note]]


class Keys:
    """Keyed hashes, so that an identifier that names a person is not stored in the clear.

    The file is matched by them on the next run. The key is derived from the installation's own
    secret, which lies outside the database: who steals the database cannot test a name against
    a stored hash, and equal words in two files do not look equal.
    """

    def __init__(self, secret: str, source: str) -> None:
        self.key = hashlib.blake2b(f"import {source}".encode(), key=_fitted(secret)).digest()

    def hash(self, *parts: str) -> str:
        """Return 40 hexadecimal digits that stand for the parts, in this place only."""
        joined = "\x00".join(parts).encode()
        return hashlib.blake2b(joined, key=self.key, digest_size=PRINT).hexdigest()

    @property
    def check(self) -> str:
        """What tells, on the next run, whether the secret is still the same."""
        return self.hash("check")


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far a run has come."""


def gather(
    register: Register, sheet: Sheet, keys: Keys, progress: Callable[[int, int], None] = silent
) -> Gathered:
    """Read every row of a sheet into files. Raises sheets.Fault where the mapping says stop.

    Reading is the first half of the way that `progress` is told of; storing is the second.
    """
    reader, gathered = Reader(register, sheet), Gathered({}, [])
    for done, row in enumerate(sheet.rows, start=1):
        if done % AT_ONCE == 0:
            progress(done, 2 * len(sheet.rows))
        try:
            said = reader.read(row)
            _join(gathered.files, said, register, keys)
        except Refusal as refusal:
            key = row.cells.get(register.matter_key, "").strip()[:40]
            shown = "" if "matter" in register.personal else key
            gathered.refused.append((row.number, shown, refusal.note))
    return gathered


def _join(files: dict[str, File], said: Said, register: Register, keys: Keys) -> None:
    matter = _kept(register, keys, "matter", said.matter)
    file = files.get(matter)
    fresh = file is None
    if file is None:
        mark = keys.hash("facts", matter, said.facts) if said.facts else ""
        file = File(matter, said.received, said.victim, said.facts, mark)
    elif (file.received, file.victim, file.facts) != (said.received, said.victim, said.facts):
        raise Refusal(rules.CONTRADICTS, "day of receipt, victim or facts")
    slot = _kept(register, keys, "subject", matter, said.subject) if said.subject else NOBODY
    charge = _kept(register, keys, "allegation", matter, said.allegation)
    if charge in file.charges:
        raise Refusal(rules.SAME_KEY, f"row {file.charges[charge][1].row}")
    same = _row_of(file.charges.values(), slot, said.conduct)
    if same:
        raise Refusal(rules.SAME_CHARGE, f"row {same}")
    mark = keys.hash("identity", matter, slot, said.identity) if said.identity else ""
    held = file.slots.setdefault(slot, Slot(slot, said.known, said.identity, mark))
    if (held.print, held.known) != (mark, said.known):
        said.notes.append(Note(rules.SUBJECT_DIFFERS, ""))
    file.charges[charge] = (slot, said)
    if fresh:
        files[matter] = file


def _kept(register: Register, keys: Keys, name: str, *parts: str) -> str:
    """An identifier as it is stored: as it stands, or hashed where it names a person."""
    return keys.hash(name, *parts) if name in register.personal else parts[-1]


def _row_of(charges: Iterable[tuple[str, Said]], slot: str, conduct: str) -> int:
    return next((s.row for held, s in charges if (held, s.conduct) == (slot, conduct)), 0)


def _fitted(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
