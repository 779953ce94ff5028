"""Keys of people and desks: made, wrapped, and shared with those who may use them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import days, rings
from safeconduct.vault.models import Keyring, Share
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
def found_desk(*, actor: Actor, members: Sequence[Keyring]) -> Keyring:
    """Make a desk's key pair, sealed to its first members and to the recovery key."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    desk, secret = rings.make(Holder.DESK, days.today())
    for member in [*members, *Keyring.objects.filter(holder=Holder.RECOVERY)]:
        rings.share(desk, secret, member)
    log.record("desk.found", actor=actor, subject=desk, detail={"members": len(members)})
    return desk


@transaction.atomic
def admit_member(*, actor: Actor, desk: Keyring, member: Keyring) -> Share:
    """Seal a desk's private key to one more member. The actor must be a member with an open key.

    Raises gate.Denied when the actor holds no share of the desk.
    """
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    share = rings.share(desk, rings.desk_secret(actor, desk), member)
    log.record("desk.admit", actor=actor, subject=desk, detail={"member": member.reference})
    return share
