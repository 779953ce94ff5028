"""What can be asked about reports and mailboxes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake.models import Message, Report
from safeconduct.vault import rings
from safeconduct.vault.receipts import ReceiptKeys


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that a receipt opened: the report, and its owner as an actor with a key."""

    report: Report
    actor: Actor


def readable_by(actor: Actor) -> QuerySet[Report]:
    """The reports this actor may see, newest first."""
    seen = gate.visible(actor, Permission.REPORT_READ, Report.objects.all())
    return seen.select_related("mission", "matter").order_by("-received_on", "-id")


def mailbox(actor: Actor, receipt: ReceiptKeys) -> Mailbox:
    """The mailbox that a receipt opens. Raises gate.Denied when there is none."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    report = Report.objects.filter(lookup=receipt.lookup).select_related("mailbox").first()
    secret = rings.unlock_mailbox(report.mailbox, receipt) if report else None
    if report is None or secret is None:
        raise gate.Denied(Permission.MAILBOX_USE.value)
    return Mailbox(report, actors.reporter(own=report.reference, secret=secret))


def messages(actor: Actor, report: Report) -> QuerySet[Message]:
    """The messages of a report, oldest first, for its desk or its reporter."""
    if actor.own:
        gate.require(actor, Permission.MAILBOX_USE, report)
    else:
        gate.require(actor, Permission.REPORT_READ, report)
    return Message.objects.filter(report=report).select_related("seal")
