"""A desk is given to other people by somebody who opens everything it was granted themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import days, rekeying, rings
from safeconduct.vault.models import Compartment, Grant, Keyring, Share
from safeconduct.vault.terms import Holder


@transaction.atomic
def succeed_desk(*, actor: Actor, desk: Keyring, members: Sequence[Keyring]) -> Keyring:
    """Give a desk a new key that only some people hold; everything it was granted follows at once.

    For a State whose focal points changed: its desk is new people with a new key, and nobody of
    before opens anything more. No key of the desk is needed, only the actor's own ways into every
    compartment. Raises gate.Denied when one of them is closed to the actor, Locked without a key.
    """
    rings.secret_of(actor)
    gate.require_anywhere(actor, Permission.REFERRAL_SEND)
    held = Keyring.objects.select_for_update(no_key=True).get(pk=desk.pk)
    new, secret = rings.make(Holder(held.holder), days.today())
    for member in [*members, *Keyring.objects.filter(holder=Holder.RECOVERY)]:
        rings.share(new, secret, member)
    before = [held.pk, *(ring.pk for ring in rekeying.earlier(held))]
    inside = Compartment.objects.filter(pk__in=rekeying.granted_to(before))
    for compartment in inside.order_by("pk"):
        _follow(actor, compartment, before, new)
    Share.objects.filter(desk__in=before).delete()
    Keyring.objects.filter(pk__in=before, retired_on__isnull=True).update(retired_on=days.today())
    log.record("desk.succeed", actor=actor, subject=held, detail={"members": len(members)})
    return new


def _follow(actor: Actor, compartment: Compartment, before: list[int], new: Keyring) -> None:
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    opened = rekeying.opened_of(actor, compartment)
    gone = Grant.objects.filter(compartment=compartment, holder__in=before)
    gone.filter(withdrawn_on__isnull=True).update(withdrawn_on=days.today())
    rings.new_grant(opened, new, actor, "succeeded", days.today()).save()
    rekeying.rekey(opened, actor)
