"""Who is behind a desk: the vault makes the keys, and the desk is given the one that counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.roster.actions.refusing import NOT_FIT, Misplaced
from safeconduct.roster.models import Desk
from safeconduct.roster.queries import all_fit
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import queries, rings
from safeconduct.vault.models import Keyring


@transaction.atomic
def admit(*, actor: Actor, desk: Desk, member: Keyring, until: date | None = None) -> None:
    """Admit somebody to a desk, or let them cover an absence until the end of a day.

    Only a member with an open key can: raises gate.Denied for anybody else, Misplaced for somebody
    whose post does not fit the desk.
    """
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    held = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    vault.admit_member(actor=actor, desk=held.keyring, member=member, until=until)
    if not all_fit(actor, [member], DeskKind(held.kind), held.mission, held.state):
        raise Misplaced(NOT_FIT)  # after the vault: whoever is no member learns nothing of posts
    detail: dict[str, str | int] = {"member": member.reference}
    log.record("roster.admit", actor=actor, subject=held, detail=detail)


@transaction.atomic
def release(*, actor: Actor, desk: Desk, member: Keyring, reason: str) -> None:
    """Release a member from a desk, which has a new key from now on.

    Raises vault.Orphaned for the last member, gate.Denied for an actor who is none.
    """
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    held = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    new = vault.release_member(actor=actor, desk=held.keyring, member=member, reason=reason)
    held.keyring = new
    held.save(update_fields=["keyring"])
    detail: dict[str, str | int] = {"member": member.reference}
    log.record("roster.release", actor=actor, subject=held, reason=reason, detail=detail)


@transaction.atomic
def succeed(*, actor: Actor, desk: Desk, members: Sequence[Keyring]) -> None:
    """Give a State's desk to other focal points, with all that was sent to the State until now.

    Whoever was behind it before opens nothing of it any more. For headquarters, which opens what
    it sent. Raises Misplaced for somebody who does not answer for that State, gate.Denied for a
    desk of the house, without a member, or when something it was granted is closed to the actor.
    """
    gate.require_anywhere(actor, Permission.REFERRAL_SEND)
    held = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if held.kind != DeskKind.STATE or not members:
        raise gate.Denied(Permission.REFERRAL_SEND.value)
    if not all_fit(actor, members, DeskKind.STATE, state=held.state):
        raise Misplaced(NOT_FIT)
    held.keyring = vault.succeed_desk(actor=actor, desk=held.keyring, members=members)
    held.save(update_fields=["keyring"])
    detail: dict[str, str | int] = {"state": held.state, "members": len(members)}
    log.record("roster.succeed", actor=actor, subject=held, detail=detail)


def run_errands(*, actor: Actor, limit: int) -> tuple[int, int]:
    """Give the actor's desks the keys they wait for, then compartments theirs: (done, left).

    The desks come first: what is granted to a retired key would stay open to who kept it.
    """
    rings.secret_of(actor)
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    for keyring in queries.desks_to_renew(actor):
        _renew(actor, keyring)
    return vault.run_errands(actor=actor, limit=limit)


@transaction.atomic
def _renew(actor: Actor, keyring: Keyring) -> None:
    desk = Desk.objects.select_for_update(no_key=True).filter(keyring=keyring).first()
    if desk is None:  # somebody else of the desk was quicker
        return
    desk.keyring = vault.renew_desk(actor=actor, desk=keyring)
    desk.save(update_fields=["keyring"])
    log.record("roster.renew-desk", actor=actor, subject=desk)
