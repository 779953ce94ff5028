"""What can be asked about reports and mailboxes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.cases.models import Clock, Matter
from safeconduct.intake.models import (
    Attachment,
    Envelope,
    Message,
    QuestionSet,
    Recording,
    Report,
    Tablet,
    Wish,
)
from safeconduct.intake.rules import CLOSED
from safeconduct.intake.terms import Direction, Wished
from safeconduct.roster import queries as roster
from safeconduct.vault import envelopes, receipts, rings
from safeconduct.vault.receipts import ReceiptKeys

# The first word of the list eight times over: 88 random bits will not choose it.
NOBODYS = "abandon " * receipts.WORDS


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that a receipt opened: the report, and its owner as an actor with a key."""

    report: Report
    actor: Actor


def readable_by(actor: Actor) -> QuerySet[Report]:
    """The reports this actor may see, newest first."""
    seen = gate.visible(actor, Permission.REPORT_READ, Report.objects.all())
    return seen.select_related("mission", "matter").order_by("-received_on", "-id")


def report(actor: Actor, reference: str, to: Permission = Permission.REPORT_READ) -> Report:
    """The report with that reference, to be read or for an act.

    Raises gate.Denied where there is none to see, and where the actor may not act on what they see.
    """
    found = readable_by(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.REPORT_READ.value)
    if to != Permission.REPORT_READ:
        gate.require(actor, to, found)
    return found


def permissions_on(actor: Actor, report: Report) -> frozenset[Permission]:
    """What the actor may do with one report, so that only possible acts are offered."""
    row = Report.objects.filter(pk=report.pk)
    return frozenset(
        permission
        for permission in (Permission.REPORT_TRIAGE, Permission.REPORT_ANSWER)
        if gate.visible(actor, permission, row).exists()
    )


def joined_to(actor: Actor, matter: Matter) -> list[str]:
    """The references of a matter's reports, those that this actor may see."""
    return list(readable_by(actor).filter(matter=matter).values_list("reference", flat=True))


def attachments(actor: Actor, report: Report) -> QuerySet[Attachment]:
    """The files of a report, for its desk: references and sealed labels, no content."""
    gate.require(actor, Permission.REPORT_READ, report)
    held = Attachment.objects.filter(report=report)
    return held.select_related("file__label").defer("file__label__box")


def mailbox(actor: Actor, receipt: ReceiptKeys) -> Mailbox:
    """The mailbox that a receipt opens. Raises gate.Denied when there is none."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    report = Report.objects.filter(lookup=receipt.lookup).select_related("mailbox").first()
    secret = rings.unlock_mailbox(report.mailbox, receipt) if report else None
    if report is None or secret is None:
        raise gate.Denied(Permission.MAILBOX_USE.value)
    return Mailbox(report, actors.reporter(own=report.reference, secret=secret))


def mailbox_for(actor: Actor, typed: str) -> Mailbox:
    """The mailbox that a typed receipt opens. Raises gate.Denied, and nothing else, when none.

    What cannot be a receipt takes as long as one that opens nothing: the stretching always runs.
    """
    return mailbox(actor, keys_of(typed))


def keys_of(typed: str) -> ReceiptKeys:
    """What a typed receipt yields; for what cannot be one, what yields nothing, as slowly."""
    try:
        return receipts.keys(typed)
    except receipts.NotAReceipt:
        return receipts.keys(NOBODYS)


def opens(reference: str, lookup: str) -> bool:
    """Whether a receipt still opens a report's mailbox, for a browser that opened it before."""
    return Report.objects.filter(reference=reference, lookup=lookup).exists()


def arrived(actor: Actor, submission: str) -> bool:
    """Whether the report with this submission key is stored; for whoever chose the key."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    return Report.objects.filter(submission=submission).exists()


def takes_words(actor: Actor, report: Report) -> bool:
    """Whether what its reporter sends next belongs to this report: it is neither closed, nor
    withdrawn, nor destroyed. One that was set aside unread counts as open. For its reporter.
    """
    gate.require(actor, Permission.MAILBOX_USE, report)
    closed = report.state in CLOSED and report.acknowledged_on is not None
    withdrawn = Wish.objects.filter(
        report=report, kind=Wished.WITHDRAWN, ended_on__isnull=True
    ).exists()
    return not closed and not withdrawn and report.compartment.shredded_on is None


def own_report(actor: Actor) -> Report:
    """The report whose mailbox this reporter opened. Raises gate.Denied."""
    found = gate.visible(actor, Permission.MAILBOX_USE, Report.objects.all()).first()
    if found is None:
        raise gate.Denied(Permission.MAILBOX_USE.value)
    return found


def messages(actor: Actor, report: Report) -> QuerySet[Message]:
    """The messages of a report, oldest first, for its desk or its reporter."""
    if actor.own:
        gate.require(actor, Permission.MAILBOX_USE, report)
    else:
        gate.require(actor, Permission.REPORT_READ, report)
    return Message.objects.filter(report=report).select_related("seal")


def unread(actor: Actor, report: Report) -> list[str]:
    """The references of the answers that the holder of the receipt has not read."""
    gate.require(actor, Permission.MAILBOX_USE, report)
    waiting = Message.objects.filter(
        report=report, direction=Direction.TO_REPORTER, read_on__isnull=True
    )
    return list(waiting.values_list("reference", flat=True))


def answer_due(actor: Actor, report: Report) -> date | None:
    """Until when a desk has to answer a report first; None once it did. For its reporter."""
    gate.require(actor, Permission.MAILBOX_USE, report)
    running = Clock.objects.filter(scope=report.reference, code="acknowledgement", met_on=None)
    return running.values_list("due_on", flat=True).first()


def wishes(actor: Actor, report: Report) -> dict[str, Wish]:
    """What a reporter decided and has not taken back, by kind; for its desk or its reporter."""
    to = Permission.MAILBOX_USE if actor.own else Permission.REPORT_READ
    gate.require(actor, to, report)
    standing = Wish.objects.filter(report=report, ended_on__isnull=True)
    return {wish.kind: wish for wish in standing.select_related("seal").defer("seal__box")}


def with_wishes(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The same reports, each saying whether a call is waited for and whether it was withdrawn."""
    return reports.annotate(call_waits=_stands(Wished.CALL), withdrawn=_stands(Wished.WITHDRAWN))


