"""What can be done with keys and sealed things. Opening is an act: it asks, and it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import rings, seals
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal, SealedFile, Share
from safeconduct.vault.seals import FileLabel, Opened
from safeconduct.vault.terms import Holder, Kind


@transaction.atomic
def enrol(*, actor: Actor, account: Account, passphrase: str) -> Secret:
    """Give an account its key pair, its private half under the passphrase."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    keyring, secret = rings.make(Holder.PERSON, _today(), account)
    rings.wrap_with_passphrase(keyring, secret, passphrase)
    log.record("key.enrol", actor=actor, subject=account)
    return secret


@transaction.atomic
def found_recovery(*, actor: Actor) -> Secret:
    """Make the recovery key. Its private half is returned once and stored nowhere."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    keyring, secret = rings.make(Holder.RECOVERY, _today())
    log.record("key.recovery", actor=actor, subject=keyring)
    return secret


@transaction.atomic
def found_desk(*, actor: Actor, members: Sequence[Keyring]) -> Keyring:
    """Make a desk's key pair, sealed to its first members and to the recovery key."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    desk, secret = rings.make(Holder.DESK, _today())
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


@transaction.atomic
def open_compartment(
    *, actor: Actor, kind: Kind, scope: str, holders: Iterable[Keyring], reason: str
) -> Opened:
    """Make a compartment with a fresh key and grant it to its first holders.

    The caller's own act (a report, a matter) has asked the gate and records itself: this is
    one of its steps, so it writes no entry of its own.
    """
    opened = seals.new_compartment(kind, scope, _today())
    opened.compartment.save()
    Grant.objects.bulk_create(
        [rings.new_grant(opened, h, actor, reason, _today()) for h in holders]
    )
    return opened


def enter(*, actor: Actor, compartment: Compartment) -> Opened:
    """Unwrap a compartment's key for somebody it was granted to, in order to add to it.

    Reading goes through `open_seals` and `open_file`, which record. Raises gate.Denied.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.SEAL_OPEN, compartment)
    return rings.unwrap(actor, compartment)


@transaction.atomic
def open_seals(*, actor: Actor, references: Sequence[str], reason: str) -> dict[str, str]:
    """Open sealed texts and return them by reference; one entry per compartment is recorded.

    Raises rings.Locked without an unlocked key, whatever was asked for; gate.Denied when any of
    them is unknown or was not granted; boxes.WillNotOpen when one was altered. Nothing is
    returned unless all of them open.
    """
    rings.secret_of(actor)
    found = list(Seal.objects.filter(reference__in=references).select_related("compartment"))
    if len(found) != len(set(references)):
        raise gate.Denied(Permission.SEAL_OPEN.value)
    texts: dict[str, str] = {}
    for compartment in {seal.compartment_id: seal.compartment for seal in found}.values():
        gate.require(actor, Permission.SEAL_OPEN, compartment)
        opened = rings.unwrap(actor, compartment)
        mine = [seal for seal in found if seal.compartment_id == compartment.pk]
        texts |= {seal.reference: seals.text_of(seal, opened) for seal in mine}
        log.record(
            "seal.open",
            actor=actor,
            subject=compartment.scope,
            reason=reason,
            detail={"compartment": compartment.reference, "seals": len(mine)},
        )
    return texts


@transaction.atomic
def open_file(*, actor: Actor, reference: str, reason: str) -> tuple[FileLabel, Iterator[bytes]]:
    """Open one sealed file: its label, and its content in chunks; the opening is recorded."""
    rings.secret_of(actor)
    file = (
        SealedFile.objects.filter(reference=reference)
        .select_related("compartment", "label")
        .first()
    )
    if file is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    gate.require(actor, Permission.SEAL_OPEN, file.compartment)
    opened = rings.unwrap(actor, file.compartment)
    label, chunks = seals.content_of(file, opened)
    detail: dict[str, str | int] = {"file": reference}
    log.record(
        "file.open", actor=actor, subject=file.compartment.scope, reason=reason, detail=detail
    )
    return label, chunks


@transaction.atomic
def grant(*, actor: Actor, compartment: Compartment, holder: Keyring, reason: str) -> bool:
    """Let one more holder into a compartment; the actor must be in already. Say if that was new.

    Somebody who is in, by a grant of their own or as a member of a desk that has one, is given no
    second way in: it would outlive their leaving the desk.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    if rings.reaches(holder, compartment):
        return False
    rings.new_grant(rings.unwrap(actor, compartment), holder, actor, reason, _today()).save()
    detail: dict[str, str | int] = {
        "compartment": compartment.reference,
        "holder": holder.reference,
        "kind": compartment.kind,
    }
    log.record("grant.give", actor=actor, subject=compartment.scope, reason=reason, detail=detail)
    return True


@transaction.atomic
def bring_under(*, actor: Actor, compartment: Compartment, scope: str) -> None:
    """Make a compartment and those of the same file part of another file.

    From then on the walls around that file stand around what is in them. The actor must be in
    the compartment. No key changes and nothing is sealed again: the scope is in no box.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    moved = Compartment.objects.filter(scope=compartment.scope).update(scope=scope)
    log.record("file.bring-under", actor=actor, subject=scope, detail={"compartments": moved})


def _today() -> date:
    return datetime.now(UTC).date()
