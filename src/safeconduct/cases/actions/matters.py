"""Opening a matter, writing notes in it, and keeping somebody away from it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.queries import walls_around, walls_of
from safeconduct.access.terms import Permission, WallSource
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.cases import leaving, numbering, spine
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Event, Matter
from safeconduct.cases.rules import COMPARTMENTS
from safeconduct.cases.terms import EventKind
from safeconduct.roster.models import Mission
from safeconduct.roster.queries import holders_over
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.terms import Kind


@transaction.atomic
def open_matter(*, actor: Actor, mission: Mission, received_on: date, today: date) -> Matter:
    """Open a case file in a mission, with its compartments granted to the desks in charge.

    Raises gate.Denied outside the actor's reach.
    """
    if not gate.reaches_mission(actor, Permission.MATTER_OPEN, mission.code):
        raise gate.Denied(Permission.MATTER_OPEN.value)
    matter = Matter.objects.create(
        number=numbering.next_number(mission, today),
        mission=mission,
        received_on=received_on,
        opened_on=today,
    )
    holders = holders_over(mission)
    for kind in COMPARTMENTS:
        vault.open_compartment(
            actor=actor, kind=kind, scope=matter.reference, holders=holders, reason="opened"
        )
    spine.start_clock(matter.reference, "assessment", today)
    spine.settle(matter, today)
    spine.enter(matter, EventKind.OPENED, actor=actor, on=today)
    log.record("matter.open", actor=actor, subject=matter, detail={"mission": mission.code})
    return matter


@transaction.atomic
def note(*, actor: Actor, matter: Matter, text: str, today: date) -> Event:
    """Add a sealed note to the spine. Raises gate.Denied without a grant on the notes."""
    matter = spine.lock(
        matter
    )  # before its compartments, as everywhere: no two wait for each other
    gate.require(actor, Permission.MATTER_EDIT, matter)
    opened = vault.enter(
        actor=actor, compartment=spine.compartment(matter, Kind.NOTES, actor=actor)
    )
    seal = seals.put_text(opened, "note", text, today)
    event = spine.enter(matter, EventKind.NOTE, actor=actor, on=today, seal=seal)
    log.record("matter.note", actor=actor, subject=matter)
    return event


@transaction.atomic
def keep_away(
    *, actor: Actor, matter: Matter, account: Account, source: WallSource, today: date
) -> Exclusion:
    """Put a wall between somebody and a matter, with all that is part of it.

    It stands above every role and grant, and ends the part they had in the matter. Nobody hides a
    matter behind walls: who sees every matter is kept away only by somebody who does too, and one
    of them always keeps sight. Raises Refused, gate.Denied outside reach.
    """
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    gate.require(actor, Permission.MATTER_ASSIGN, matter)
    if objection := _wall_objection(actor, matter, account):
        raise Refused(objection)
    leaving.leave(actor=actor, matter=matter, account=account, reason="walled-off", today=today)
    wall = access.wall_off(
        actor=actor, account=account, scope=matter.reference, source=source, today=today
    )
    log.record("matter.keep-away", actor=actor, subject=matter, reason=source.value)
    return wall


def _wall_objection(actor: Actor, matter: Matter, account: Account) -> str | None:
    """What speaks against a wall between an account and a matter."""
    if walls_of(account.actor()).filter(scope=matter.reference).exists():
        return noop("This person is walled off from the matter.")
    if not gate.reaches_everywhere(account.actor(), Permission.MATTER_READ):
        return None
    if not gate.reaches_everywhere(actor, Permission.MATTER_ASSIGN):
        return noop("Only headquarters can keep somebody of headquarters away.")
    kept_out = walls_around(actor, matter.reference).values("account")
    overseers = Account.objects.filter(
        posts__role__in=gate.roles_everywhere(Permission.MATTER_READ), is_active=True
    )
    if not overseers.exclude(pk=account.pk).exclude(pk__in=kept_out).exists():
        return noop("Somebody at headquarters must keep sight of the matter.")
    return None
