"""What can be asked about keeping and disposing. Every answer passes the gate and the walls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Reachable
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Permission
from safeconduct.base import moves
from safeconduct.intake.models import Report
from safeconduct.retention import records, schedule
from safeconduct.retention.models import Disposition, Hold, Tombstone
from safeconduct.retention.rules import MOVES, OPEN, RECORDS, Rule, falls_due, latest_start
from safeconduct.retention.terms import Act, Kind, State

READ = Permission.RETENTION_READ


@dataclass(frozen=True, slots=True)
class Due:
    """One record whose day has come."""

    scope: str
    kind: Kind
    number: str
    rule: Rule
    counted_from: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Count:
    """How many records are due under one rule, and how many more a hold keeps."""

    rule: Rule
    due: int
    held: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step a disposition could take now, and what still stands against it."""

    act: Act
    objections: tuple[str, ...]


def counts(actor: Actor, today: date) -> list[Count]:
    """How many records are due under each rule of the schedule. Raises gate.Denied."""
    gate.require_anywhere(actor, READ)
    told = []
    for rule in _applied(today):
        ripe = _ripe(actor, rule, today)
        told.append(Count(rule, ripe.filter(held=False).count(), ripe.filter(held=True).count()))
    return told


def due(actor: Actor, today: date, code: str = "", most: int = 0) -> list[Due]:
    """The records that are due, of one rule or of all, the oldest of each first.

    What is proposed already or under hold is not among them. Raises gate.Denied.
    """
    gate.require_anywhere(actor, READ)
    found = []
    for rule in _applied(today):
        if code in {"", rule.code}:
            ripe = _ripe(actor, rule, today).filter(held=False)
            rows = ripe.order_by("counted_from", "pk")
            found += [_due(record, rule) for record in (rows[:most] if most else rows)]
    return found


def standing(actor: Actor, scope: str, today: date) -> records.Standing:
    """How one record stands under the schedule. Raises gate.Denied where there is none to see."""
    kind, _record = seen(actor, READ, scope)
    return records.standing(kind, scope, today)


def dispositions(actor: Actor) -> QuerySet[Disposition]:
    """Every disposition this person may see, newest first."""
    seen_ones = gate.visible(actor, READ, Disposition.objects.all())
    people = ("proposed_by", "approved_by", "ended_by", "tombstone")
    return seen_ones.select_related(*people).order_by("-proposed_on", "-id")


def disposition(actor: Actor, reference: str) -> Disposition:
    """The disposition with that reference. Raises gate.Denied where there is none to see."""
    found = dispositions(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(READ.value)
    return found


def to_decide(actor: Actor) -> QuerySet[Disposition]:
    """What waits for a second person, and this actor could be that person."""
    if not gate.may(actor, Permission.RETENTION_APPROVE):
        return dispositions(actor).none()
    return dispositions(actor).filter(state=State.PROPOSED).exclude(proposed_by=actor.account)


def open_ones(actor: Actor) -> QuerySet[Disposition]:
    """What is proposed or approved and not carried out."""
    return dispositions(actor).filter(state__in=sorted(OPEN))


def steps(actor: Actor, of: Disposition, today: date) -> list[Step]:
    """The steps open to a disposition in its state, to this person, with what stands against."""
    row = Disposition.objects.filter(pk=of.pk)
    stands = records.standing(
        of.kind, of.scope, today, by_proposer=of.proposed_by_id == actor.account
    )
    return [
        Step(Act(move.act), tuple(moves.objections(move, stands)))
        for move in moves.possible(MOVES, of.state)
        if gate.visible(actor, Permission(move.permission), row).exists()
    ]


def content(actor: Actor, of: Disposition) -> records.Held:
    """How much sealed content would be destroyed."""
    gate.require(actor, READ, of)
    return records.content_of(of.scope)


def holds(actor: Actor) -> QuerySet[Hold]:
    """The holds that stand, newest first."""
    standing_ones = gate.visible(actor, READ, Hold.objects.filter(lifted_on__isnull=True))
    return standing_ones.select_related("placed_by").order_by("-placed_on", "-id")


def hold(actor: Actor, reference: str) -> Hold:
    """A hold that stands. Raises gate.Denied where there is none to see."""
    found = holds(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(READ.value)
    return found


def holds_on(actor: Actor, scope: str) -> list[Hold]:
    """The holds that stand on one record, its parts included; none to those who may not see."""
    found = records.find(scope)
    if found is None or not gate.may(actor, READ):
        return []
    live = records.live_holds(found[0], scope).values("pk")
    return list(holds(actor).filter(pk__in=live))


def tombstones(actor: Actor) -> QuerySet[Tombstone]:
    """What was destroyed, newest first."""
    seen_ones = gate.visible(actor, READ, Tombstone.objects.all())
    return seen_ones.select_related("disposition").order_by("-disposed_on", "-id")


def tombstone(actor: Actor, reference: str) -> Tombstone:
    """The tombstone with that reference. Raises gate.Denied where there is none to see."""
    found = tombstones(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(READ.value)
    return found


def remains(record: Any, actor: Actor, permission: Permission) -> Tombstone | None:
    """What is left of a record that the actor may see: the newest tombstone, if it was destroyed.

    For whoever could read the record before: an officer, a State, the reporter with the receipt.
    Raises gate.Denied for anybody else.
    """
    gate.require(actor, permission, record)
    scopes = {record.reference}
    matter = getattr(record, "matter", None)
    if matter is not None:
        scopes.add(matter.reference)
    if isinstance(record, Report) and record.compartment.shredded_on is None:
        return None
    return Tombstone.objects.filter(scope__in=scopes).order_by("-disposed_on", "-id").first()


def seen(actor: Actor, permission: Permission, scope: str) -> tuple[Kind, Any]:
    """The record with that reference and its kind. Raises gate.Denied where there is none."""
    found = records.find(scope)
    if found is None:
        raise gate.Denied(permission.value)
    require(actor, permission, found[1])
    return found


def require(actor: Actor, permission: Permission, record: Model) -> None:
    """Raise gate.Denied unless the actor holds the permission on a record, whatever its kind."""
    if isinstance(record, Reachable):
        gate.require(actor, permission, record)
        return
    gate.require_anywhere(actor, permission)  # a name in the roster: no record of the gate's
    if walls_of(actor).filter(scope=getattr(record, "reference", "")).exists():
        raise gate.Denied(permission.value)


def _applied(today: date) -> list[Rule]:
    return [rule for rule in schedule.in_force(today) if rule.covers in RECORDS]


def _ripe(actor: Actor, rule: Rule, today: date) -> records.Records:
    found = records.ended(rule.covers).filter(
        counted_from__lte=latest_start(today, rule.months), proposed=False
    )
    if issubclass(found.model, Reachable):
        return gate.visible(actor, READ, found)
    return found.exclude(Q(reference__in=walls_of(actor)))


def _due(record: Any, rule: Rule) -> Due:
    return Due(
        scope=record.reference,
        kind=RECORDS[rule.covers],
        number=records.number_of(record),
        rule=rule,
        counted_from=record.counted_from,
        due_on=falls_due(record.counted_from, rule.months),
    )
