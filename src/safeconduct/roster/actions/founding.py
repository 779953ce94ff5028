"""Desks, stations and units are set up, and people deployed, their names sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.roster.actions.refusing import NOT_FIT, Misplaced
from safeconduct.roster.models import Deployment, Desk, DutyStation, Mission, Person, Unit
from safeconduct.roster.queries import NoDesk, all_fit, desks_over
from safeconduct.roster.terms import DeskKind, UnitKind
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder, Kind


@dataclass(frozen=True, slots=True)
class Service:
    """One stretch of service: where, in which unit, with which rank, from when to when."""

    mission: Mission
    since: date
    until: date | None = None
    unit: Unit | None = None
    station: DutyStation | None = None
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody to be deployed. What names them is sealed and never shown by this object."""

    category: str
    state: str = ""
    identity: str = field(default="", repr=False)


@transaction.atomic
def found_desk(
    *,
    actor: Actor,
    kind: DeskKind,
    name: str,
    members: Sequence[Keyring],
    mission: Mission | None = None,
    state: str = "",
) -> Desk:
    """Found a desk with a key of its own, shared with its first members and the recovery key.

    A mission's desk names its mission, a State's desk its State, the others neither; each exists
    once. Raises Misplaced where it exists already, and for a member in no post that fits it.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if not all_fit(actor, members, kind, mission, state):
        raise Misplaced(NOT_FIT)
    behind = Holder.EMERGENCY if kind == DeskKind.EMERGENCY else Holder.DESK
    keyring = vault.found_desk(actor=actor, members=members, holder=behind)
    try:
        desk = Desk.objects.create(
            name=name, kind=kind, mission=mission, state=state, keyring=keyring
        )
    except IntegrityError as fault:  # the transaction is lost, and the key with it
        raise Misplaced(noop("This desk exists already.")) from fault
    detail: dict[str, str | int] = {
        "kind": kind.value,
        "mission": mission.code if mission else "",
        "state": state,
        "members": len(members),
    }
    log.record("roster.found-desk", actor=actor, subject=desk, detail=detail)
    return desk


@transaction.atomic
def add_station(
    *,
    actor: Actor,
    mission: Mission,
    name: str,
    country: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> DutyStation:
    """Add a duty station to a mission, in degrees north and east; one of that name is renewed."""
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    station, _made = DutyStation.objects.update_or_create(
        mission=mission,
        name=name,
        defaults={"country": country, "latitude": latitude, "longitude": longitude},
    )
    log.record("roster.add-station", actor=actor, subject=station, detail={"mission": mission.code})
    return station


@transaction.atomic
def add_unit(
    *,
    actor: Actor,
    mission: Mission,
    code: str,
    name: str,
    kind: UnitKind,
    state: str = "",
    station: DutyStation | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Unit:
    """Add a unit to a mission; one with that code is renewed."""
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    unit, _made = Unit.objects.update_or_create(
        mission=mission,
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "state": state,
            "station": station,
            "since": since,
            "until": until,
        },
    )
    log.record("roster.add-unit", actor=actor, subject=unit, detail={"mission": mission.code})
    return unit


@transaction.atomic
def deploy(*, actor: Actor, entrant: Entrant, service: Service, today: date) -> Deployment:
    """Enter somebody into the roster with one stretch of service.

    The identity goes sealed into a compartment of its own, granted to the mission's desk and to
    headquarters; whoever enters it cannot read it again. Raises roster.queries.NoDesk when
    there is no desk that could.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    person = Person(category=entrant.category, state=entrant.state)
    if entrant.identity:
        desks = desks_over(service.mission)
        if not desks:
            raise NoDesk(DeskKind.HEADQUARTERS.value)
        opened = vault.open_compartment(
            actor=actor,
            kind=Kind.ROSTER,
            scope=person.reference,
            holders=[desk.keyring for desk in desks],
            reason="deployed",
        )
        person.identity = seals.put_text(opened, "person-identity", entrant.identity, today)
    person.save()
    deployment = Deployment.objects.create(
        person=person,
        mission=service.mission,
        unit=service.unit,
        station=service.station,
        rank=service.rank,
        since=service.since,
        until=service.until,
    )
    detail: dict[str, str | int] = {"mission": service.mission.code}
    log.record("roster.deploy", actor=actor, subject=person, detail=detail)
    return deployment
