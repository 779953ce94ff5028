"""Keyrings at work: making pairs, wrapping them, and finding the way from a person to a key."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import Q, QuerySet
from nacl.utils import random

from safeconduct.access.actors import Actor, Secret
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.base import references
from safeconduct.vault import boxes, days
from safeconduct.vault.models import Compartment, Grant, Keyring, Share, ShredKey, Wrap
from safeconduct.vault.receipts import ReceiptKeys
from safeconduct.vault.seals import Opened, grant_place
from safeconduct.vault.terms import Holder, Means

PASSKEY_PURPOSE = "private key under a passkey"


class Locked(Exception):
    """The actor is signed in but has not unlocked a key in this session."""


def make(holder: Holder, today: date, account: Account | None = None) -> tuple[Keyring, Secret]:
    """Make and store a key pair; the private half is only returned."""
    keyring, secret = new(holder, today, account)
    keyring.save()
    return keyring, secret


def new(holder: Holder, today: date, account: Account | None = None) -> tuple[Keyring, Secret]:
    """Make a key pair and return it unsaved, for an act that stores many rows."""
    public, private = boxes.new_pair()
    keyring = Keyring(holder=holder, account=account, public=public, made_on=today)
    return keyring, Secret(keyring.reference, private)


def make_again(account: Account, own: Keyring | None, passphrase: str) -> tuple[Keyring, Secret]:
    """Give an account a new pair under a passphrase; what was sealed to the lost one goes."""
    if own is None:
        own, secret = make(Holder.PERSON, days.today(), account)
    else:
        Wrap.objects.filter(keyring=own).delete()
        Share.objects.filter(member=own).delete()
        lost = Grant.objects.filter(holder=own, withdrawn_on__isnull=True)
        lost.update(withdrawn_on=days.today())
        own.public, private = boxes.new_pair()
        own.made_on = days.today()
        own.save(update_fields=["public", "made_on"])
        secret = Secret(own.reference, private)
    wrap_with_passphrase(own, secret, passphrase)
    return own, secret


def wrap_with_passphrase(keyring: Keyring, secret: Secret, passphrase: str) -> Wrap:
    """Keep the private half under a passphrase (Argon2id), in place of any earlier one."""
    salt = random(16)
    key = boxes.stretch(passphrase.encode(), salt, boxes.PASSPHRASE_COST)
    box = boxes.lock(key, secret.private, boxes.bind("wrap", keyring.reference, Means.PASSPHRASE))
    return Wrap.objects.update_or_create(
        keyring=keyring, means=Means.PASSPHRASE, defaults={"salt": salt, "box": box}
    )[0]


def new_wrap_with_receipt(keyring: Keyring, secret: Secret, receipt: ReceiptKeys) -> Wrap:
    """Return, unsaved, a mailbox's private half under its receipt."""
    place = boxes.bind("wrap", keyring.reference, Means.RECEIPT)
    box = boxes.lock(receipt.wrapping, secret.private, place)
    return Wrap(keyring=keyring, means=Means.RECEIPT, salt=b"", box=box)


def wrap_again_with_receipt(keyring: Keyring, secret: Secret, receipt: ReceiptKeys) -> None:
    """Keep a mailbox's private half under another receipt; the one before opens it no more."""
    Wrap.objects.filter(keyring=keyring, means=Means.RECEIPT).delete()
    new_wrap_with_receipt(keyring, secret, receipt).save(force_insert=True)


def unlock_account(account: Account, passphrase: str) -> Secret | None:
    """Unlock an account's private key. None if it has none or the passphrase is wrong.

    Takes about 0.2 s and 64 MiB: call it outside any transaction.
    """
    wrap = Wrap.objects.filter(keyring__account=account, means=Means.PASSPHRASE).first()
    if wrap is None:
        return None
    key = boxes.stretch(passphrase.encode(), bytes(wrap.salt), boxes.PASSPHRASE_COST)
    return _open_wrap(wrap, key)


def name_of_credential(credential: bytes) -> str:
    """Return what a passkey is called in its wrap: a digest, for the id is nobody's business."""
    return hashlib.sha256(credential).hexdigest()


def wrap_with_passkey(
    keyring: Keyring, secret: Secret, credential: bytes, output: bytes
) -> tuple[Wrap, bool]:
    """Keep the private half under a passkey's PRF output; say whether that was new.

    A wrap that this output opens already is left alone. Raises ValueError unless the output is
    32 bytes (WebAuthn 3, the PRF extension).
    """
    if len(output) != boxes.KEY:
        raise ValueError("expected 32 bytes")
    name = name_of_credential(credential)
    key = boxes.derive(output, PASSKEY_PURPOSE)
    wraps = Wrap.objects.filter(keyring=keyring, means=Means.PASSKEY, credential=name)
    kept = wraps.first()
    if kept is not None and _open_wrap(kept, key) is not None:
        return kept, False
    box = boxes.lock(key, secret.private, _place(keyring, Means.PASSKEY, name))
    return Wrap.objects.update_or_create(
        keyring=keyring,
        means=Means.PASSKEY,
        credential=name,
        defaults={"salt": b"", "box": box},
    )[0], True


def unlock_with_passkey(account: Account, credential: bytes, output: bytes) -> Secret | None:
    """Unlock an account's private key with what its passkey yields; None if that opens nothing.

    That the passkey was really shown is proved before, by its signature.
    """
    name = name_of_credential(credential)
    wrap = Wrap.objects.filter(
        keyring__account=account, means=Means.PASSKEY, credential=name
    ).first()
    if wrap is None or len(output) != boxes.KEY:
        return None
    return _open_wrap(wrap, boxes.derive(output, PASSKEY_PURPOSE))


