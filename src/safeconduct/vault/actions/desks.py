"""Who is behind a desk: admitted, covering for somebody, released; and the errands that follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import boxes, days, queries, rekeying, rings
from safeconduct.vault.actions.granting import Orphaned
from safeconduct.vault.models import Compartment, Errand, Keyring, Share
from safeconduct.vault.terms import Holder, Work


@transaction.atomic
def found_desk(
    *, actor: Actor, members: Sequence[Keyring], holder: Holder = Holder.DESK
) -> Keyring:
    """Make a desk's key pair, sealed to its first members and to the recovery key."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    desk, secret = rings.make(holder, days.today())
    for member in [*members, *Keyring.objects.filter(holder=Holder.RECOVERY)]:
        rings.share(desk, secret, member)
    log.record("desk.found", actor=actor, subject=desk, detail={"members": len(members)})
    return desk


@transaction.atomic
def admit_member(
    *, actor: Actor, desk: Keyring, member: Keyring, until: date | None = None
) -> Share:
    """Seal a desk's private key to one more member. The actor must be a member with an open key.

    With `until` the new member covers an absence to the end of that day; admitting a member again
    changes only that. Raises gate.Denied when the actor holds no share of the desk or means
    themselves (who covers could stay for good), Orphaned when nobody would be in it for good.
    """
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    Keyring.objects.select_for_update(no_key=True).get(pk=desk.pk)
    secret = rings.desk_secret(actor, desk)
    if member.reference == rings.secret_of(actor).keyring or member.holder != Holder.PERSON:
        raise gate.Denied(Permission.GRANT_GIVE.value)
    if until is not None and not queries.active_members(desk).exclude(pk=member.pk).exists():
        raise Orphaned(desk.reference)
    Share.objects.filter(desk=desk, member=member).delete()
    share = rings.share(desk, secret, member)
    share.until = until
    share.save(update_fields=["until"])
    detail: dict[str, str | int] = {"member": member.reference}
    if until is not None:
        detail["until"] = until.isoformat()
    log.record("desk.admit", actor=actor, subject=desk, detail=detail)
    return share


@transaction.atomic
def release_member(*, actor: Actor, desk: Keyring, member: Keyring, reason: str) -> Keyring:
    """Release a member from a desk and return the desk's new key, which who remains holds.

    From now on the gate refuses the released one; every compartment the desk reaches waits for a
    new key. Raises Orphaned for the last member, gate.Denied for an actor who is none.
    """
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    Keyring.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if not rings.is_member(member, desk):
        raise gate.Denied(Permission.GRANT_GIVE.value)
    if not queries.active_members(desk).exclude(pk=member.pk).exists():
        raise Orphaned(desk.reference)
    new = rekeying.renew_desk(desk, actor, without=member)
    _record_release(actor, desk, member, reason)
    return new


@transaction.atomic
def expel_member(*, actor: Actor, desk: Keyring, member: Keyring, reason: str) -> None:
    """Take a member's share of a desk away without holding its key, as when somebody leaves.

    From now on the gate refuses them. The desk's key counts as retired and is renewed, with all it
    reaches, by whoever of the desk runs errands next. Raises Orphaned for the last member.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    Keyring.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if not queries.active_members(desk).exclude(pk=member.pk).exists():
        raise Orphaned(desk.reference)
    if not Share.objects.filter(desk=desk, member=member).delete()[0]:
        return
    Keyring.objects.filter(pk=desk.pk).update(retired_on=days.today())
    held = [desk.pk, *(ring.pk for ring in rekeying.earlier(desk))]
    rekeying.ask_for(rekeying.granted_to(held), "member-left")
    _record_release(actor, desk, member, reason)


@transaction.atomic
def renew_desk(*, actor: Actor, desk: Keyring) -> Keyring:
    """Give a desk whose key was retired its next one; a desk that has it already keeps it."""
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    locked = Keyring.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if locked.retired_on is None:
        return locked
    new = rekeying.renew_desk(locked, actor)
    log.record("desk.renew", actor=actor, subject=desk)
    return new


def run_errands(*, actor: Actor, limit: int) -> tuple[int, int]:
    """Give waiting compartments their new keys, as many as asked; return (done, left for me).

    Each is a transaction of its own, so that it can be interrupted and gone on with, by two people
    beside each other too. Raises Locked without an unlocked key.
    """
    rings.secret_of(actor)
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    rekeying.ask_for_late()
    waiting = list(queries.errands(actor)[:limit])
    done = sum(_try_errand(actor, errand) for errand in waiting)
    with transaction.atomic():
        rekeying.clear_retired()
        if done:
            log.record("key.errands", actor=actor, subject="errands", detail={"done": done})
    return done, queries.errands(actor).count()


def _try_errand(actor: Actor, errand: Errand) -> bool:
    """Run one errand; one on something that was altered waits behind all others, and is told of."""
    try:
        return _run_errand(actor, errand)
    except gate.Denied:  # they were let go of meanwhile, or it was shredded
        return False
    except (boxes.WillNotOpen, OSError):
        with transaction.atomic():
            Errand.objects.filter(pk=errand.pk).update(because=queries.STUCK)
            log.record("key.errand-stuck", actor=actor, subject=errand.compartment.reference)
        return False


@transaction.atomic
def _run_errand(actor: Actor, errand: Errand) -> bool:
    """Run one errand, unless somebody else did or is at it.

    The compartment is locked before the errand is read, as everybody does who changes keys.
    """
    skip = connection.features.has_select_for_update_skip_locked
    free = Compartment.objects.select_for_update(no_key=True, skip_locked=skip)
    compartment = free.filter(pk=errand.compartment_id).first()
    if compartment is None or not Errand.objects.filter(pk=errand.pk, work=Work.REKEY).exists():
        return False
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    rekeying.rekey(rings.unwrap(actor, compartment), actor)
    return True


def _record_release(actor: Actor, desk: Keyring, member: Keyring, reason: str) -> None:
    detail: dict[str, str | int] = {"member": member.reference}
    log.record("desk.release", actor=actor, subject=desk, reason=reason, detail=detail)
