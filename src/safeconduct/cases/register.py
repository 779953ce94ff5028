"""The register as statistics may see it: one row an allegation, in codes, days and opaque keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.cases.models import Allegation, Finding
from safeconduct.cases.terms import Counted, Stage, SubjectKind
from safeconduct.vocabulary import conduct, shelf

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One allegation. Nothing in it was written by a person, and no key in it opens anything."""

    allegation: str
    incident: str  # one matter and one day of the incident; undated allegations share one
    report: str
    subject: str
    persons: int | None  # one for a person, the size of a group, none where it is not known
    confirmed: bool  # counted per individual, not per incident
    completed: bool  # an investigation of it ended in a final finding
    mission: str
    category: str
    group: str
    contributor: str  # the State that sent the subject, where a State did
    sea: bool
    victims: tuple[str, ...]
    received_on: date
    incident_year: int | None
    state: str


def rows(actor: Actor, as_of: date) -> Iterator[RegisterRow]:
    """Every allegation received up to the day, for those who compile figures.

    Walls do not narrow it: a number that depended on who counted would be wrong, and a row
    names nobody. Raises gate.Denied.
    """
    gate.require_anywhere(actor, Permission.FIGURE_COMPILE)
    return _rows(as_of)


def _rows(as_of: date) -> Iterator[RegisterRow]:
    received = Allegation.objects.filter(received_on__lte=as_of)
    victims = _victims(as_of)
    completed = set(
        Finding.objects.filter(stage=Stage.FINAL, found_on__lte=as_of).values_list(
            "allegation_id", flat=True
        )
    )
    found = received.order_by("id").values(
        "id",
        "reference",
        "matter__reference",
        "matter__mission__code",
        "report_key",
        "subject__reference",
        "subject__kind",
        "subject__size",
        "subject__category",
        "subject__state",
        "counted_as",
        "conduct",
        "sea_type",
        "received_on",
        "incident_from",
        "state",
    )
    for row in found.iterator():
        group, provided = _category(row["subject__category"])
        happened = row["incident_from"]
        yield RegisterRow(
            allegation=row["reference"],
            incident=f"{row['matter__reference']}:{happened or ''}",
            report=row["report_key"],
            subject=row["subject__reference"],
            persons=row["subject__size"] if row["subject__kind"] == SubjectKind.GROUP else 1,
            confirmed=row["counted_as"] == Counted.INDIVIDUAL,
            completed=row["id"] in completed,
            mission=row["matter__mission__code"],
            category=row["subject__category"],
            group=group,
            contributor=row["subject__state"] if provided else "",
            sea=bool(row["sea_type"]) or _is_sea(row["conduct"]),
            victims=tuple(victims.get(row["id"], ())),
            received_on=row["received_on"],
            incident_year=happened.year if happened else None,
            state=row["state"],
        )


def _victims(as_of: date) -> dict[int, list[str]]:
    named: dict[int, list[str]] = defaultdict(list)
    links = Allegation.victims.through.objects.filter(allegation__received_on__lte=as_of)
    for allegation, victim in links.order_by("id").values_list(
        "allegation_id", "victim__reference"
    ):
        named[allegation].append(victim)
    return named


@cache
def _category(code: str) -> tuple[str, bool]:
    try:
        found = shelf.term("personnel_categories", code)
    except shelf.UnknownTerm:
        return UNKNOWN, False
    return found.group, found.flag("provided")


@cache
def _is_sea(code: str) -> bool:
    try:
        return conduct.sea_type(code) is not None
    except shelf.UnknownTerm:
        return False
