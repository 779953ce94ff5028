"""What can be asked about referrals. Every answer passes the gate; a refusal is absence."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission, Role
from safeconduct.base import moves
from safeconduct.cases.models import Allegation, Matter
from safeconduct.memberstates.models import Referral, ReferredCharge
from safeconduct.memberstates.rules import MOVES, SENDABLE, UNANSWERED
from safeconduct.memberstates.terms import Act
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind


def readable_by(actor: Actor) -> QuerySet[Referral]:
    """The referrals this actor may see, newest first."""
    return gate.visible(actor, Permission.REFERRAL_READ, Referral.objects.all())


def corridor(actor: Actor) -> QuerySet[Referral]:
    """What was sent to the States this actor speaks for, whatever else they may see."""
    own = {held.state for held in actor.holdings if held.role == Role.MEMBER_STATE}
    return readable_by(actor).filter(state__in=own).prefetch_related("charges")


def in_corridor(actor: Actor, reference: str) -> Referral:
    """One referral to the actor's own State. Raises gate.Denied where there is none to see."""
    found = corridor(actor).filter(reference=reference)
    referral = found.select_related("letter", "answer").defer("letter__box", "answer__box").first()
    if referral is None:
        raise gate.Denied(Permission.REFERRAL_READ.value)
    return referral


def of_matter(actor: Actor, matter: Matter) -> QuerySet[Referral]:
    """The referrals made in a matter; none to those who may not see them."""
    return readable_by(actor).filter(matter=matter)


def overdue(actor: Actor, today: date) -> QuerySet[Referral]:
    """The referrals whose State has let its time pass in silence, the oldest first."""
    late = readable_by(actor).filter(stage__in=UNANSWERED, due_on__lt=today)
    return late.order_by("due_on", "id")


def sendable(actor: Actor, matter: Matter) -> QuerySet[Allegation]:
    """The allegations of a matter that can be sent to a State with a desk here, and were not yet.

    Raises gate.Denied for those who may not send.
    """
    gate.require(actor, Permission.REFERRAL_SEND, matter)
    desks = Desk.objects.filter(kind=DeskKind.STATE)
    of_states = Allegation.objects.filter(matter=matter, subject__state__in=desks.values("state"))
    sent = ReferredCharge.objects.filter(
        allegation=OuterRef("pk"), referral__state=OuterRef("subject__state")
    )
    ready = of_states.filter(~Exists(sent), state__in=SENDABLE)
    return ready.select_related("subject__unit").order_by("subject__slot", "id")


def acts_on(actor: Actor, referral: Referral) -> list[Act]:
    """What this actor could do with a referral now, in the order of the table."""
    row = Referral.objects.filter(pk=referral.pk)
    if not gate.visible(actor, Permission.REFERRAL_ANSWER, row).exists():
        return []
    return [Act(move.act) for move in moves.possible(MOVES, referral.stage)]
