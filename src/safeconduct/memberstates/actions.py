"""What can be done with a referral: sending it, and the State's two words, received and decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission, Role
from safeconduct.audit import log
from safeconduct.base import moves
from safeconduct.base.words import noop
from safeconduct.cases import actions as cases
from safeconduct.cases import spine
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Allegation, Clock, Matter
from safeconduct.cases.terms import Act as CaseAct
from safeconduct.cases.terms import EventKind, State
from safeconduct.memberstates.models import Count, Referral, ReferredCharge
from safeconduct.memberstates.rules import (
    ANSWERS,
    ELECTION_CLOCK,
    MOVES,
    SENDABLE,
    UNANSWERED,
    number,
)
from safeconduct.memberstates.terms import Act
from safeconduct.post import actions as post
from safeconduct.post.terms import Template
from safeconduct.roster import queries as roster
from safeconduct.roster.terms import DeskKind, Precision
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What a State says: its words, and its investigator if it names one. All of it is sealed."""

    text: str
    officer: str = ""
    contact: str = ""

    def written(self) -> str:
        """The answer as one text, so that it reads the same wherever it is opened."""
        told = [(_("National investigation officer"), self.officer), (_("Contact"), self.contact)]
        return "\n".join([self.text, *(f"{what}: {said}" for what, said in told if said)])


@transaction.atomic
def send(
    *,
    actor: Actor,
    matter: Matter,
    state: str,
    allegations: Sequence[Allegation],
    letter: str,
    today: date,
) -> Referral:
    """Send the allegations against a State's nationals to that State, with a sealed letter.

    The State is told the letter, the codes and the month of each incident, and when it is due to
    answer. Assessed allegations become referred. The State's focal points are told by mail that
    something waits. Raises Refused when the file speaks against it, gate.Denied outside reach.
    """
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    gate.require(actor, Permission.MATTER_READ, matter)  # seen before judged
    gate.require(actor, Permission.REFERRAL_SEND, matter)
    wanted = [allegation.pk for allegation in allegations]
    charges = list(
        Allegation.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, matter=matter)
        .select_related("subject")
    )
    if objection := _objection(matter, state, charges, len(set(wanted)), letter):
        raise Refused(objection)
    opened = vault.open_compartment(
        actor=actor,
        kind=Kind.REFERRAL,
        scope=matter.reference,
        holders=_holders(matter, state),
        reason="referral",
    )
    referral = Referral.objects.create(
        number=_next_number(state, today),
        matter=matter,
        state=state,
        sent_on=today,
        due_on=spine.new_clock(matter.reference, ELECTION_CLOCK, today).due_on,
        compartment=opened.compartment,
        letter=seals.put_text(opened, "referral-letter", letter, today),
    )
    ReferredCharge.objects.bulk_create([_told(referral, charge) for charge in charges])
    for charge in charges:
        if charge.state == State.ASSESSED:
            cases.move(actor=actor, allegation=charge, act=CaseAct.REFER, today=today)
    spine.enter(
        matter, EventKind.REFERRAL_SENT, actor=actor, on=today, code=state, seal=referral.letter
    )
    _keep_clock(matter, today)
    _tell_focal_points(state, matter, today)
    detail: dict[str, str | int] = {
        "of": referral.reference,
        "state": state,
        "allegations": len(charges),
    }
    log.record("referral.send", actor=actor, subject=matter, detail=detail)
    return referral


@transaction.atomic
def acknowledge(*, actor: Actor, referral: Referral, today: date) -> Referral:
    """Record that the State has the letter. Its time to answer runs on.

    Raises gate.Denied for another State, moves.IllegalMove when it was received already.
    """
    matter, referral = _locked(referral)
    step = _step(actor, referral, Act.ACKNOWLEDGE)
    referral.stage, referral.acknowledged_on = step.target, today
    referral.save(update_fields=["stage", "acknowledged_on"])
    spine.enter(
        matter, EventKind.REFERRAL_ANSWERED, actor=actor, on=today, code=Act.ACKNOWLEDGE.value
    )
    detail: dict[str, str | int] = {"of": referral.reference}
    log.record("referral.acknowledge", actor=actor, subject=matter, detail=detail)
    return referral


