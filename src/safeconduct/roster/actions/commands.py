"""The recorded chain of command: who commands a unit or a mission, and for how long."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate, remaining
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.roster.actions.refusing import Misplaced
from safeconduct.roster.models import Command, Mission, Unit


@transaction.atomic
def appoint_command(
    *,
    actor: Actor,
    account: Account,
    mission: Mission,
    since: date,
    unit: Unit | None = None,
    until: date | None = None,
) -> Command:
    """Record that somebody with an account commands a unit, or without one the whole mission.

    Raises gate.Denied when the unit belongs to another mission.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    if unit is not None and unit.mission_id != mission.pk:
        raise gate.Denied(Permission.ROSTER_IMPORT.value)
    command = Command.objects.create(
        account=account, mission=mission, unit=unit, since=since, until=until
    )
    detail: dict[str, str | int] = {
        "account": account.reference,
        "mission": mission.code,
        "unit": unit.reference if unit else "",
    }
    log.record("roster.appoint-command", actor=actor, subject=command, detail=detail)
    return command


@transaction.atomic
def place_unit(*, actor: Actor, unit: Unit, parent: Unit | None) -> Unit:
    """Record which unit another is part of, or that it stands directly under its mission.

    Raises Misplaced when the parent is part of the unit itself, gate.Denied for a unit of another
    mission.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    held = Unit.objects.select_for_update().get(pk=unit.pk)
    above = Unit.objects.get(pk=parent.pk) if parent else None
    seen = {held.pk}
    while above is not None:
        if above.mission_id != held.mission_id:
            raise gate.Denied(Permission.ROSTER_IMPORT.value)
        if above.pk in seen:
            raise Misplaced(noop("A unit cannot be part of itself."))
        seen.add(above.pk)
        above = above.parent
    held.parent = parent
    held.save(update_fields=["parent"])
    detail: dict[str, str | int] = {"parent": parent.reference if parent else ""}
    log.record("roster.place-unit", actor=actor, subject=held, detail=detail)
    return held


@transaction.atomic
def end_command(*, actor: Actor, command: Command, until: date) -> None:
    """Record the last day of a command. Walls that follow from it stay until a human lifts them.

    Raises Misplaced for a day before the command began, and for one's own: a command
    that ended before an incident keeps nobody away from the file.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    held = (
        Command.objects.select_for_update(of=("self",)).select_related("account").get(pk=command.pk)
    )
    if objection := remaining.another_decides(actor, held.account):
        raise Misplaced(objection)
    if until < held.since:
        raise Misplaced(noop("A command ends on the day it began or later."))
    held.until = until
    held.save(update_fields=["until"])
    log.record("roster.end-command", actor=actor, subject=held)
