"""Keys of people and desks: made, wrapped, and shared with those who may use them."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.models import Account, Session
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import days, rings
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder


@transaction.atomic
def enrol(*, actor: Actor, account: Account, passphrase: str) -> Secret:
    """Give an account its key pair, its private half under the passphrase."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    keyring, secret = rings.make(Holder.PERSON, days.today(), account)
    rings.wrap_with_passphrase(keyring, secret, passphrase)
    log.record("key.enrol", actor=actor, subject=account)
    return secret


@transaction.atomic
def found_recovery(*, actor: Actor) -> Secret:
    """Make the recovery key. Its private half is returned once and stored nowhere."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    keyring, secret = rings.make(Holder.RECOVERY, days.today())
    log.record("key.recovery", actor=actor, subject=keyring)
    return secret


@transaction.atomic
def change_passphrase(*, actor: Actor, passphrase: str) -> None:
    """Keep the actor's own private key under another passphrase; nothing else is sealed again.

    Raises Locked without an unlocked key.
    """
    secret = rings.secret_of(actor)
    keyring = Keyring.objects.filter(account=actor.account, reference=secret.keyring).first()
    if keyring is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    rings.wrap_with_passphrase(keyring, secret, passphrase)
    log.record("key.passphrase", actor=actor, subject=keyring)


@transaction.atomic
def re_enrol(*, actor: Actor, account: Account, passphrase: str) -> Secret:
    """Give an account a new key pair, because its passphrase is lost.

    What was sealed to the old one goes: shares, grants and passkeys, and the sessions that still
    hold it. Colleagues or custodians let the person in again.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    own = Keyring.objects.select_for_update(no_key=True).filter(account=account).first()
    secret = rings.make_again(account, own, passphrase)[1]
    Session.objects.filter(account=account).delete()
    log.record("key.re-enrol", actor=actor, subject=account)
    return secret
