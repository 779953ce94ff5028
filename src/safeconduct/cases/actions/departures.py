"""Somebody leaves the house: what they lead is handed over, and nothing is left that only they
could open."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Departure
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Permission, Role
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.cases import leaving, parts, spine
from safeconduct.cases.actions.refusing import ALONE, Refused
from safeconduct.cases.models import Assignment, Matter
from safeconduct.cases.terms import EventKind, Part, State
from safeconduct.vault import actions as vault
from safeconduct.vault import queries as keys
from safeconduct.vault.models import Compartment, Grant, Keyring

REASON = "left"


@transaction.atomic
def hand_over(
    *, actor: Actor, matter: Matter, account: Account, to: Account, today: date
) -> Assignment:
    """Give the lead of a matter to somebody who can open it already, because who led it leaves.

    For whoever manages accounts, who holds no key to give. Raises Refused when no departure was
    begun, somebody else leads by now, or the other may not or cannot take it over; gate.Denied
    when the actor is walled off from the matter.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    held = spine.lock(matter)
    if walls_of(actor).filter(scope=held.reference).exists():
        raise gate.Denied(Permission.ACCOUNT_MANAGE.value)
    if not Departure.objects.filter(account=account, ended_on=None).exists():
        raise Refused(noop("Begin the departure first."))
    if held.lead_id != account.pk:
        raise Refused(noop("Somebody else leads this matter by now."))
    if Departure.objects.filter(account=to, ended_on=None).exists() or to == account:
        raise Refused(noop("This person is leaving too."))
    if objection := parts.objection(held, to):
        raise Refused(objection)
    _leave(actor, held, account, today)
    leaving.end(held, to, today)
    given = Assignment.objects.create(matter=held, account=to, part=Part.LEAD, since=today)
    held.lead = to
    held.save(update_fields=["lead"])
    spine.enter(held, EventKind.ASSIGNED, actor=actor, on=today, code=Part.LEAD.value)
    detail: dict[str, str | int] = {"from": account.reference, "account": to.reference}
    log.record("matter.hand-over", actor=actor, subject=held, detail=detail)
    return given


@transaction.atomic
def end_departure(*, actor: Actor, account: Account, today: date) -> bool:
    """Let somebody go: nothing they held is left with them, and nobody signs in as them again.

    Released from their desks, whose keys are made again by who remains; their own grants taken
    back, their parts ended, their account closed. Say whether it was open until now. Raises
    Refused while anything could be opened by them alone, or they lead a matter.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    # Two who leave at once must not each count on the other: one departure ends after another.
    list(Departure.objects.select_for_update().filter(ended_on=None).order_by("pk"))
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.is_active:
        return False
    own = Keyring.objects.select_for_update(no_key=True).filter(account=held).first()
    if own is not None and not keys.alone_in(actor, own).nothing:
        raise Refused(ALONE)
    if Matter.objects.filter(lead=held).exclude(stage=State.CLOSED).exists():  # unseen ones too
        raise Refused(noop("Somebody else has to lead the matters of this person."))
    detail: dict[str, str | int] = {"parts": _end_parts(actor, held, today)}
    if own is not None:
        detail |= {"desks": _leave_desks(actor, own), "grants": _take_back(actor, own)}
    if not access.end_departure(actor=actor, account=held, today=today):
        return False
    log.record("account.let-go", actor=actor, subject=held, detail=detail)
    return True


@transaction.atomic
def end_post(
    *, actor: Actor, account: Account, role: Role, mission: str = "", state: str = ""
) -> bool:
    """End one post of somebody, if others open what they opened; say whether they held it.

    Raises Refused when it was their last post that opens anything and they are alone in something.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    list(Departure.objects.select_for_update().filter(ended_on=None).order_by("pk"))
    ended = access.dismiss(actor=actor, account=account, role=role, mission=mission, state=state)
    own = Keyring.objects.select_for_update(no_key=True).filter(account=account).first()
    opens = own is not None and keys.openers().filter(pk=own.pk).exists()
    if ended and own is not None and not opens and not keys.alone_in(actor, own).nothing:
        raise Refused(ALONE)
    if ended:
        log.record("account.end-post", actor=actor, subject=account, reason=role.value)
    return ended


def _end_parts(actor: Actor, account: Account, today: date) -> int:
    held = list(Assignment.objects.filter(account=account, ended_on=None).order_by("since", "pk"))
    for part in held:
        matter = spine.lock(part.matter)
        _leave(actor, matter, account, today)
        spine.enter(matter, EventKind.RELEASED, actor=actor, on=today)
    return len(held)


def _leave(actor: Actor, matter: Matter, account: Account, today: date) -> None:
    try:
        leaving.leave(actor=actor, matter=matter, account=account, reason=REASON, today=today)
    except vault.Orphaned as orphaned:
        raise Refused(ALONE) from orphaned


def _leave_desks(actor: Actor, own: Keyring) -> int:
    desks = list(keys.desks_of(actor, own))
    for desk in desks:
        vault.expel_member(actor=actor, desk=desk, member=own, reason=REASON)
    return len(desks)


def _take_back(actor: Actor, own: Keyring) -> int:
    granted = Grant.live().filter(holder=own, compartment__shredded_on__isnull=True)
    inside = list(Compartment.objects.filter(pk__in=granted.values("compartment")))
    return vault.shut_out(actor=actor, compartments=inside, holder=own, reason=REASON)
