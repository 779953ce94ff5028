"""The chain of command changes, and with it who is walled off from which matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.cases import spine, walling
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Command, Mission, Unit
from safeconduct.roster.queries import chain_over


@transaction.atomic
def appoint_command(
    *,
    actor: Actor,
    account: Account,
    mission: Mission,
    since: date,
    today: date,
    unit: Unit | None = None,
    until: date | None = None,
) -> Command:
    """Record that somebody commands a unit or a whole mission; walls follow from it at once.

    Raises gate.Denied for a unit of another mission, and for whoever may not change the roster.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    command = roster.appoint_command(
        actor=actor, account=account, mission=mission, since=since, unit=unit, until=until
    )
    _follow(actor, [command], command, today)
    return command


@transaction.atomic
def place_unit(*, actor: Actor, unit: Unit, parent: Unit | None, today: date) -> Unit:
    """Record which unit another is part of; who commands that one is walled off at once.

    Raises roster.Misplaced when the parent is part of the unit itself.
    """
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    placed = roster.place_unit(actor=actor, unit=unit, parent=parent)
    _follow(actor, chain_over(placed, {today}), placed, today)
    return placed


def _follow(actor: Actor, commands: Iterable[Command], about: Command | Unit, today: date) -> None:
    raised = 0
    for matter in walling.under(commands):
        raised += len(walling.wall_off_chain(actor, spine.lock(matter), today))
    log.record("roster.walls", actor=actor, subject=about, detail={"raised": raised})