def passkey_wraps(actor: Actor) -> QuerySet[Wrap]:
    """The wraps of an actor's own private key under their passkeys."""
    return Wrap.objects.filter(keyring__account=actor.account, means=Means.PASSKEY)


def unlock_mailbox(keyring: Keyring, receipt: ReceiptKeys) -> Secret | None:
    """Unlock a mailbox's private key with what its receipt yields, or return None."""
    wrap = Wrap.objects.filter(keyring=keyring, means=Means.RECEIPT).first()
    return _open_wrap(wrap, receipt.wrapping) if wrap else None


def share(desk: Keyring, secret: Secret, member: Keyring) -> Share:
    """Seal a desk's private half to a member."""
    place = boxes.bind("share", desk.reference, member.reference)
    box = boxes.send(bytes(member.public), secret.private, place)
    return Share.objects.create(desk=desk, member=member, box=box)


def desk_secret(actor: Actor, desk: Keyring) -> Secret:
    """Open a desk's private half for a member. Raises Denied for anybody else, Locked if locked.

    The key that a desk had before a member left is shared to the key that followed it.
    """
    secret = secret_of(actor)
    shares = Share.objects.filter(desk=desk).select_related("member", "desk")
    own = shares.filter(member__reference=secret.keyring, pk__in=Share.live().values("pk")).first()
    if own is not None:
        return _open_share(own, secret)
    desks = Share.live().filter(member__reference=secret.keyring).values("desk")
    after = shares.filter(member__in=desks).first()
    if after is None:
        raise Denied(Permission.SEAL_OPEN.value)
    return _open_share(after, desk_secret(actor, after.member))


def new_grant(opened: Opened, holder: Keyring, actor: Actor, reason: str, today: date) -> Grant:
    """Return an unsaved grant: the compartment's key sealed to one holder."""
    reference = references.new()
    place = grant_place(opened.compartment, holder, reference)
    return Grant(
        reference=reference,
        compartment=opened.compartment,
        holder=holder,
        box=boxes.send(bytes(holder.public), opened.granted, place),
        given_by=actor.reference,
        reason=reason,
        given_on=today,
    )


def is_member(member: Keyring, desk: Keyring) -> bool:
    """Say whether somebody is a member of a desk today."""
    return Share.live().filter(desk=desk, member=member).exists()


def reaches(holder: Keyring, compartment: Compartment) -> bool:
    """Say whether a keyring is in a compartment, by its own grant or through a desk.

    The desk behind the glass does not count: its members are in only while the glass is broken.
    """
    live = Grant.live().filter(compartment=compartment).exclude(holder__holder=Holder.EMERGENCY)
    return live.filter(holder__in=Keyring.held_by(Q(pk=holder.pk))).exists()


def unwrap(actor: Actor, compartment: Compartment) -> Opened:
    """Unwrap a compartment's key through the actor's own grant or one of their desks'.

    Raises Locked without an unlocked key, Denied without a grant. Whether the actor may is asked
    before, at the gate: this only finds the way, the desk behind the glass last.
    """
    secret = secret_of(actor)
    mine = Keyring.held_by(Q(reference=secret.keyring))
    held = Grant.live().filter(compartment=compartment, holder__in=mine).select_related("holder")
    ways = sorted(held, key=lambda grant: _distance(grant.holder, secret))
    if not ways:
        raise Denied(Permission.SEAL_OPEN.value)
    nearest = ways[0].holder
    own = nearest.reference == secret.keyring
    return _open_grant(ways[0], compartment, secret if own else desk_secret(actor, nearest))


def _distance(holder: Keyring, secret: Secret) -> int:
    if holder.reference == secret.keyring:
        return 0
    return 2 if holder.holder == Holder.EMERGENCY else 1


def _open_share(row: Share, secret: Secret) -> Secret:
    place = boxes.bind("share", row.desk.reference, row.member.reference)
    private = boxes.receive(bytes(row.member.public), secret.private, bytes(row.box), place)
    return Secret(row.desk.reference, private)


def _open_grant(grant: Grant, compartment: Compartment, secret: Secret) -> Opened:
    kept = ShredKey.objects.filter(compartment=compartment).first()
    if kept is None:  # shredded
        raise Denied(Permission.SEAL_OPEN.value)
    place = grant_place(compartment, grant.holder, grant.reference)
    public = bytes(grant.holder.public)
    granted = boxes.receive(public, secret.private, bytes(grant.box), place)
    return Opened(compartment, granted, bytes(kept.half))


def _place(keyring: Keyring, means: str, credential: str) -> bytes:
    named = [credential] if credential else []
    return boxes.bind("wrap", keyring.reference, means, *named)


def _open_wrap(wrap: Wrap, key: bytes) -> Secret | None:
    place = _place(wrap.keyring, wrap.means, wrap.credential)
    try:
        return Secret(wrap.keyring.reference, boxes.unlock(key, bytes(wrap.box), place))
    except boxes.WillNotOpen:
        return None


def secret_of(actor: Actor) -> Secret:
    """Return the key the actor unlocked. Raises Locked before anything is looked up."""
    if actor.secret is None:
        raise Locked
    return actor.secret
