"""What a reporter does: sends a report, reads the answers, and writes again later.

Nothing on the way of a new report counts, numbers or locks a shared row, so that reports sent at
the same moment never wait for each other or get lost; the audit log is told of arrivals by a duty
(duties.py), to the day, so that no entry can be laid beside a network's log (ADR 0005).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, models, transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import references
from safeconduct.cases import spine
from safeconduct.cases.models import Clock
from safeconduct.intake.actions.together import surface
from safeconduct.intake.models import Attachment, DraftFile, Message, Report
from safeconduct.intake.terms import Direction
from safeconduct.roster.models import Mission
from safeconduct.roster.queries import desk, desk_for_reports
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts, rings, seals
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal, SealedFile, ShredKey, Wrap
from safeconduct.vault.terms import Holder, Kind


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies sealed in the store already, and what it was called."""

    reference: str
    label: seals.FileLabel
    stored_size: int
    stored_as: str = ""

    @property
    def name(self) -> str:
        """Where the store keeps it."""
        return self.stored_as or seals.stored_as(self.reference)


@dataclass(frozen=True, slots=True)
class Submission:
    """A report ready to be sent: answers by question, those that name the reporter apart.

    `ahead` is the compartment that `files` were sealed in while the report was written; its
    scope becomes the report's reference. Without files it is made when the report is sent.
    """

    key: str
    form: str
    language: str
    channel: str
    mission: Mission | None
    urgent: bool = False
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    identity: Mapping[str, object] = field(default_factory=dict, repr=False)
    ahead: seals.Opened | None = field(default=None, repr=False)
    files: Sequence[StoredFile] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of a mailbox, opened for its reader."""

    message: Message
    text: str = field(repr=False)


class FilesGone(Exception):
    """The files of a draft were swept before it was sent."""


def submit(
    *, actor: Actor, submission: Submission, receipt: receipts.ReceiptKeys, today: date
) -> Report:
    """Store a report, sealed to its desk and to the mailbox of whoever holds the receipt.

    `receipt` was derived before. Sending the same submission key again returns the report that
    is there and stores nothing. The caller shows the receipt only after this has returned.
    Everything is looked up and sealed first; what is left for the transaction is a handful of
    inserts. Raises roster.queries.NoDesk when nobody could read the report, FilesGone when its
    files were swept.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    sent_before = Report.objects.filter(submission=submission.key).first()
    if sent_before is not None:
        return sent_before
    rows = _rows(actor, submission, receipt, today)
    try:
        with transaction.atomic():
            stored = rows.save()
            log.record("report.submit", actor=actor, subject=stored)
            return stored
    except IntegrityError:  # the same submission arrived while this one was being sealed
        other = Report.objects.filter(submission=submission.key).first()
        if other is None:
            raise
        return other


@dataclass(slots=True)
class _Rows:
    """Every row of a new report, sealed and unsaved."""

    report: Report
    mailbox: Keyring
    wrap: Wrap
    clock: Clock
    compartments: list[Compartment] = field(default_factory=list)
    halves: list[ShredKey] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    files: list[SealedFile] = field(default_factory=list)

    def save(self) -> Report:
        """Store them, parents first: one insert for each table."""
        self.mailbox.save(force_insert=True)
        self.wrap.save(force_insert=True)
        for rows in (self.compartments, self.halves, self.grants, self.seals):
            _insert(rows)
        self.report.save(force_insert=True)
        self.clock.save(force_insert=True)
        if self.files:
            drafted = DraftFile.objects.filter(stored_as__in=[f.stored_as for f in self.files])
            if drafted.delete()[0] != len(self.files):
                raise FilesGone
            _insert(self.files)
            _insert([Attachment(report=self.report, file=file) for file in self.files])
        return self.report


def _insert(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)


