"""Walls: what keeps an account out of a file, above every role and grant."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Permission, WallSource
from safeconduct.audit import log


@transaction.atomic
def wall_off(
    *, actor: Actor, account: Account, scope: str, source: WallSource, today: date
) -> Exclusion:
    """Keep an account away from a file; the wall stands above every role and grant."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    wall = Exclusion.objects.create(
        account=account, scope=scope, source=source, raised_by=actor.reference, raised_on=today
    )
    detail: dict[str, str | int] = {"account": account.reference, "source": source.value}
    log.record("access.wall", actor=actor, subject=scope, detail=detail)
    return wall
