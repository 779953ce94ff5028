"""A passkey that also unlocks: its PRF output keeps one more wrap of its owner's private key."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import rings
from safeconduct.vault.models import Keyring, Wrap
from safeconduct.vault.terms import Means


@transaction.atomic
def wrap_with_passkey(*, actor: Actor, credential: bytes, output: bytes) -> Wrap:
    """Keep the actor's own private key under a passkey too; a second time changes nothing.

    `credential` is the id of the passkey, `output` the 32 bytes of its PRF. Raises Locked without
    an unlocked key, ValueError when the output has another length.
    """
    secret = rings.secret_of(actor)
    keyring = Keyring.objects.filter(account=actor.account, reference=secret.keyring).first()
    if keyring is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    wrap, made = rings.wrap_with_passkey(keyring, secret, credential, output)
    if made:
        log.record("key.passkey", actor=actor, subject=keyring)
    return wrap


@transaction.atomic
def forget_passkey(*, actor: Actor, credential: bytes) -> bool:
    """Let a passkey of the actor unlock nothing any more; say whether it did until now."""
    if actor.account is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    gone = rings.passkey_wraps(actor).filter(credential=rings.name_of_credential(credential))
    if not gone.delete()[0]:
        return False
    log.record("key.passkey.forget", actor=actor, subject=actor.reference)
    return True


@transaction.atomic
def forget_passkeys(*, actor: Actor, account: Account) -> int:
    """Let no passkey of somebody unlock their key any more; return how many did until now.

    For an administrator who resets the second factor of somebody that lost their device: whoever
    finds it must not open with it what a stolen copy of the database holds.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    gone: int = Wrap.objects.filter(keyring__account=account, means=Means.PASSKEY).delete()[0]
    if gone:
        log.record("key.passkey.forget", actor=actor, subject=account)
    return gone
