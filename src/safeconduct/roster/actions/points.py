"""The register of places where people can report: kept by its mission, tested, and public."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.roster.actions.refusing import Misplaced
from safeconduct.roster.models import Mission, PointTest, ReportingPoint


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a reporting point, to everybody."""

    kind: str
    name: str
    place: str = ""
    reach: str = ""
    hours: str = ""
    languages: str = ""
    eases: tuple[str, ...] = ()


@transaction.atomic
def add_point(
    *, actor: Actor, mission: Mission, described: Described, today: date
) -> ReportingPoint:
    """List a reporting point of a mission; from now on everybody can read of it."""
    _require(actor, mission)
    said = asdict(described) | {"eases": " ".join(described.eases)}
    point = ReportingPoint.objects.create(mission=mission, added_on=today, **said)
    log.record("roster.add-point", actor=actor, subject=point, detail={"mission": mission.code})
    return point


@transaction.atomic
def change_point(*, actor: Actor, point: ReportingPoint, described: Described) -> ReportingPoint:
    """Put what is said of a reporting point in place of what was. Raises Misplaced once closed."""
    held = _held(actor, point)
    for name, said in (asdict(described) | {"eases": " ".join(described.eases)}).items():
        setattr(held, name, said)
    held.save()
    log.record("roster.change-point", actor=actor, subject=held)
    return held


@transaction.atomic
def close_point(*, actor: Actor, point: ReportingPoint, today: date) -> ReportingPoint:
    """Take a reporting point off the public list. Raises Misplaced when it is closed already."""
    held = _held(actor, point)
    held.closed_on = today
    held.save(update_fields=["closed_on"])
    log.record("roster.close-point", actor=actor, subject=held)
    return held


@transaction.atomic
def record_point_test(
    *,
    actor: Actor,
    point: ReportingPoint,
    answered: bool,
    tested_on: date,
    minutes: int | None = None,
) -> PointTest:
    """Record that a reporting point was tried, whether it answered, and after how many minutes.

    The newest test by its day is what the public list shows. Raises Misplaced for a test before
    the point was listed, and for a speed without an answer.
    """
    held = _held(actor, point)
    if actor.account is None:
        raise gate.Denied(Permission.POINT_KEEP.value)
    if tested_on < held.added_on:
        raise Misplaced(noop("It was not listed yet on that day."))
    if minutes is not None and not answered:
        raise Misplaced(noop("Only what answered has a number of minutes."))
    tried = PointTest.objects.create(
        point=held,
        tested_on=tested_on,
        answered=answered,
        minutes=minutes,
        tested_by_id=actor.account,
    )
    if held.last_tested_on is None or tested_on >= held.last_tested_on:
        held.last_tested_on, held.last_test_answered = tested_on, answered
        held.last_test_minutes = minutes
        held.save()
    log.record("roster.test-point", actor=actor, subject=held, detail={"answered": int(answered)})
    return tried


def _held(actor: Actor, point: ReportingPoint) -> ReportingPoint:
    held = ReportingPoint.objects.select_for_update().get(pk=point.pk)
    _require(actor, held.mission)
    if held.closed_on is not None:
        raise Misplaced(noop("It is closed."))
    return held


def _require(actor: Actor, mission: Mission) -> None:
    if not gate.reaches_mission(actor, Permission.POINT_KEEP, mission.code):
        raise gate.Denied(Permission.POINT_KEEP.value)
