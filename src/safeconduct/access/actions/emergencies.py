"""Broken glass: two hours in one file, with somebody told at once, and somebody who reviews it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Emergency, Exclusion
from safeconduct.access.queries import own_account
from safeconduct.access.terms import EmergencyReason, Permission, Verdict
from safeconduct.audit import log

LASTS = timedelta(hours=2)


@transaction.atomic
def break_glass(
    *, actor: Actor, scope: str, reason: EmergencyReason, told: Account, now: datetime
) -> Emergency:
    """Open one file to the actor for two hours; `told` learns of it at once and is somebody else.

    A wall is never broken: raises gate.Denied where one stands. What is open still ends when it
    was to end: breaking the glass again begins a new one. The caller found the file and the person.
    """
    gate.require_anywhere(actor, Permission.EMERGENCY_OPEN)
    walls = Exclusion.objects.filter(scope=scope, lifted_on__isnull=True)
    own = own_account(actor)
    if walls.filter(account__in=[own, told]).exists() or told == own:
        raise gate.Denied(Permission.EMERGENCY_OPEN.value)
    opened = Emergency.objects.create(
        account=own, scope=scope, reason=reason, opened_at=now, ends_at=now + LASTS, told=told
    )
    detail: dict[str, str | int] = {"emergency": opened.reference, "told": told.reference}
    log.record("emergency.open", actor=actor, subject=scope, reason=reason.value, detail=detail)
    return opened


@transaction.atomic
def review_emergency(
    *, actor: Actor, emergency: Emergency, verdict: Verdict, today: date
) -> Emergency:
    """Say afterwards whether breaking the glass was justified; another person says it, once."""
    gate.require_anywhere(actor, Permission.EMERGENCY_REVIEW)
    held = Emergency.objects.select_for_update().get(pk=emergency.pk)
    walled = Exclusion.objects.filter(
        account=actor.account, scope=held.scope, lifted_on__isnull=True
    )
    if held.account_id == actor.account or held.reviewed_by_id or walled.exists():
        raise gate.Denied(Permission.EMERGENCY_REVIEW.value)
    held.reviewed_by_id, held.reviewed_on, held.verdict = actor.account, today, verdict
    held.save(update_fields=["reviewed_by", "reviewed_on", "verdict"])
    detail: dict[str, str | int] = {"emergency": held.reference, "verdict": verdict.value}
    log.record("emergency.review", actor=actor, subject=held.scope, detail=detail)
    return held
