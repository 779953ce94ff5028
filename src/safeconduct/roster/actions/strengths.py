"""Strengths enter the roster from lists kept elsewhere: the denominators of every rate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import sheets
from safeconduct.base.reports import Note, Outcome, Report
from safeconduct.roster.actions.missions import lay_out_missions
from safeconduct.roster.models import Mission, Strength
from safeconduct.roster.rules import strengths as rules
from safeconduct.roster.rules import table
from safeconduct.roster.rules.strengths import Reading
from safeconduct.roster.terms import Period

BATCH = 2_000
Progress = Callable[[int, int], None]  # rows done, rows in the file


class Key(NamedTuple):
    """What makes a figure one figure, within a source and a period."""

    mission: str
    starts: date
    state: str
    kind: str


class _Stored(NamedTuple):
    pk: int
    figure: int


@dataclass(slots=True)
class _Writing:
    """What is held already, and what is to be added and changed."""

    held: dict[Key, _Stored]
    added: dict[Key, int] = field(default_factory=dict)
    changed: dict[int, int] = field(default_factory=dict)
    rows: dict[tuple[str, date, str], int] = field(default_factory=dict)


@transaction.atomic
def import_strengths(
    *,
    actor: Actor,
    path: Path | str,
    source: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take a list of strengths of a kind known by its columns (rules.strengths.LAYOUTS).

    Keyed by mission, period, State, kind and source: what is new is added, what differs is
    changed. `source` is whose figures these are, the kind of list where nothing else is said.
    Missions of our vocabulary that the roster lacks are laid out. Raises base.sheets.Fault for a
    file that cannot be read as such a list; then nothing has changed.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    sheet = sheets.read(path)
    layout, notes = rules.layout_of(sheet)
    report = Report(sheet.file, len(sheet.rows), dry_run, notes=list(notes))
    codes = frozenset(Mission.objects.values_list("code", flat=True))
    source = source or layout.name
    writing = _Writing(_stored(source, layout.period))
    for done, reading in enumerate(rules.read_all(sheet, layout, codes), start=1):
        _enter(reading, writing, report)
        if progress and done % BATCH == 0:
            progress(done, report.read)
    named = {key.mission for key in writing.added}
    if lacking := named - codes:
        lay_out_missions(actor=actor, only=lacking)
    _store(writing, source, layout.period)
    detail: dict[str, str | int] = {str(name): count for name, count in report.totals().items()}
    log.record("roster.import", actor=actor, subject="strengths", detail=detail)
    if progress:
        progress(report.read, report.read)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _stored(source: str, period: Period) -> dict[Key, _Stored]:
    rows = Strength.objects.filter(source=source, period=period).values_list(
        "mission__code", "starts", "state", "kind", "pk", "count"
    )
    return {Key(*row[:4]): _Stored(*row[4:]) for row in rows.iterator(BATCH)}


def _enter(reading: Reading, writing: _Writing, report: Report) -> None:
    """Decide what becomes of one row and enter it into the report."""
    notes = reading.notes
    if not reading.mission or reading.starts is None:
        report.add(reading.row, reading.key, Outcome.REFUSED, notes)
        return
    whose = (reading.mission, reading.starts, reading.state)
    earlier = writing.rows.setdefault(whose, reading.row)
    if earlier != reading.row:
        twice = Note(table.SAID_TWICE, f"{reading.key} is already in row {earlier}")
        report.add(reading.row, reading.key, Outcome.REFUSED, (*notes, twice))
        return
    new, changes = [], []
    for kind, count in reading.figures:
        key = Key(*whose, kind.value)
        held = writing.held.get(key)
        if held is None:
            new.append((key, count))
        elif held.figure != count:
            writing.changed[held.pk] = count
            changes.append(f"{kind.value}: {held.figure} becomes {count}")
    if reading.nobody and len(new) == len(reading.figures):
        nothing = Note(table.NOBODY, "")
        report.add(reading.row, reading.key, Outcome.NOTHING, (*notes, nothing))
        return
    writing.added.update(new)
    if changes or (new and len(new) < len(reading.figures)):
        changes += [f"{key.kind}: {count} is new" for key, count in new]
        report.add(reading.row, reading.key, Outcome.CHANGED, notes, "; ".join(changes))
    else:
        outcome = Outcome.ADDED if new else Outcome.UNCHANGED
        report.add(reading.row, reading.key, outcome, notes)


def _store(writing: _Writing, source: str, period: Period) -> None:
    missions = dict(Mission.objects.values_list("code", "pk"))
    rows = (
        Strength(
            mission_id=missions[key.mission],
            period=period,
            starts=key.starts,
            state=key.state,
            kind=key.kind,
            count=count,
            source=source,
        )
        for key, count in writing.added.items()
    )
    for batch in _batches(rows):
        Strength.objects.bulk_create(batch)
    renewed = (Strength(pk=pk, count=count) for pk, count in writing.changed.items())
    for batch in _batches(renewed):
        Strength.objects.bulk_update(batch, ["count"])


def _batches(rows: Iterable[Strength]) -> Iterator[list[Strength]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
