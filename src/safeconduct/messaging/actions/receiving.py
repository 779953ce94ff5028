"""A message comes in: it begins a report or joins the one its sender wrote before, sealed.

Everything is stored before anything is answered. A message that comes again, however often and
from however many processes at once, is stored once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.flow import rules as flow
from safeconduct.intake import actions as intake
from safeconduct.intake import form, queries
from safeconduct.intake.actions import Submission
from safeconduct.intake.models import Report
from safeconduct.intake.terms import Wished
from safeconduct.messaging import answers, keys, words
from safeconduct.messaging.models import Channel, Contact, Delivery
from safeconduct.messaging.reading import Incoming
from safeconduct.messaging.rules import CHANNELS
from safeconduct.messaging.terms import Kind, Word
from safeconduct.vault import receipts

QUESTION, REACH = "what", "reach"


@dataclass(frozen=True, slots=True)
class Received:
    """What whoever wrote is to be told; nothing where nothing is."""

    answer: str = field(default="", repr=False)
    language: str = ""


@transaction.atomic
def take_turn(*, actor: Actor, channel: Channel, rate: int, now: int) -> int:
    """Count one delivery of a channel against `rate` a minute, if not 0; return how many seconds
    its gateway has to wait before it tries again, 0 for none.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    if not rate:
        return 0
    row = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    before = None
    if row.left is not None and row.tick is not None:
        before = flow.Level(row.left, row.tick)
    level, taken = flow.take(before, now // flow.TICK, rate)
    Channel.objects.filter(pk=row.pk).update(left=level.left, tick=level.tick)
    return 0 if taken else flow.wait(level, rate)


def receive(*, actor: Actor, channel: Channel, incoming: Incoming, today: date) -> Received:
    """Store a message, once, and return what to answer. Raises gate.Denied.

    The first message of somebody begins a report and is answered with its receipt; what they send
    after it is added, until the report is closed or withdrawn, or they say NEW. Then they are told
    only whether an answer waits, and after STOP nothing any more.
    """
    language = words.language(incoming.language, dict(settings.REPORTER_LANGUAGES))
    said = _Said(channel, incoming, language or channel.language, today)
    receipt = receipts.make_in_digits()
    derived = receipts.keys(receipt)  # before anything is locked: it is slow by intent
    try:
        return _store(actor, said, receipt, derived)
    except IntegrityError:  # another process stored the same delivery meanwhile
        return _store(actor, said, receipt, derived)


@dataclass(frozen=True, slots=True)
class _Said:
    """One message with all that follows from it."""

    channel: Channel
    incoming: Incoming
    language: str
    today: date

    @property
    def delivery(self) -> tuple[str, ...]:
        """What makes a delivery the same as another: its name, and the words themselves.

        A gateway that gives two messages one name loses neither.
        """
        name = self.incoming.name or self.today.isoformat()
        return self.channel.reference, name, self.incoming.who, self.incoming.text

    @property
    def sender(self) -> str:
        """The digest of whoever wrote, in this channel alone."""
        return keys.digest_of("contact", self.channel.reference, self.incoming.who)


@transaction.atomic
def _store(actor: Actor, said: _Said, receipt: str, derived: receipts.ReceiptKeys) -> Received:
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    Contact.objects.get_or_create(channel=said.channel, digest=said.sender)
    contact = Contact.objects.select_for_update().get(channel=said.channel, digest=said.sender)
    digest = keys.digest_of("delivery", *said.delivery)
    if before := Delivery.objects.filter(digest=digest).first():
        answer = keys.unlock_answer(bytes(before.answer), *said.delivery) if before.answer else ""
        return Received(answer, said.language)
    answer = _act(actor, said, contact, receipt, derived)
    if contact.stopped or not said.channel.answers:
        answer = ""
    sealed = keys.lock_answer(answer, *said.delivery) if answer else None
    Delivery.objects.create(digest=digest, answer=sealed, came_on=said.today)
    return Received(answer, said.language)


def _act(
    actor: Actor, said: _Said, contact: Contact, receipt: str, derived: receipts.ReceiptKeys
) -> str:
    """Do what a message asks for; return the answer."""
    word = words.meant(said.incoming.text)
    report = _open_report(contact)
    if word == Word.STOP:
        return _stop(actor, contact, report, said)
    if word == Word.NEW:
        contact.report = None
        contact.save(update_fields=["report"])
        return answers.begun_anew(said.language)
    if report is not None:
        owner = actors.reporter(own=report.reference)
        intake.add_words(actor=owner, report=report, text=said.incoming.text, today=said.today)
        return answers.waiting(said.language) if _is_answered(owner, report) else ""
    contact.report = _begin(actor, said, derived)
    contact.save(update_fields=["report"])
    if contact.report.lookup != derived.lookup:  # it was stored long ago, under another receipt
        return ""
    return answers.received(said.language, receipts.in_one_line(receipt))


def _open_report(contact: Contact) -> Report | None:
    """The report that somebody's next words belong to, if one is open."""
    report = contact.report
    if report is None or not queries.takes_words(actors.reporter(own=report.reference), report):
        return None
    return report


def _is_answered(owner: Actor, report: Report) -> bool:
    """Whether an answer is unread, and its reporter did not ask to be left alone."""
    left_alone = Wished.SILENCE in queries.wishes(owner, report)
    return not left_alone and bool(queries.unread(owner, report))


def _begin(actor: Actor, said: _Said, derived: receipts.ReceiptKeys) -> Report:
    submission = Submission(
        key=keys.digest_of("submission", *said.delivery),
        form=form.shipped().code,
        language=said.language,
        channel=CHANNELS[Kind(said.channel.kind)],
        mission=said.channel.mission,
        answers={QUESTION: said.incoming.text},
        identity={REACH: said.incoming.sender},
    )
    return intake.submit(actor=actor, submission=submission, receipt=derived, today=said.today)


def _stop(actor: Actor, contact: Contact, report: Report | None, said: _Said) -> str:
    """Never answer somebody again, and tell the desk that they want no contact."""
    contact.stopped = True
    contact.save(update_fields=["stopped"])
    if report is not None:
        owner = actors.reporter(own=report.reference)
        intake.refuse_contact(actor=owner, report=report, today=said.today)
    log.record("channel.stop", actor=actor, subject=said.channel)
    return ""
