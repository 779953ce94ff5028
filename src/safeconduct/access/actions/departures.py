"""Somebody leaves: a departure is begun, called off, or ended once nothing hangs on it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate, remaining
from safeconduct.access.actions.refusing import Refused
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Departure, Invitation, Session
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop


@transaction.atomic
def begin_departure(*, actor: Actor, account: Account, today: date) -> Departure:
    """Note that somebody is leaving; a departure that was begun already goes on.

    Nothing is taken from them yet. Raises Refused for oneself and for the last who manages
    accounts, gate.Denied for somebody who left.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.is_active:
        raise gate.Denied(Permission.ACCOUNT_MANAGE.value)
    objection = remaining.another_decides(actor, held) or remaining.somebody_remains(held)
    if objection:
        raise Refused(objection)
    departure, begun = Departure.objects.get_or_create(
        account=held, ended_on=None, defaults={"begun_by": actor.reference, "begun_on": today}
    )
    if begun:
        log.record("account.departure.begin", actor=actor, subject=held)
    return departure


@transaction.atomic
def call_off_departure(*, actor: Actor, account: Account) -> bool:
    """Forget a departure that was begun: the person stays. What was handed over stays there."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if objection := remaining.another_decides(actor, account):
        raise Refused(objection)
    if not Departure.objects.filter(account=account, ended_on=None).delete()[0]:
        return False
    log.record("account.departure.call-off", actor=actor, subject=account)
    return True


@transaction.atomic
def end_departure(*, actor: Actor, account: Account, today: date) -> bool:
    """Close an account for good: nobody signs in with it any more. Say whether it was open.

    One step of `cases.end_departure`, which made sure of every file before; nothing else may call
    it, by test. All its sessions end, an open invitation opens nothing, its passphrase is
    forgotten. Raises Refused when no departure was begun, and for the last who manages accounts.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.is_active:
        return False
    objection = remaining.another_decides(actor, held) or remaining.somebody_remains(held)
    if objection:
        raise Refused(objection)
    departure = Departure.objects.select_for_update().filter(account=held, ended_on=None).first()
    if departure is None:
        raise Refused(noop("Begin the departure first."))
    departure.ended_by, departure.ended_on = actor.reference, today
    departure.save(update_fields=["ended_by", "ended_on"])
    held.is_active = False
    held.set_unusable_password()
    held.save(update_fields=["is_active", "password"])
    Invitation.objects.filter(account=held, used_on=None).delete()
    ended = Session.objects.filter(account=held).delete()[0]
    log.record("account.departure.end", actor=actor, subject=held, detail={"sessions": ended})
    return True
