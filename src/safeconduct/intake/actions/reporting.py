"""What a reporter does: sends a report, and writes again later.

Nothing on this path counts, numbers or locks a shared row, so that reports sent at the same
moment never wait for each other or get lost; the audit log is told of arrivals by a duty
(duties.py), to the day, so that no entry can be laid beside a network's log (ADR 0005).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.cases import spine
from safeconduct.intake.models import Attachment, Message, Report
from safeconduct.intake.terms import Direction
from safeconduct.roster.models import Mission
from safeconduct.roster.queries import desk, desk_for_reports
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts, rings, seals
from safeconduct.vault.terms import Holder, Kind


@dataclass(frozen=True, slots=True)
class Submission:
    """A report ready to be sent: answers by question, those that name the reporter apart."""

    key: str
    form: str
    language: str
    channel: str
    mission: Mission | None
    urgent: bool = False
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    identity: Mapping[str, object] = field(default_factory=dict, repr=False)
    files: Sequence[tuple[seals.FileLabel, bytes]] = field(default=(), repr=False)


@transaction.atomic
def submit(
    *, actor: Actor, submission: Submission, receipt: receipts.ReceiptKeys, today: date
) -> Report:
    """Store a report, sealed to its desk and to the mailbox of whoever holds the receipt.

    `receipt` was derived before, outside any transaction. Sending the same submission key again
    returns the report that is there and stores nothing. The caller shows the receipt only
    after this has committed. Raises roster.queries.NoDesk when nobody could read the report.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    sent_before = Report.objects.filter(submission=submission.key).first()
    if sent_before is not None:
        return sent_before
    to = desk_for_reports(submission.mission)
    mailbox, secret = rings.make(Holder.MAILBOX, today)
    rings.wrap_with_receipt(mailbox, secret, receipt)
    report = Report(
        submission=submission.key,
        lookup=receipt.lookup,
        mission=submission.mission,
        desk=to,
        channel=submission.channel,
        language=submission.language,
        form=submission.form,
        received_on=today,
        urgent=submission.urgent,
        mailbox=mailbox,
    )
    opened = vault.open_compartment(
        actor=actor,
        kind=Kind.REPORT,
        scope=report.reference,
        holders=[to.keyring, mailbox],
        reason="submitted",
    )
    report.compartment = opened.compartment
    report.answers = seals.put_text(opened, "answers", json.dumps(submission.answers), today)
    if submission.identity:
        apart = vault.open_compartment(
            actor=actor,
            kind=Kind.COMPLAINANT,
            scope=report.reference,
            holders=[desk(DeskKind.CUSTODIAN).keyring, mailbox],
            reason="submitted",
        )
        report.identity = seals.put_text(apart, "identity", json.dumps(submission.identity), today)
    report.save()
    for label, content in submission.files:
        Attachment.objects.create(
            report=report, file=seals.put_file(opened, label, [content], today)
        )
    spine.start_clock(report.reference, "acknowledgement", today)
    return report


@transaction.atomic
def write_to_desk(
    *,
    actor: Actor,
    report: Report,
    text: str,
    today: date,
    files: Sequence[tuple[seals.FileLabel, bytes]] = (),
) -> Message:
    """Add a message, and files, from the reporter to their report."""
    gate.require(actor, Permission.MAILBOX_USE, report)
    opened = vault.enter(actor=actor, compartment=report.compartment)
    seal = seals.put_text(opened, "message", text, today)
    for label, content in files:
        Attachment.objects.create(
            report=report, file=seals.put_file(opened, label, [content], today)
        )
    message = Message.objects.create(
        report=report, direction=Direction.FROM_REPORTER, seal=seal, sent_on=today
    )
    log.record("mailbox.write", actor=actor, subject=report)
    return message
