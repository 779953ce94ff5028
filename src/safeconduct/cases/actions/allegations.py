"""Recording an allegation, and taking it step by step along its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import moves
from safeconduct.cases import spine, walling
from safeconduct.cases.models import Allegation, Matter, Subject, Victim
from safeconduct.cases.rules import MOVES
from safeconduct.cases.terms import Act, Counted, EventKind, SubjectKind
from safeconduct.roster.models import DutyStation
from safeconduct.roster.terms import Precision


@dataclass(frozen=True, slots=True)
class Charge:
    """What is alleged: codes of the vocabulary and dates, no words."""

    conduct: str
    taxonomy: str = "conduct_2021"
    sea_type: str = ""
    incident_from: date | None = None
    incident_to: date | None = None
    precision: Precision = Precision.DAY
    station: DutyStation | None = None
    channel: str = ""
    report_key: str = ""


@transaction.atomic
def allege(
    *,
    actor: Actor,
    matter: Matter,
    subject: Subject,
    charge: Charge,
    received_on: date,
    today: date,
    victims: Sequence[Victim] = (),
) -> Allegation:
    """Record that one subject is said to have done one thing.

    Raises gate.Denied out of reach, and for a subject or victim of another matter.
    """
    matter = spine.lock(matter)
    gate.require(actor, Permission.MATTER_EDIT, matter)
    named: list[Subject | Victim] = [subject, *victims]
    if any(person.matter_id != matter.pk for person in named):
        raise gate.Denied(Permission.MATTER_EDIT.value)
    allegation = Allegation.objects.create(
        matter=matter,
        subject=subject,
        taxonomy=charge.taxonomy,
        conduct=charge.conduct,
        sea_type=charge.sea_type,
        received_on=received_on,
        incident_from=charge.incident_from,
        incident_to=charge.incident_to,
        precision=charge.precision,
        station=charge.station,
        channel=charge.channel,
        report_key=charge.report_key or matter.reference,
        counted_as=Counted.INDIVIDUAL if subject.kind == SubjectKind.KNOWN else Counted.INCIDENT,
    )
    allegation.victims.set(victims)
    walling.wall_off_chain(actor, matter, today)  # who commanded them on that day
    spine.settle(matter, today)
    spine.enter(
        matter,
        EventKind.ALLEGATION_ADDED,
        actor=actor,
        on=today,
        code=charge.conduct,
        allegation=allegation,
    )
    log.record("allegation.add", actor=actor, subject=matter, detail={"of": allegation.reference})
    return allegation


@transaction.atomic
def move(*, actor: Actor, allegation: Allegation, act: Act, today: date) -> Allegation:
    """Take an allegation one step along its table.

    Raises gate.Denied when it cannot be seen or the step is not the actor's, moves.IllegalMove
    when the table has no such step or one of its checks objects.
    """
    matter = spine.lock(allegation.matter)
    allegation = Allegation.objects.select_for_update().get(pk=allegation.pk)
    gate.require(actor, Permission.MATTER_READ, allegation)  # seen before judged
    step = moves.find(MOVES, allegation.state, act)
    gate.require(actor, Permission(step.permission), allegation)
    if objections := moves.objections(step, allegation):
        raise moves.IllegalMove(objections[0])
    allegation.state = step.target
    allegation.save(update_fields=["state"])
    spine.settle(matter, today)
    spine.enter(
        matter, EventKind.MOVED, actor=actor, on=today, code=act.value, allegation=allegation
    )
    detail: dict[str, str | int] = {"of": allegation.reference, "to": step.target}
    log.record(f"allegation.{act.value}", actor=actor, subject=matter, detail=detail)
    return allegation
