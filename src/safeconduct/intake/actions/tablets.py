"""Tablets on which reports are taken without a network: added, enrolled, wiped and ended.

A tablet never signs in and holds no key of a desk: what it may do is leave sealed envelopes, and
hear which key to seal to (ADR 0019).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import references
from safeconduct.intake.models import Tablet
from safeconduct.roster.models import Desk
from safeconduct.vault import envelopes


@transaction.atomic
def add_tablet(*, actor: Actor, desk: Desk, name: str, today: date) -> tuple[Tablet, str]:
    """Expect a tablet at a desk; return it, and the code it gives once, on this day or the next.

    The code is stored nowhere. Raises gate.Denied for whoever does not take reports at that desk.
    """
    gate.require_anywhere(actor, Permission.REPORT_TAKE)
    code = references.new()
    tablet = Tablet(
        name=name,
        desk=desk,
        lookup=envelopes.digest_of(code),
        added_by=Account.objects.get(pk=actor.account or 0),
        added_on=today,
    )
    tablet.save()
    gate.require(actor, Permission.REPORT_TRIAGE, tablet)
    log.record("tablet.add", actor=actor, subject=tablet)
    return tablet, code


@transaction.atomic
def enrol_tablet(*, actor: Actor, tablet: Tablet, today: date) -> str:
    """Give a tablet that showed its code the token by which it is known from now on.

    The code opens nothing any more. Raises gate.Denied when it was used meanwhile.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    token = envelopes.new_token()
    taken = Tablet.objects.filter(pk=tablet.pk, enrolled_on=None, ended_on=None).update(
        lookup=envelopes.digest_of(token), enrolled_on=today, last_heard_on=today
    )
    if not taken:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    log.record("tablet.enrol", actor=tablet, subject=tablet)
    return token


def hear(*, actor: Actor, tablet: Tablet, today: date) -> None:
    """Keep the day on which a tablet was heard last."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    Tablet.objects.filter(pk=tablet.pk).exclude(last_heard_on=today).update(last_heard_on=today)


@transaction.atomic
def ask_to_wipe(*, actor: Actor, tablet: Tablet, today: date) -> None:
    """Have a tablet send what it holds and then forget everything, when it is next heard."""
    gate.require(actor, Permission.REPORT_TRIAGE, tablet)
    asked = Coalesce(F("wipe_asked_on"), today)
    Tablet.objects.filter(pk=tablet.pk, ended_on=None).update(wipe_asked_on=asked)
    log.record("tablet.ask-to-wipe", actor=actor, subject=tablet)


@transaction.atomic
def wiped(*, actor: Actor, tablet: Tablet, today: date) -> None:
    """Record that a tablet says it forgot everything; it is known no more."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    if Tablet.objects.filter(pk=tablet.pk, ended_on=None).update(wiped_on=today, ended_on=today):
        log.record("tablet.wiped", actor=tablet, subject=tablet)


@transaction.atomic
def end_tablet(*, actor: Actor, tablet: Tablet, today: date) -> None:
    """Take nothing from a tablet any more. What it still holds can be loaded by hand."""
    gate.require(actor, Permission.REPORT_TRIAGE, tablet)
    if Tablet.objects.filter(pk=tablet.pk, ended_on=None).update(ended_on=today):
        log.record("tablet.end", actor=actor, subject=tablet)
