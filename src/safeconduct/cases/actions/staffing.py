"""Who works on a matter: given a part with its keys, given less, or let go with new keys."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.cases import leaving, spine
from safeconduct.cases.actions.refusing import ALONE, Refused
from safeconduct.cases.models import Assignment, Matter
from safeconduct.cases.rules import READS
from safeconduct.cases.terms import EventKind, Part
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Compartment


@transaction.atomic
def assign(
    *, actor: Actor, matter: Matter, account: Account, part: Part, today: date
) -> Assignment:
    """Give somebody a part in a matter, with the compartments that part reads and no others.

    Raises Refused when the person has no key or is walled off, gate.Denied outside reach.
    """
    matter = spine.lock(matter)
    gate.require(actor, Permission.MATTER_ASSIGN, matter)
    keyring = getattr(account, "keyring", None)
    if keyring is None:
        raise Refused(noop("This person has not enrolled a key yet."))
    if Matter.objects.filter(Matter.walled(account.actor()), pk=matter.pk).exists():
        raise Refused(noop("This person is walled off from the matter."))
    leaving.end(matter, account, today)
    leaving.take_back(
        actor=actor, matter=matter, keyring=keyring, reason="lesser-part", keep=READS[part]
    )
    assignment = Assignment.objects.create(matter=matter, account=account, part=part, since=today)
    if part == Part.LEAD:
        matter.lead = account
        matter.save(update_fields=["lead"])
    for compartment in Compartment.objects.filter(
        scope=matter.reference, kind__in=READS[part], shredded_on__isnull=True
    ):
        vault.grant(actor=actor, compartment=compartment, holder=keyring, reason=part.value)
    spine.enter(matter, EventKind.ASSIGNED, actor=actor, on=today, code=part.value)
    detail: dict[str, str | int] = {"account": account.reference, "part": part.value}
    log.record("matter.assign", actor=actor, subject=matter, detail=detail)
    return assignment


@transaction.atomic
def end_assignment(*, actor: Actor, matter: Matter, account: Account, today: date) -> bool:
    """End somebody's part in a matter and take back what it gave them; say if they still open
    some of it, as members of a desk.

    Raises Refused when they have no part or nobody else could open it, gate.Denied outside reach.
    """
    matter = spine.lock(matter)
    gate.require(actor, Permission.MATTER_ASSIGN, matter)
    try:
        with transaction.atomic():
            had = leaving.leave(
                actor=actor, matter=matter, account=account, reason="part-ended", today=today
            )
    except vault.Orphaned as orphaned:
        raise Refused(ALONE) from orphaned
    if not had:
        raise Refused(noop("This person has no part in the matter."))
    spine.enter(matter, EventKind.RELEASED, actor=actor, on=today)
    detail: dict[str, str | int] = {"account": account.reference}
    log.record("matter.end-assignment", actor=actor, subject=matter, detail=detail)
    return leaving.still_in(matter, account)
