"""Missions enter the roster: from our vocabulary, or from a list kept elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import sheets
from safeconduct.base.reports import Outcome, Report
from safeconduct.roster.models import Mission
from safeconduct.roster.rules import missions as rules
from safeconduct.roster.rules.missions import Facts, Reading
from safeconduct.vocabulary import missions as vocabulary

OURS = "Our vocabulary: "  # how a source begins that no list from elsewhere has replaced
FACTS = tuple(field.name for field in fields(Facts))
LONGEST_SOURCE = 120


@transaction.atomic
def lay_out_missions(*, actor: Actor, only: Collection[str] = ()) -> int:
    """Bring the missions of our vocabulary into the roster, all or those with these acronyms.

    A mission that a list from elsewhere has since described is left as that list has it.
    Returns how many were added or changed; a second time, none.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    held = _held()
    added, changed = [], []
    for known in vocabulary.all_missions():
        if only and known.acronym not in only:
            continue
        mission, facts = held.get(known.acronym), rules.of_vocabulary(known)
        source = f"{OURS}{known.source}"
        if mission is None:
            added.append(_written(Mission(), facts, source))
        elif mission.source.startswith(OURS) and _differences(mission, facts):
            changed.append(_written(mission, facts, source))
    _store(added, changed)
    written = len(added) + len(changed)
    if written:
        log.record("roster.lay-out", actor=actor, subject="missions", detail={"written": written})
    return written


@transaction.atomic
def import_missions(
    *, actor: Actor, path: Path | str, today: date | None = None, dry_run: bool = False
) -> Report:
    """Take a list of missions, keyed by acronym: what is new is added, what differs is changed.

    `today` stands for the day of the list where a row does not give its own. Each mended,
    refused or questioned row is in the report with the rule. Raises base.sheets.Fault for a file
    that cannot be read as such a list; then nothing has changed.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    sheet = sheets.read(path, rules.REQUIRED)
    report = Report(sheet.file, len(sheet.rows), dry_run)
    _take(sheet.file, rules.read_all(sheet, today or datetime.now(UTC).date()), report)
    detail: dict[str, str | int] = {str(name): count for name, count in report.totals().items()}
    log.record("roster.import", actor=actor, subject="missions", detail=detail)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _take(file: str, readings: Iterable[Reading], report: Report) -> None:
    """Write what the rows say and enter each of them into the report."""
    held = _held()
    added, changed = [], []
    for reading in readings:
        facts = reading.facts
        if facts is None:
            report.add(reading.row, reading.key, Outcome.REFUSED, reading.notes)
            continue
        source = f"{file}, as of {reading.as_of}" if reading.as_of else file
        mission = held.get(facts.code)
        if mission is None:
            added.append(_written(Mission(), facts, source))
            report.add(reading.row, reading.key, Outcome.ADDED, reading.notes)
        elif differences := _differences(mission, facts):
            changed.append(_written(mission, facts, source))
            change = "; ".join(differences)
            report.add(reading.row, reading.key, Outcome.CHANGED, reading.notes, change)
        else:
            report.add(reading.row, reading.key, Outcome.UNCHANGED, reading.notes)
    _store(added, changed)


def _held() -> dict[str, Mission]:
    return {mission.code: mission for mission in Mission.objects.all()}


def _written(mission: Mission, facts: Facts, source: str) -> Mission:
    """Set these facts and where they come from; not stored yet."""
    for name in FACTS:
        setattr(mission, name, getattr(facts, name))
    mission.source = source[:LONGEST_SOURCE]
    return mission


def _differences(mission: Mission, facts: Facts) -> list[str]:
    """What the two say differently, one text for each fact."""
    pairs = ((name, getattr(mission, name), getattr(facts, name)) for name in FACTS)
    return [f"{name}: {before} becomes {after}" for name, before, after in pairs if before != after]


def _store(added: list[Mission], changed: list[Mission]) -> None:
    Mission.objects.bulk_create(added)
    Mission.objects.bulk_update(changed, [*FACTS, "source"])
