"""The chain of command changes, and with it who is walled off from which matter."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.audit import log
from safeconduct.cases import spine, walling
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Command, Mission, Unit


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
    command = roster.appoint_command(
        actor=actor, account=account, mission=mission, since=since, unit=unit, until=until
    )
    raised = 0
    for matter in walling.under([command]):
        raised += len(walling.wall_off_chain(actor, spine.lock(matter), today))
    log.record("roster.walls", actor=actor, subject=command, detail={"raised": raised})
    return command
