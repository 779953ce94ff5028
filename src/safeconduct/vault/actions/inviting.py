"""Letting somebody in anew: what a new invitation and a lost device mean for the key they have."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import queries
from safeconduct.vault.actions.granting import Orphaned
from safeconduct.vault.actions.passkeys import forget_passkeys
from safeconduct.vault.models import Keyring


@transaction.atomic
def invite(*, actor: Actor, account: Account, today: date) -> str:
    """Return the token of a link with which somebody sets a passphrase, once, within some days.

    For somebody who has a key the link makes a new one: they lost their passphrase, and colleagues
    let them in again. Raises Orphaned when nobody else opens what they did: only the recovery key
    helps then. Until the link is used nobody counts on them (`queries.openers`).
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    own = Keyring.objects.select_for_update(no_key=True).filter(account=account).first()
    if own is not None and not queries.alone_in(actor, own).nothing:
        raise Orphaned(own.reference)
    token = access.invite(actor=actor, account=account, today=today)
    if own is not None:
        log.record("key.invite-again", actor=actor, subject=account)
    return token


@transaction.atomic
def reset_second_factor(*, actor: Actor, account: Account) -> int:
    """Forget every code and passkey of somebody who lost them, and what passkeys unlocked.

    Whoever finds the device opens nothing with it, not even a stolen copy of the database from
    now on. Return how many codes and passkeys there were. Raises access.Refused for oneself.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    gone = access.reset_second_factor(actor=actor, account=account)
    kept = forget_passkeys(actor=actor, account=account)
    log.record("key.lost-device", actor=actor, subject=account, detail={"wraps": kept})
    return gone
