"""Keyrings at work: making pairs, wrapping them, and finding the way from a person to a key."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from nacl.utils import random

from safeconduct.access.actors import Actor, Secret
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.base import references
from safeconduct.vault import boxes
from safeconduct.vault.models import Compartment, Grant, Keyring, Share, Wrap
from safeconduct.vault.receipts import ReceiptKeys
from safeconduct.vault.seals import Opened, grant_place
from safeconduct.vault.terms import Holder, Means


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


def unlock_account(account: Account, passphrase: str) -> Secret | None:
    """Unlock an account's private key. None if it has none or the passphrase is wrong.

    Takes about 0.2 s and 64 MiB: call it outside any transaction.
    """
    wrap = Wrap.objects.filter(keyring__account=account, means=Means.PASSPHRASE).first()
    if wrap is None:
        return None
    key = boxes.stretch(passphrase.encode(), bytes(wrap.salt), boxes.PASSPHRASE_COST)
    return _open_wrap(wrap, key)


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
    """Open a desk's private half for a member. Raises Denied for anybody else, Locked if locked."""
    secret = secret_of(actor)
    held = Share.objects.filter(desk=desk, member__reference=secret.keyring).select_related(
        "member"
    )
    row = held.first()
    if row is None:
        raise Denied(Permission.SEAL_OPEN.value)
    place = boxes.bind("share", desk.reference, row.member.reference)
    private = boxes.receive(bytes(row.member.public), secret.private, bytes(row.box), place)
    return Secret(desk.reference, private)


def new_grant(opened: Opened, holder: Keyring, actor: Actor, reason: str, today: date) -> Grant:
    """Return an unsaved grant: the compartment's key sealed to one holder."""
    reference = references.new()
    place = grant_place(opened.compartment, holder, reference)
    return Grant(
        reference=reference,
        compartment=opened.compartment,
        holder=holder,
        box=boxes.send(bytes(holder.public), opened.key, place),
        given_by=actor.reference,
        reason=reason,
        given_on=today,
    )


def is_member(member: Keyring, desk: Keyring) -> bool:
    """Say whether a desk's key was sealed to somebody."""
    return Share.objects.filter(desk=desk, member=member).exists()


def reaches(holder: Keyring, compartment: Compartment) -> bool:
    """Say whether a keyring is in a compartment, by its own grant or through a desk."""
    live = Grant.objects.filter(compartment=compartment, withdrawn_on__isnull=True)
    desks = Share.objects.filter(member=holder).values("desk")
    return live.filter(Q(holder=holder) | Q(holder__in=desks)).exists()


def unwrap(actor: Actor, compartment: Compartment) -> Opened:
    """Unwrap a compartment's key through the actor's own grant or one of their desks'.

    Raises Locked without an unlocked key, Denied without a grant.
    """
    secret = secret_of(actor)
    grants = Grant.objects.filter(compartment=compartment, withdrawn_on__isnull=True)
    own = grants.filter(holder__reference=secret.keyring).select_related("holder").first()
    if own:
        return _open_grant(own, compartment, secret)
    through_desk = grants.filter(holder__shares__member__reference=secret.keyring)
    found = through_desk.select_related("holder").first()
    if found is None:
        raise Denied(Permission.SEAL_OPEN.value)
    return _open_grant(found, compartment, desk_secret(actor, found.holder))


def _open_grant(grant: Grant, compartment: Compartment, secret: Secret) -> Opened:
    place = grant_place(compartment, grant.holder, grant.reference)
    public = bytes(grant.holder.public)
    return Opened(compartment, boxes.receive(public, secret.private, bytes(grant.box), place))


def _open_wrap(wrap: Wrap, key: bytes) -> Secret | None:
    place = boxes.bind("wrap", wrap.keyring.reference, wrap.means)
    try:
        return Secret(wrap.keyring.reference, boxes.unlock(key, bytes(wrap.box), place))
    except boxes.WillNotOpen:
        return None


def secret_of(actor: Actor) -> Secret:
    """Return the key the actor unlocked. Raises Locked before anything is looked up."""
    if actor.secret is None:
        raise Locked
    return actor.secret