def _rows(
    actor: Actor, submission: Submission, receipt: receipts.ReceiptKeys, today: date
) -> _Rows:
    """Seal a submission into the rows that will hold it."""
    to = desk_for_reports(submission.mission)
    mailbox, secret = rings.new(Holder.MAILBOX, today)
    opened = submission.ahead or seals.new_compartment(Kind.REPORT, references.new(), today)
    opened.compartment.made_on = today
    answers = seals.new_text(opened, "answers", json.dumps(submission.answers), today)
    report = Report(
        reference=opened.compartment.scope,
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
        compartment=opened.compartment,
        answers=answers,
    )
    rows = _Rows(
        report=report,
        mailbox=mailbox,
        wrap=rings.new_wrap_with_receipt(mailbox, secret, receipt),
        clock=spine.new_clock(report.reference, "acknowledgement", today),
    )
    _shut(rows, opened, [to.keyring, mailbox], [answers], actor=actor, today=today)
    if submission.identity:
        apart = seals.new_compartment(Kind.COMPLAINANT, report.reference, today)
        to_custodians = [desk(DeskKind.CUSTODIAN).keyring, mailbox]
        words = json.dumps(submission.identity)
        report.identity = seals.new_text(apart, "identity", words, today)
        _shut(rows, apart, to_custodians, [report.identity], actor=actor, today=today)
    for file in submission.files:
        row = seals.new_file(
            opened, file.reference, file.label, file.stored_size, today, name=file.name
        )
        rows.seals.append(row.label)
        rows.files.append(row)
    return rows


def _shut(
    rows: _Rows,
    opened: seals.Opened,
    holders: Iterable[Keyring],
    sealed: Iterable[Seal],
    *,
    actor: Actor,
    today: date,
) -> None:
    rows.compartments.append(opened.compartment)
    rows.halves.append(seals.new_shred_key(opened))
    rows.grants += [rings.new_grant(opened, h, actor, "submitted", today) for h in holders]
    rows.seals += sealed


@transaction.atomic
def read_mailbox(*, actor: Actor, report: Report, today: date) -> list[Letter]:
    """Open the messages of a mailbox for its reporter, oldest first; those from the desk are read.

    A report that was set aside unread waits for an answer again, because somebody asks for one.
    Opening is recorded to the day. Raises gate.Denied for anybody but the holder of the receipt.
    """
    gate.require(actor, Permission.MAILBOX_USE, report)
    report.state = surface(actor=actor, report=report).state
    messages = list(Message.objects.filter(report=report).select_related("seal"))
    if not messages:
        return []
    texts = vault.open_seals(
        actor=actor, references=[m.seal.reference for m in messages], reason="mailbox"
    )
    unread = Message.objects.filter(
        report=report, direction=Direction.TO_REPORTER, read_on__isnull=True
    )
    if unread.update(read_on=today):
        log.record("mailbox.read", actor=actor, subject=report)
    return [Letter(message, texts[message.seal.reference]) for message in messages]


@transaction.atomic
def write_to_desk(
    *,
    actor: Actor,
    report: Report,
    text: str,
    today: date,
    files: Sequence[tuple[seals.FileLabel, bytes]] = (),
    key: str = "",
) -> Message:
    """Add a message, and files, from the reporter to their report.

    `key` is the reference the page chose for the message: sent twice, it is stored once.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)  # before its compartment
    gate.require(actor, Permission.MAILBOX_USE, report)
    reference = key if references.is_one(key) else references.new()
    if sent_before := Message.objects.filter(report=report, reference=reference).first():
        return sent_before
    opened = vault.enter(actor=actor, compartment=report.compartment)
    seal = seals.put_text(opened, "message", text, today)
    for label, content in files:
        Attachment.objects.create(
            report=report, file=seals.put_file(opened, label, [content], today)
        )
    message = Message.objects.create(
        reference=reference,
        report=report,
        direction=Direction.FROM_REPORTER,
        seal=seal,
        sent_on=today,
        place=report.messages.count(),
    )
    log.record("mailbox.write", actor=actor, subject=report)
    return message
