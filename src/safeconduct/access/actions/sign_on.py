"""Opening an account to one person of the organisation's own sign-on."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, SignOn
from safeconduct.access.terms import Permission
from safeconduct.audit import log


class Taken(Exception):
    """Another account is open to this person already."""


@transaction.atomic
def provision_sign_on(*, actor: Actor, account: Account, identifier: str, today: date) -> SignOn:
    """Open an account to whoever the provider names so; whom it knew before is forgotten.

    Raises Taken when another account is open to the same identifier.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    named = SignOn.plain(identifier)
    if SignOn.objects.filter(identifier=named).exclude(account=account).exists():
        raise Taken
    provisioned = {
        "identifier": named,
        "subject": "",
        "provisioned_by": actor.reference,
        "provisioned_on": today,
    }
    sign_on = SignOn.objects.update_or_create(account=account, defaults=provisioned)[0]
    log.record("account.sign-on", actor=actor, subject=account)
    return sign_on


@transaction.atomic
def withdraw_sign_on(*, actor: Actor, account: Account) -> bool:
    """Close an account to the organisation's sign-on again; say whether it was open."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if not SignOn.objects.filter(account=account).delete()[0]:
        return False
    log.record("account.sign-on.withdraw", actor=actor, subject=account)
    return True


@transaction.atomic
def bind_sign_on(*, actor: Actor, subject: str) -> None:
    """Bind the actor's own sign-on to the provider's lasting name for them, once and for all.

    `subject` is its digest. Raises Denied when the sign-on is bound to another, or to nobody's
    account.
    """
    own = SignOn.objects.filter(account=actor.account)
    if own.filter(subject=subject).exists():
        return
    if not own.filter(subject="").update(subject=subject):
        raise Denied(Permission.ACCOUNT_MANAGE.value)
    log.record("account.sign-on.bind", actor=actor, subject=actor.reference)
