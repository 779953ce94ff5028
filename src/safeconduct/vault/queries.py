"""What can be asked about keys: who is behind a desk, who is alone in something, what waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.vault import rekeying, rings
from safeconduct.vault.models import Compartment, Errand, Grant, Keyring, Share
from safeconduct.vault.terms import DESKS, Holder, Work


@dataclass(frozen=True, slots=True)
class Alone:
    """What nobody but one person could open: desks by key, and compartments."""

    desks: list[Keyring]
    compartments: list[Compartment]

    @property
    def nothing(self) -> bool:
        """Whether everything has somebody else."""
        return not self.desks and not self.compartments


def active_members(desk: Keyring) -> QuerySet[Keyring]:
    """The keyrings of the people behind a desk today whose accounts are active."""
    held = Share.live().filter(desk=desk).values("member")
    return Keyring.objects.filter(pk__in=held, account__is_active=True)


def members(actor: Actor, desk: Keyring) -> QuerySet[Share]:
    """Who is behind a desk, for its members and for who manages accounts; covers with their end."""
    if not gate.may(actor, Permission.ACCOUNT_MANAGE):
        own = Keyring.objects.filter(account=actor.account).first()
        if actor.account is None or own is None or not rings.is_member(own, desk):
            raise gate.Denied(Permission.GRANT_GIVE.value)
    held = Share.live().filter(desk=desk, member__holder=Holder.PERSON)
    return held.select_related("member__account").order_by("member__account__name")


def desks_of(actor: Actor, keyring: Keyring) -> QuerySet[Keyring]:
    """The keys of the desks somebody is behind today; for themselves and who manages accounts."""
    if actor.account is None or actor.account != keyring.account_id:
        gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    held = Share.live().filter(member=keyring, desk__holder__in=DESKS)
    return Keyring.objects.filter(pk__in=held.values("desk"))


def alone_in(actor: Actor, keyring: Keyring) -> Alone:
    """What nobody active but one person could open. Raises gate.Denied for others than managers."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    mine = list(desks_of(actor, keyring))
    alone = [d for d in mine if not active_members(d).exclude(pk=keyring.pk).exists()]
    others = Keyring.objects.filter(holder=Holder.PERSON, account__is_active=True).exclude(
        pk=keyring.pk
    )
    theirs = Keyring.held_by(Q(pk__in=others.values("pk"))).exclude(holder=Holder.EMERGENCY)
    reached = Grant.live().filter(holder__in=theirs).values("compartment")
    own = Grant.live().filter(holder__in=Keyring.held_by(Q(pk=keyring.pk)))
    left = Compartment.objects.filter(pk__in=own.values("compartment"), shredded_on__isnull=True)
    return Alone(alone, list(left.exclude(pk__in=reached).order_by("scope", "kind")))


def errands(actor: Actor) -> QuerySet[Errand]:
    """The re-keying that waits and that the actor, with the key at hand, could do now.

    What is granted to a desk whose key was retired waits until the desk has its next key.
    """
    reached = gate.visible(actor, Permission.GRANT_GIVE, Compartment.objects.all())
    first = Grant.live().filter(holder__in=rekeying.waiting_for_a_key()).values("compartment")
    waiting = Errand.objects.filter(work=Work.REKEY, compartment__in=reached.values("pk"))
    return waiting.exclude(compartment__in=first).order_by("asked_on", "pk")


def desks_to_renew(actor: Actor) -> QuerySet[Keyring]:
    """The keys of the actor's own desks that were retired and have none after them yet."""
    mine = Share.live().filter(member__account=actor.account).values("desk")
    return rekeying.waiting_for_a_key().filter(pk__in=mine)
