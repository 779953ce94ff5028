"""What a receipt opens, and what its holder and the desk may read of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.queries import walls_stand
from safeconduct.access.terms import Permission
from safeconduct.cases.models import Clock
from safeconduct.intake.models import Message, Report, Wish
from safeconduct.intake.rules import CLOSED
from safeconduct.intake.terms import Direction, Wished
from safeconduct.vault import receipts, rings
from safeconduct.vault.receipts import ReceiptKeys

# The first word of the list eight times over: 88 random bits will not choose it.
NOBODYS = "abandon " * receipts.WORDS


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that a receipt opened: the report, and its owner as an actor with a key."""

    report: Report
    actor: Actor


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

    Behind a wall it takes them until it is destroyed: in a report of their own whoever the wall
    keeps out could read them.
    """
    gate.require(actor, Permission.MAILBOX_USE, report)
    if stands_behind_a_wall(actor, report):
        return report.compartment.shredded_on is None
    closed = report.state in CLOSED and report.acknowledged_on is not None
    withdrawn = Wish.objects.filter(
        report=report, kind=Wished.WITHDRAWN, ended_on__isnull=True
    ).exists()
    return not closed and not withdrawn and report.compartment.shredded_on is None


def stands_behind_a_wall(actor: Actor, report: Report) -> bool:
    """Whether anybody is kept out of a report, or out of its matter. For its reporter."""
    gate.require(actor, Permission.MAILBOX_USE, report)
    return walls_stand({report.reference, report.matter.reference if report.matter else ""})


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
