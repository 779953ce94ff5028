"""Giving a compartment a new key: what is in it is sealed again, and who stays is granted anew.

Nobody may call this but a verb that asked the gate: holding an opened compartment is the proof.
Somebody who kept the old key, and every grant and box of before, opens nothing afterwards.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from safeconduct.access.actors import Actor
from safeconduct.vault import boxes, days, rings, seals
from safeconduct.vault.models import (
    Compartment,
    Errand,
    Grant,
    Keyring,
    Seal,
    SealedFile,
    Share,
    ShredKey,
)
from safeconduct.vault.seals import Opened
from safeconduct.vault.terms import DESKS, Holder, Work

SETTLED = timedelta(days=1)  # no request lasts longer


def rekey(opened: Opened, actor: Actor) -> Opened:
    """Give an opened compartment a new key, within the caller's transaction.

    Texts are sealed in place under their next version, files under a new name in the store (the
    old bytes go on commit), grants that count today issued anew; a grant to a desk's earlier key
    becomes one to the key it has now.
    """
    compartment = opened.compartment
    # The half that shredding deletes stays: with another one, no dated backup would open any more.
    fresh = Opened(compartment, boxes.new_key(), opened.half or boxes.new_key())
    stored: list[str] = []
    try:
        _seal_files(opened, fresh, stored)
        _seal_texts(opened, fresh)
        ShredKey.objects.filter(compartment=compartment).update(half=fresh.half)
        _issue(fresh, actor)
    except BaseException:
        for name in stored:  # no row will ever name them
            seals.store().delete(name)
        raise
    Errand.objects.filter(compartment=compartment, work=Work.REKEY).delete()
    return fresh


def ask_for(compartments: list[int], because: str) -> int:
    """Note that compartments wait for a new key; return how many did not wait already."""
    waiting = Errand.objects.filter(work=Work.REKEY)
    known = set(waiting.values_list("compartment", flat=True))
    new = [
        Errand(work=Work.REKEY, compartment_id=key, because=because, asked_on=days.today())
        for key in sorted(set(compartments))  # always in one order, so that no two wait for two
        if key not in known
    ]
    Errand.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def ask_for_late() -> int:
    """Ask for new keys for what was granted to a desk's earlier key while that was replaced.

    A report that was on its way when somebody was released may come in a moment afterwards.
    """
    waiting = Errand.objects.filter(work=Work.REKEY).values("compartment")
    late = _granted_to(followed()).exclude(compartment__in=waiting)
    return ask_for(list(late), "member-left")


def granted_to(holders: list[int]) -> list[int]:
    """Return the compartments that any of some keyrings holds a grant of today."""
    return list(_granted_to(Keyring.objects.filter(pk__in=holders)))


def _granted_to(holders: QuerySet[Keyring]) -> QuerySet[Grant, int]:
    held = Grant.live().filter(holder__in=holders, compartment__shredded_on__isnull=True)
    return held.values_list("compartment", flat=True).distinct()


def renew_desk(desk: Keyring, actor: Actor, without: Keyring | None = None) -> Keyring:
    """Give a desk a new key for its members but one, and retire the key it had.

    The retired key, and those before it, are shared to the new one alone, so that what was granted
    to them stays open to who remains until it has a new key itself. The caller asked the gate.
    """
    old = rings.desk_secret(actor, desk)
    chain = [(ring, rings.desk_secret(actor, ring)) for ring in earlier(desk)]
    shares = list(Share.live().filter(desk=desk).select_related("member"))
    new, secret = rings.make(Holder(desk.holder), days.today())
    ends = {share.member: share.until for share in shares if share.member != without}
    ends |= dict.fromkeys(Keyring.objects.filter(holder=Holder.RECOVERY))
    for member, until in ends.items():
        kept = rings.share(new, secret, member)
        Share.objects.filter(pk=kept.pk).update(until=until)
    rings_before = [desk.pk, *(ring.pk for ring, _secret in chain)]
    Share.objects.filter(desk__in=rings_before).delete()
    for ring, opened in [(desk, old), *chain]:
        rings.share(ring, opened, new)
    Keyring.objects.filter(pk=desk.pk).update(retired_on=days.today())
    ask_for(granted_to(rings_before), "member-left")
    return new


def earlier(desk: Keyring) -> list[Keyring]:
    """Return the keys a desk had before, which are shared to the one it has."""
    return list(Keyring.objects.filter(shares__member=desk, retired_on__isnull=False))


def clear_retired() -> None:
    """Forget retired keys that no grant is sealed to any more: nobody can open them again.

    Not before a day has passed: what was being sealed to a key when it was retired may be stored
    later, and must not be lost. Their rows stay, for the withdrawn grants that name them.
    """
    held = Grant.objects.filter(withdrawn_on__isnull=True).values("holder")
    settled = followed().filter(retired_on__lt=days.today() - SETTLED)
    Share.objects.filter(desk__in=settled).exclude(desk__in=held).delete()


def followed() -> QuerySet[Keyring]:
    """Retired desk keys that have a key after them, which they are shared to."""
    after = Share.objects.filter(member__holder__in=DESKS).values("desk")
    return Keyring.objects.filter(retired_on__isnull=False, pk__in=after)


def waiting_for_a_key() -> QuerySet[Keyring]:
    """Retired desk keys without one after them: a member of the desk has to make it first."""
    retired = Keyring.objects.filter(retired_on__isnull=False, holder__in=DESKS)
    spent = Share.objects.filter(member__isnull=False).values("desk")
    return retired.exclude(pk__in=followed()).filter(pk__in=spent)


def _seal_texts(opened: Opened, fresh: Opened) -> None:
    sealed = list(Seal.objects.select_for_update().filter(compartment=opened.compartment))
    for seal in sealed:
        text = seals.text_of(seal, opened)
        seal.version += 1
        seal.box = seals.box_of(seal, text, fresh)
    Seal.objects.bulk_update(sealed, ["version", "box"], batch_size=200)


def _seal_files(opened: Opened, fresh: Opened, stored: list[str]) -> None:
    for file in SealedFile.objects.filter(compartment=opened.compartment).select_related("label"):
        _label, chunks = seals.content_of(file, opened)
        before = file.stored_as
        file.stored_as, file.stored_size = seals.store_again(fresh, file.reference, chunks)
        stored.append(file.stored_as)
        file.save(update_fields=["stored_as", "stored_size"])
        transaction.on_commit(partial(seals.store().delete, before), robust=True)


def _issue(fresh: Opened, actor: Actor) -> None:
    held = list(Grant.live().filter(compartment=fresh.compartment).select_related("holder"))
    seen = {grant.holder_id for grant in held}
    for grant in held:
        now = current(grant.holder)
        if now == grant.holder:
            place = seals.grant_place(fresh.compartment, grant.holder, grant.reference)
            grant.box = boxes.send(bytes(grant.holder.public), fresh.granted, place)
            grant.save(update_fields=["box"])
            continue
        Grant.objects.filter(pk=grant.pk).update(withdrawn_on=days.today())
        if now.pk not in seen:
            seen.add(now.pk)
            again = rings.new_grant(fresh, now, actor, grant.reason, days.today())
            again.until = grant.until
            again.save()


def current(holder: Keyring) -> Keyring:
    """Return the key a desk has now, for one it had; any other holder stays."""
    share = Share.objects.filter(desk=holder, member__holder__in=DESKS).select_related("member")
    after = share.first() if holder.retired_on else None
    return holder if after is None else current(after.member)


def opened_of(actor: Actor, compartment: Compartment) -> Opened:
    """Lock a compartment and open it for an actor. Raises Locked or gate.Denied."""
    return rings.unwrap(actor, lock(compartment.pk))


def lock(key: int) -> Compartment:
    """Hold a compartment until the transaction ends; whoever changes keys or adds to it waits."""
    return Compartment.objects.select_for_update(no_key=True).get(pk=key)
