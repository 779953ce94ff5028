"""What can be asked about keys: who is behind a desk, who is alone in something, what waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.models import Account, Exclusion, Invitation
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Reach
from safeconduct.vault import rekeying, rings
from safeconduct.vault.models import Compartment, Errand, Grant, Keyring, Share
from safeconduct.vault.terms import DESKS, Holder, Work

STUCK = "will-not-open"  # what an errand says that was tried on something altered


@dataclass(frozen=True, slots=True)
class Alone:
    """What nobody but one person could open: desks by key, and compartments."""

    desks: list[Keyring]
    compartments: list[Compartment]

    @property
    def nothing(self) -> bool:
        """Whether everything has somebody else."""
        return not self.desks and not self.compartments


@dataclass(frozen=True, slots=True)
class Way:
    """One compartment, what the gate says of it for somebody, and the grants they come in by."""

    compartment: Compartment
    explanation: gate.Explanation
    grants: tuple[Grant, ...]


def openers() -> QuerySet[Keyring]:
    """The keyrings of people who may open what is granted: an active account with a post for it.

    Whoever was invited again lost their passphrase: their key opens nothing they could still use.
    """
    roles = [r for r, may in GRANTS.items() if may.get(Permission.SEAL_OPEN) == Reach.GRANTED]
    able = Account.objects.filter(is_active=True, posts__role__in=roles).values("pk")
    lost = Invitation.objects.filter(used_on__isnull=True).values("account")
    held = Keyring.objects.filter(holder=Holder.PERSON, account__in=able)
    return held.exclude(account__in=lost)


def active_members(desk: Keyring) -> QuerySet[Keyring]:
    """The keyrings of those behind a desk for good who open what it is granted.

    Who only covers an absence will be gone.
    """
    held = Share.objects.filter(desk=desk, until__isnull=True).values("member")
    return openers().filter(pk__in=held)


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
    """What nobody but one person could open once they are gone.

    Somebody else counts who may open what is granted to them, is in for good and not walled off
    from the file. Raises gate.Denied for others than managers.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    others = openers().exclude(pk=keyring.pk)
    mine = list(desks_of(actor, keyring))
    alone = [desk for desk in mine if not active_members(desk).exclude(pk=keyring.pk).exists()]
    own = Grant.live().filter(holder__in=Keyring.held_by(Q(pk=keyring.pk)))
    held = Compartment.objects.filter(pk__in=own.values("compartment"), shredded_on__isnull=True)
    left = list(held.exclude(pk__in=reached(others)).order_by("scope", "kind"))
    for behind, scopes in _walls(held).items():
        near = others.exclude(account__in=behind)
        hidden = held.filter(scope__in=scopes).exclude(pk__in=reached(near))
        left += [c for c in hidden.order_by("scope", "kind") if c not in left]
    return Alone(alone, left)


def reached(people: QuerySet[Keyring]) -> QuerySet[Grant, int]:
    """The compartments some people are in for good, by their own grants or those of their desks."""
    lasting = Share.objects.filter(until__isnull=True, member__in=people.values("pk"))
    desks = lasting.exclude(desk__holder=Holder.EMERGENCY).values("desk")
    earlier = Share.objects.filter(member__in=desks).values("desk")
    rings_held = Q(holder__in=people.values("pk")) | Q(holder__in=desks) | Q(holder__in=earlier)
    held = Grant.objects.filter(rings_held, until__isnull=True, withdrawn_on__isnull=True)
    return held.values_list("compartment", flat=True)


def _walls(compartments: QuerySet[Compartment]) -> dict[frozenset[int], list[str]]:
    """The files of some compartments that walls stand around, by who is behind those walls."""
    scopes = compartments.values("scope")
    standing = Exclusion.objects.filter(scope__in=scopes, lifted_on__isnull=True)
    behind: dict[str, set[int]] = {}
    for scope, account in standing.values_list("scope", "account"):
        behind.setdefault(scope, set()).add(account)
    found: dict[frozenset[int], list[str]] = {}
    for scope, accounts in behind.items():
        found.setdefault(frozenset(accounts), []).append(scope)
    return found


def keyed(actor: Actor, accounts: Collection[int]) -> set[int]:
    """Which of some accounts have a key, for whoever manages them."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    return set(
        Account.objects.filter(pk__in=accounts, keyring__isnull=False).values_list("pk", flat=True)
    )


def ways_in(actor: Actor, account: Account, scope: str) -> list[Way]:
    """For each compartment of a file, whether somebody could open it now, and by which grants.

    For whoever explains access; it tells kinds and days, nothing of what is sealed.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    own = Keyring.objects.filter(account=account).first()
    # As if their key were unlocked; nothing private is in it, so nothing opens with it.
    asked = account.actor(Secret(own.reference, b"") if own else None)
    held = Keyring.held_by(Q(pk=own.pk)) if own else Keyring.objects.none()
    grants = Grant.live().filter(holder__in=held.values("pk")).select_related("holder")
    return [
        Way(
            compartment,
            gate.explain(asked, Permission.SEAL_OPEN, compartment),
            tuple(grants.filter(compartment=compartment).order_by("given_on", "pk")),
        )
        for compartment in Compartment.objects.filter(scope=scope).order_by("kind", "made_on")
    ]


def errands(actor: Actor) -> QuerySet[Errand]:
    """The re-keying that waits and that the actor, with the key at hand, could do now.

    What is granted to a desk whose key was retired waits until the desk has its next key.
    """
    reached = gate.visible(actor, Permission.GRANT_GIVE, Compartment.objects.all())
    first = Grant.live().filter(holder__in=rekeying.waiting_for_a_key()).values("compartment")
    waiting = Errand.objects.filter(work=Work.REKEY, compartment__in=reached.values("pk"))
    stuck_last = Case(When(because=STUCK, then=1), default=0)
    found = waiting.exclude(compartment__in=first).select_related("compartment")
    return found.order_by(stuck_last, "asked_on", "pk")


def desks_to_renew(actor: Actor) -> QuerySet[Keyring]:
    """The keys of the actor's own desks that were retired and have none after them yet."""
    mine = Share.live().filter(member__account=actor.account).values("desk")
    return rekeying.waiting_for_a_key().filter(pk__in=mine)
