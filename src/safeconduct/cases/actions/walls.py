"""Walls around a matter: confirmed, lifted, and names compared where that waits."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Exclusion, Withheld
from safeconduct.access.terms import LiftReason, Permission
from safeconduct.audit import log
from safeconduct.cases import queries, spine, walling
from safeconduct.cases.models import Matter, Subject
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Errand


@transaction.atomic
def confirm_wall(*, actor: Actor, wall: Exclusion, today: date) -> None:
    """Confirm a computed wall around a matter the actor may staff. Raises gate.Denied."""
    gate.require(actor, Permission.MATTER_ASSIGN, _matter_of(wall))
    access.confirm_wall(actor=actor, wall=wall, today=today)
    log.record("matter.confirm-wall", actor=actor, subject=wall.scope)


@transaction.atomic
def lift_wall(*, actor: Actor, wall: Exclusion, reason: LiftReason, today: date) -> None:
    """Lift a wall around a matter the actor may staff; never one's own. Raises gate.Denied.

    Parts and grants that ended with the wall do not come back by themselves.
    """
    gate.require(actor, Permission.MATTER_ASSIGN, _matter_of(wall))
    access.lift_wall(actor=actor, wall=wall, reason=reason, today=today)
    log.record("matter.lift-wall", actor=actor, subject=wall.scope, reason=reason.value)


@transaction.atomic
def settle_warning(*, actor: Actor, warning: Withheld, today: date) -> None:
    """Note that somebody dealt with a wall that was not put up. Raises gate.Denied."""
    gate.require(actor, Permission.MATTER_ASSIGN, _matter_of(warning))
    access.settle_warning(actor=actor, warning=warning, today=today)
    log.record("matter.settle-warning", actor=actor, subject=warning.scope)


def compare_some(*, actor: Actor, limit: int, today: date) -> tuple[int, int]:
    """Compare names in files with those of accounts, where that waits: (done, left for me).

    Each file is a transaction of its own and its opening is recorded. Raises Locked.
    """
    gate.require_anywhere(actor, Permission.MATTER_EDIT)
    waiting = list(queries.names_to_compare(actor)[:limit])
    done = sum(_compare(actor, errand, today) for errand in waiting)
    return done, queries.names_to_compare(actor).count()


@transaction.atomic
def _compare(actor: Actor, errand: Errand, today: date) -> bool:
    held = Errand.objects.select_for_update().filter(pk=errand.pk).first()
    matter = Matter.objects.filter(reference=errand.compartment.scope).first()
    if held is None:
        return False
    named = Subject.objects.filter(identity__compartment=errand.compartment_id)
    seals = list(named.values_list("identity__reference", flat=True))
    if matter is not None and seals:
        locked = spine.lock(matter)
        gate.require(actor, Permission.MATTER_EDIT, locked)
        texts = vault.open_seals(actor=actor, references=seals, reason="compare-names")
        walling.wall_off_named(actor, locked, texts, today)
        log.record("matter.compare-names", actor=actor, subject=locked)
    held.delete()
    return True


def _matter_of(wall: Exclusion | Withheld) -> Matter:
    """The matter a wall stands around. Raises gate.Denied when it stands around something else."""
    found = Matter.objects.filter(reference=wall.scope).first()
    if found is None:
        raise gate.Denied(Permission.MATTER_ASSIGN.value)
    return found