@transaction.atomic
def answer(
    *, actor: Actor, referral: Referral, election: Act, answer: Answer, today: date
) -> Referral:
    """Record what the State elects, with its words sealed to both sides. Given once.

    An investigator can be named by a State that investigates. Raises gate.Denied for another
    State or without a grant, moves.IllegalMove when it answered already, Refused for an answer
    that contradicts itself.
    """
    matter, referral = _locked(referral)
    step = _step(actor, referral, election)
    if election not in ANSWERS:
        raise moves.IllegalMove(f"cannot {election} with an answer")
    if election == Act.DECLINE and answer.officer:
        raise Refused(noop("A State that declines names no investigator."))
    opened = vault.enter(actor=actor, compartment=referral.compartment)
    referral.answer = seals.put_text(opened, "referral-answer", answer.written(), today)
    referral.stage, referral.election, referral.answered_on = step.target, election.value, today
    referral.officer_named = bool(answer.officer)
    referral.save(update_fields=["stage", "election", "answered_on", "officer_named", "answer"])
    spine.enter(
        matter,
        EventKind.REFERRAL_ANSWERED,
        actor=actor,
        on=today,
        code=election.value,
        seal=referral.answer,
    )
    _keep_clock(matter, today)
    detail: dict[str, str | int] = {"of": referral.reference, "officer": int(bool(answer.officer))}
    log.record(f"referral.{election.value}", actor=actor, subject=matter, detail=detail)
    return referral


def _locked(referral: Referral) -> tuple[Matter, Referral]:
    matter = Matter.objects.select_for_update().get(pk=referral.matter_id)
    return matter, Referral.objects.select_for_update().get(pk=referral.pk)


def _step(actor: Actor, referral: Referral, act: Act) -> moves.Move:
    """Find the row of the table, after sight and before permission to act."""
    gate.require(actor, Permission.REFERRAL_READ, referral)
    step = moves.find(MOVES, referral.stage, act)
    gate.require(actor, Permission(step.permission), referral)
    return step


def _objection(
    matter: Matter, state: str, charges: Sequence[Allegation], wanted: int, letter: str
) -> str | None:
    """What in the file speaks against sending, first things first."""
    if not charges or len(charges) != wanted:
        return noop("Choose one or more allegations of this matter.")
    if any(charge.subject.state != state for charge in charges):
        return noop("A State is told only of its own nationals: check the State of each subject.")
    if any(charge.state not in SENDABLE for charge in charges):
        return noop("Only allegations that are assessed and not settled can be sent.")
    if ReferredCharge.objects.filter(
        referral__state=state, allegation__in=[charge.pk for charge in charges]
    ).exists():
        return noop("One of these allegations was sent to this State already.")
    if matter.number.casefold() in letter.casefold():
        return noop("The letter holds the number of the matter. The State must not learn it.")
    return None


def _holders(matter: Matter, state: str) -> list[Keyring]:
    """Who reads the letter and the answer: the State's desk, the mission's, headquarters'."""
    try:
        desk = roster.desk(DeskKind.STATE, state=state)
    except roster.NoDesk:
        raise Refused(noop("This State has no desk here yet: found one first.")) from None
    return [desk.keyring, *(own.keyring for own in roster.desks_over(matter.mission))]


def _next_number(state: str, today: date) -> str:
    Count.objects.get_or_create(state=state, year=today.year)
    count = Count.objects.select_for_update().get(state=state, year=today.year)
    count.last = models.F("last") + 1
    count.save(update_fields=["last"])
    count.refresh_from_db(fields=["last"])
    return number(state, today.year, count.last)


def _told(referral: Referral, charge: Allegation) -> ReferredCharge:
    """What the State is told of a charge; a day becomes its month."""
    form = "%Y" if charge.precision == Precision.YEAR else "%Y-%m"
    return ReferredCharge(
        referral=referral,
        allegation=charge,
        conduct=charge.conduct,
        category=charge.subject.category,
        incident=charge.incident_from.strftime(form) if charge.incident_from else "",
    )


def _keep_clock(matter: Matter, today: date) -> None:
    """Let the matter's clock show the earliest answer awaited, or that none is."""
    awaited = Referral.objects.filter(matter=matter, stage__in=UNANSWERED).order_by("due_on")
    if first := awaited.first():
        Clock.objects.update_or_create(
            scope=matter.reference,
            code=ELECTION_CLOCK,
            defaults={"started_on": first.sent_on, "due_on": first.due_on, "met_on": None},
        )
    else:
        spine.meet_clock(matter.reference, ELECTION_CLOCK, today)
    spine.settle(matter, today)


def _tell_focal_points(state: str, matter: Matter, today: date) -> None:
    """Queue a letter without content to each person of the State who may read the referral."""
    people = Account.objects.filter(
        posts__role=Role.MEMBER_STATE, posts__state=state, is_active=True
    ).exclude(email="")
    walled = models.Q(exclusions__scope=matter.reference, exclusions__lifted_on__isnull=True)
    kept_out = Account.objects.filter(walled).values("pk")
    for person in people.exclude(pk__in=kept_out).distinct():
        post.queue(
            address=person.email,
            template=Template.WAITING,
            language=person.language,
            today=today,
        )
