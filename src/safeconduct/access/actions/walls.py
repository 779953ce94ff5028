"""Walls: what keeps an account out of a file, above every role and grant."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion, Withheld
from safeconduct.access.terms import COMPUTED, LiftReason, Permission, WallSource
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


@transaction.atomic
def raise_wall(
    *, actor: Actor, account: Account, scope: str, source: WallSource, cause: str, today: date
) -> Exclusion | None:
    """Put up a computed wall, which stands at once and waits for a human; None if one stands.

    A wall that somebody lifted is not put up again by the same cause: they decided.
    """
    _may_compute(actor)
    walls = Exclusion.objects.select_for_update().filter(account=account, scope=scope)
    decided = Q(source=source, cause=cause)
    if walls.filter(Q(lifted_on__isnull=True) | decided).exists():
        return None
    wall = Exclusion.objects.create(
        account=account,
        scope=scope,
        source=source,
        cause=cause,
        raised_by="system:walls",
        raised_on=today,
    )
    detail: dict[str, str | int] = {"account": account.reference, "source": source.value}
    log.record("access.wall-computed", actor=actor, subject=scope, detail=detail)
    return wall


@transaction.atomic
def withhold_wall(
    *, actor: Actor, account: Account, scope: str, source: WallSource, cause: str, today: date
) -> Withheld | None:
    """Warn of a computed wall instead of putting it up; None if the cause was told before."""
    _may_compute(actor)
    if Exclusion.objects.filter(account=account, scope=scope, source=source, cause=cause).exists():
        return None
    warning, new = Withheld.objects.get_or_create(
        account=account, scope=scope, source=source, cause=cause, defaults={"raised_on": today}
    )
    if not new:
        return None
    detail: dict[str, str | int] = {"account": account.reference, "source": source.value}
    log.record("access.wall-withheld", actor=actor, subject=scope, detail=detail)
    return warning


@transaction.atomic
def settle_warning(*, actor: Actor, warning: Withheld, today: date) -> None:
    """Note that a warning was dealt with. The caller asked whether the actor decides in that file.

    Raises gate.Denied for whom it is about, and when it was settled before.
    """
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    held = Withheld.objects.select_for_update().filter(pk=warning.pk, settled_on=None).first()
    if held is None or held.account_id == actor.account:
        raise gate.Denied(Permission.MATTER_ASSIGN.value)
    held.settled_by, held.settled_on = actor.reference, today
    held.save(update_fields=["settled_by", "settled_on"])
    log.record("access.warning-settled", actor=actor, subject=held.scope)


@transaction.atomic
def confirm_wall(*, actor: Actor, wall: Exclusion, today: date) -> None:
    """Confirm a wall that was computed. The caller asked whether the actor decides in that file."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    _decide(wall, actor, today, lifted=False)
    log.record("access.wall-confirmed", actor=actor, subject=wall.scope)


@transaction.atomic
def lift_wall(*, actor: Actor, wall: Exclusion, reason: LiftReason, today: date) -> None:
    """Lift a wall, with a reason. Grants that ended with it do not come back by themselves."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    _decide(wall, actor, today, lifted=True)
    detail: dict[str, str | int] = {"account": wall.account.reference, "source": wall.source}
    log.record(
        "access.wall-lifted", actor=actor, subject=wall.scope, reason=reason.value, detail=detail
    )


def _may_compute(actor: Actor) -> None:
    """Let walls be computed by whoever adds to files, and by who brings registers and commands."""
    if not gate.may(actor, Permission.ROSTER_IMPORT):
        gate.require_anywhere(actor, Permission.MATTER_EDIT)


def _decide(wall: Exclusion, actor: Actor, today: date, *, lifted: bool) -> None:
    """Record who decided. Raises gate.Denied for whoever is walled off, and when it was decided."""
    held = Exclusion.objects.select_for_update().filter(pk=wall.pk, lifted_on__isnull=True).first()
    if held is None or held.account_id == actor.account:
        raise gate.Denied(Permission.MATTER_ASSIGN.value)
    if not lifted and (held.source not in COMPUTED or held.decided_on is not None):
        raise gate.Denied(Permission.MATTER_ASSIGN.value)
    held.decided_by, held.decided_on = actor.reference, today
    held.lifted_on = today if lifted else None
    held.save(update_fields=["decided_by", "decided_on", "lifted_on"])
