"""Steps that every act shares which ends somebody's part in a matter: the part, and its keys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.cases.models import Assignment, Matter
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Compartment, Grant, Keyring
from safeconduct.vault.terms import Kind


def leave(*, actor: Actor, matter: Matter, account: Account, reason: str, today: date) -> bool:
    """End somebody's part in a locked matter with what it gave them; say whether there was one.

    One step of an act that asked the gate.
    """
    ended = end(matter, account, today)
    if keyring := getattr(account, "keyring", None):
        take_back(actor=actor, matter=matter, keyring=keyring, reason=reason)
    return ended


def take_back(
    *,
    actor: Actor,
    matter: Matter,
    keyring: Keyring,
    reason: str,
    keep: Collection[Kind] = (),
) -> int:
    """Withdraw somebody's own grants in a matter, but for some kinds; return how many there were.

    One step of an act that asked the gate.
    """
    held = Grant.live().filter(holder=keyring, compartment__scope=matter.reference)
    own = Compartment.objects.filter(pk__in=held.values("compartment"), shredded_on__isnull=True)
    inside = own.exclude(kind__in=keep)
    return vault.take_back(actor=actor, compartments=inside, holder=keyring, reason=reason)


def still_in(matter: Matter, account: Account) -> bool:
    """Whether somebody opens something of a matter all the same, as a member of a desk."""
    own = Keyring.objects.filter(account=account).first()
    held = Compartment.objects.filter(scope=matter.reference, shredded_on__isnull=True)
    return own is not None and any(rings.reaches(own, compartment) for compartment in held)


def end(matter: Matter, account: Account, today: date) -> bool:
    """End the part somebody has in a locked matter; say whether there was one."""
    held = Assignment.objects.filter(matter=matter, account=account, ended_on=None)
    ended = held.update(ended_on=today)
    if matter.lead_id == account.pk:
        matter.lead = None
        matter.save(update_fields=["lead"])
    return bool(ended)
