"""The recovery key at work: made in shares, proved, used for who lost a passphrase, renewed.

Each verb but the first takes a quorum of shares. The private half lives for the length of one verb.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, Session
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import boxes, days, quorum, rings
from safeconduct.vault.actions.keys import found_recovery
from safeconduct.vault.models import Compartment, Grant, Keyring, Share
from safeconduct.vault.quorum import NoRecoveryKey, Quorum, recovery_key
from safeconduct.vault.terms import Holder


@dataclass(frozen=True, slots=True)
class Recovered:
    """What somebody has again: desks, and compartments of their own; what no desk could give."""

    desks: int
    compartments: int
    lost: int


@transaction.atomic
def hold_ceremony(*, actor: Actor, threshold: int, count: int) -> list[str]:
    """Make the recovery key and return it in shares of words; nothing of it is stored.

    Raises NoRecoveryKey when there is one already, ValueError unless 2 <= threshold <= count <= 16.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if Keyring.objects.filter(holder=Holder.RECOVERY).exists():
        raise NoRecoveryKey
    secret = found_recovery(actor=actor)
    shares = quorum.split(secret.private, threshold, count)
    _record_shares("key.ceremony", actor, recovery_key(), threshold, count)
    return shares


@transaction.atomic
def prove_quorum(*, actor: Actor, shares: Quorum) -> None:
    """Say in the log that these shares open the recovery key, without using it. Raises BadShare."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    _whole(shares)
    detail: dict[str, str | int] = {"shares": " ".join(shares.marks)}
    log.record("key.prove", actor=actor, subject=recovery_key(), detail=detail)


@transaction.atomic
def record_drill(*, actor: Actor, shares: Quorum, worked: bool, seconds: int) -> None:
    """Say in the log that recovery was rehearsed on a copy, with which shares, and how it went."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    detail: dict[str, str | int] = {"seconds": seconds, "shares": " ".join(shares.marks)}
    outcome = "worked" if worked else "failed"
    log.record("key.drill", actor=actor, subject=recovery_key(), reason=outcome, detail=detail)


@transaction.atomic
def recover(*, actor: Actor, account: Account, passphrase: str, shares: Quorum) -> Recovered:
    """Give somebody who lost their passphrase a new key, their desks, and what their desks hold.

    Their passphrase is set and their sessions end. A compartment granted to them alone stays shut:
    no other key opens it. Raises BadShare, and then nothing has changed.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    finder = Actor(actor.reference, actor.holdings, secret=_whole(shares))
    own = Keyring.objects.select_for_update(no_key=True).filter(account=account).first()
    desks = _desks_of(own) if own else []
    grants = _grants_of(own) if own else []
    fresh = rings.make_again(account, own, passphrase)[0]
    shared = sum(_share_again(finder, fresh, *held) for held in desks)
    given = sum(_regrant(finder, fresh, *held) for held in grants)
    account.set_password(passphrase)
    account.save(update_fields=["password"])
    Session.objects.filter(account=account).delete()
    lost = len(desks) + len(grants) - shared - given
    found = Recovered(shared, given, lost)
    detail: dict[str, str | int] = {
        "desks": found.desks,
        "compartments": found.compartments,
        "lost": found.lost,
        "shares": " ".join(shares.marks),
    }
    log.record("key.recover", actor=actor, subject=account, detail=detail)
    return found


@transaction.atomic
def renew_recovery(*, actor: Actor, shares: Quorum, threshold: int, count: int) -> list[str]:
    """Replace the recovery key by a new one, return its shares, and seal every desk to it anew.

    The old shares open nothing here any more. They still open what a dated backup holds. Raises
    BadShare or ValueError, and then nothing has changed.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    finder = Actor(actor.reference, actor.holdings, secret=_whole(shares))
    key = Keyring.objects.select_for_update(no_key=True).get(holder=Holder.RECOVERY)
    held = list(Share.objects.filter(member=key).select_related("desk"))
    opened = [(share.desk, rings.desk_secret(finder, share.desk)) for share in held]
    public, private = boxes.new_pair()
    words = quorum.split(private, threshold, count)
    Share.objects.filter(member=key).delete()
    key.public, key.made_on = public, days.today()
    key.save(update_fields=["public", "made_on"])
    for desk, secret in opened:
        rings.share(desk, secret, key)
    _record_shares("key.renew-recovery", actor, key, threshold, count)
    return words


def _whole(shares: Quorum) -> Secret:
    key = recovery_key()
    if bytes(key.public) != shares.public:
        raise quorum.BadShare(quorum.Why.KEY)
    return Secret(key.reference, shares.private())


def _desks_of(own: Keyring) -> list[tuple[Keyring, date | None]]:
    held = Share.live().filter(member=own).select_related("desk")
    return [(share.desk, share.until) for share in held]


def _grants_of(own: Keyring) -> list[tuple[Compartment, date | None]]:
    held = Grant.live().filter(holder=own).select_related("compartment")
    return [(grant.compartment, grant.until) for grant in held]


def _share_again(finder: Actor, fresh: Keyring, desk: Keyring, until: date | None) -> bool:
    """Share one desk again, if the recovery key opens it; say whether it does."""
    try:
        secret = rings.desk_secret(finder, desk)
    except Denied:
        return False
    again = rings.share(desk, secret, fresh)
    Share.objects.filter(pk=again.pk).update(until=until)
    return True


def _regrant(finder: Actor, fresh: Keyring, compartment: Compartment, until: date | None) -> bool:
    """Grant one compartment again, if some desk is in it; say whether one was."""
    try:
        opened = rings.unwrap(finder, compartment)
    except Denied:
        return False
    again = rings.new_grant(opened, fresh, finder, "recovered", days.today())
    again.until = until
    again.save()
    return True


def _record_shares(event: str, actor: Actor, key: Keyring, threshold: int, count: int) -> None:
    detail: dict[str, str | int] = {
        "threshold": threshold,
        "count": count,
        "fingerprint": quorum.fingerprint(bytes(key.public)),
    }
    log.record(event, actor=actor, subject=key, detail=detail)