def waiting_for_a_call(actor: Actor) -> QuerySet[Report]:
    """The reports this actor may see whose reporter asked to be called."""
    return readable_by(actor).filter(_stands(Wished.CALL))


def _stands(kind: Wished) -> Exists:
    return Exists(Wish.objects.filter(report=OuterRef("pk"), kind=kind, ended_on__isnull=True))


def access_of(
    actor: Actor, account: Account, reference: str
) -> tuple[Report, gate.Explanation] | None:
    """Why somebody may or may not see the report of that reference; None without one.

    For whoever explains access, but for who is walled off from it themselves. Nothing of the
    report is told but what was asked for.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    found = Report.objects.filter(reference=reference.strip()).exclude(Report.walled(actor))
    report = found.select_related("mission", "matter", "compartment").first()
    if report is None:
        return None
    return report, gate.explain(account.actor(), Permission.REPORT_READ, report)


def question_sets(actor: Actor) -> QuerySet[QuestionSet]:
    """The versions of the form that were written here, the one in use first, drafts before all."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    known = QuestionSet.objects.select_related("written_by", "published_by")
    return known.order_by(F("place").desc(nulls_first=True), "-written_on", "code")


def question_set(actor: Actor, reference: str) -> QuestionSet:
    """One version by its reference. Raises gate.Denied where there is none."""
    found = question_sets(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(reference)
    return found


def tablet(actor: Actor, token: str) -> Tablet:
    """The tablet that is known by a token. Raises gate.Denied where there is none, or no more."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    known = Tablet.objects.filter(lookup=envelopes.digest_of(token), ended_on=None)
    found = known.exclude(enrolled_on=None).select_related("desk__keyring").first()
    if found is None:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return found


def expected_tablet(actor: Actor, code: str, today: date) -> Tablet:
    """The tablet that a code was made for, today or yesterday. Raises gate.Denied."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    plain = "".join(code.split()).replace("-", "").lower()
    awaited = Tablet.objects.filter(lookup=envelopes.digest_of(plain), enrolled_on=None)
    fresh = awaited.filter(ended_on=None, added_on__gte=today - timedelta(days=1))
    found = fresh.select_related("desk__keyring").first()
    if found is None:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return found


def tablets(actor: Actor) -> QuerySet[Tablet]:
    """The tablets of the desks whose reports the actor answers for."""
    seen = gate.visible(actor, Permission.REPORT_TRIAGE, Tablet.objects.all())
    return seen.select_related("desk__mission")


def a_tablet(actor: Actor, reference: str) -> Tablet:
    """One of those tablets. Raises gate.Denied."""
    found = tablets(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.REPORT_TRIAGE.value)
    return found


def unopened(actor: Actor) -> QuerySet[Envelope]:
    """The envelopes from tablets that wait for somebody behind the actor's own desks.

    Those that did not open come last: however many there are, they keep no other from its turn.
    """
    sealed = Envelope.objects.filter(taken_in_on=None, tablet__in=tablets(actor).values("pk"))
    own = roster.own_desks(actor).values("pk")
    found = sealed.filter(tablet__desk__in=own)
    in_turn = found.order_by(F("failed_on").asc(nulls_first=True), "arrived_on", "id")
    return in_turn.select_related("keyring", "tablet__desk__mission")


def recordings(actor: Actor, questions: QuestionSet) -> QuerySet[Recording]:
    """The recordings of a version, without their sound, for whoever writes questions."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    kept = Recording.objects.filter(questions=questions).defer("content")
    return kept.select_related("supplied_by").order_by("page", "young", "language")


def recording(actor: Actor, reference: str) -> Recording:
    """One recording with its sound: of a published version for anybody, else for its writers.

    Raises gate.Denied where there is none.
    """
    found = Recording.objects.select_related("questions").filter(reference=reference).first()
    if found is None or found.questions.published_on is None:
        gate.require_anywhere(actor, Permission.FORM_EDIT)
    if found is None:
        raise gate.Denied(reference)
    return found


def heard(actor: Actor, form: str, page: str, language: str, *, young: bool) -> str:
    """The reference of what a reporter may listen to on a page; nothing where nothing was supplied.

    It is public, as the page is.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    published = Recording.objects.filter(questions__published_on__isnull=False)
    known = published.filter(questions__code=form, page=page, language=language, young=young)
    return known.values_list("reference", flat=True).first() or ""
