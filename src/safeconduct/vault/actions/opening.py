"""Sealed things opened, and compartments entered. Opening is an act: it asks, it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import boxes, days, rekeying, rings, seals
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal, SealedFile
from safeconduct.vault.seals import FileLabel, Opened
from safeconduct.vault.terms import Kind


@transaction.atomic
def open_compartment(
    *, actor: Actor, kind: Kind, scope: str, holders: Iterable[Keyring], reason: str
) -> Opened:
    """Make a compartment with a fresh key and grant it to its first holders.

    The caller's own act (a report, a matter) has asked the gate and records itself: this is
    one of its steps, so it writes no entry of its own.
    """
    opened = seals.new_compartment(kind, scope, days.today())
    opened.compartment.save()
    seals.new_shred_key(opened).save()
    Grant.objects.bulk_create(
        [rings.new_grant(opened, h, actor, reason, days.today()) for h in holders]
    )
    return opened


@transaction.atomic
def open_beside(*, actor: Actor, compartment: Compartment, reason: str) -> Opened:
    """Make a compartment beside another, for whoever is in that one today, without its key.

    So words can be added by somebody who may not read a single one. The other stays locked to the
    end of the caller's transaction, so that nobody is let in or shut out in between. The caller's
    own act has asked the gate and records itself. Raises gate.Denied once the other was shredded.
    """
    beside = rekeying.lock(compartment.pk)
    if beside.shredded_on is not None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    opened = seals.new_compartment(Kind(beside.kind), beside.scope, days.today())
    opened.compartment.save()
    seals.new_shred_key(opened).save()
    grants: dict[int, Grant] = {}
    for held in Grant.live().filter(compartment=beside).select_related("holder"):
        holder = rekeying.current(held.holder)
        grant = rings.new_grant(opened, holder, actor, reason, days.today())
        grant.until = held.until
        grants.setdefault(holder.pk, grant)
    Grant.objects.bulk_create(grants.values())
    return opened


def enter(*, actor: Actor, compartment: Compartment) -> Opened:
    """Unwrap a compartment's key for somebody it was granted to, in order to add to it.

    The compartment stays locked to the end of the caller's transaction: a new key that came in
    between would leave what is added under the old one, for nobody. Reading goes through
    `open_seals` and `open_file`, which record. Raises gate.Denied.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.SEAL_OPEN, compartment)
    return rekeying.opened_of(actor, compartment)


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
        mine = [seal for seal in found if seal.compartment_id == compartment.pk]
        texts |= _read(actor, compartment, mine)
        log.record(
            "seal.open",
            actor=actor,
            subject=compartment.scope,
            reason=reason,
            detail={"compartment": compartment.reference, "seals": len(mine)},
        )
    return texts


def _content(actor: Actor, file: SealedFile) -> tuple[FileLabel, Iterator[bytes]]:
    """Read one sealed file, once more if a new key came in between, as `_read` does."""
    try:
        return seals.content_of(file, rings.unwrap(actor, file.compartment))
    except boxes.WillNotOpen:
        opened = rekeying.opened_of(actor, file.compartment)
        again = SealedFile.objects.select_related("compartment", "label").get(pk=file.pk)
        return seals.content_of(again, opened)


def _read(actor: Actor, compartment: Compartment, found: Sequence[Seal]) -> dict[str, str]:
    """Read seals of one compartment. A new key may come between the seals and the grant that were
    read: then they are read once more, with the compartment locked, and open or were altered.
    """
    try:
        opened = rings.unwrap(actor, compartment)
        return {seal.reference: seals.text_of(seal, opened) for seal in found}
    except boxes.WillNotOpen:
        opened = rekeying.opened_of(actor, compartment)
        again = Seal.objects.filter(pk__in=[seal.pk for seal in found])
        return {seal.reference: seals.text_of(seal, opened) for seal in again}


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
    label, chunks = _content(actor, file)
    detail: dict[str, str | int] = {"file": reference}
    log.record(
        "file.open", actor=actor, subject=file.compartment.scope, reason=reason, detail=detail
    )
    return label, chunks
