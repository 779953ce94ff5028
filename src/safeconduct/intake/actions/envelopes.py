"""What was sealed on a tablet arrives, waits, and becomes a report once somebody opens it.

Nothing of it is lost on the way: an envelope stays as it came until its report is stored, by
trigger; one that will not open is said plainly, kept, and holds up no other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.intake import form
from safeconduct.intake.actions.reporting import Submission, submit
from safeconduct.intake.models import Envelope, Report, Tablet
from safeconduct.intake.rules import LARGEST_ENVELOPE
from safeconduct.intake.terms import ReadBack
from safeconduct.roster.models import Mission
from safeconduct.vault import boxes, envelopes, receipts, rings
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder

FOCAL_POINT = "focal-point"
SUBMISSION = re.compile("[0-9a-f]{32}")
LONGEST_CODE = 30  # of a version of the form, as its column has it
logger = logging.getLogger("safeconduct.envelopes")


class Unreadable(Exception):
    """What an envelope holds is not a report."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One envelope as a tablet, or the file it was carried in, gives it."""

    submission: str
    keyring: str
    form: str
    box: bytes = field(repr=False)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Sealed:
        """Return the envelope that a tablet wrote out. Raises Unreadable."""
        try:
            box = base64.b64decode(str(said.get("box", "")), validate=True)
        except ValueError as fault:
            raise Unreadable from fault
        number, keyring, form = (
            str(said.get(name, "")) for name in ("submission", "keyring", "form")
        )
        return cls(number, keyring, form, box)

    def fits(self) -> bool:
        """Say whether it has the form of an envelope."""
        hexadecimal = SUBMISSION.fullmatch(self.submission) is not None
        sized = envelopes.BLOCK < len(self.box) <= LARGEST_ENVELOPE
        named = self.form.isprintable() and self.keyring.isprintable()
        return hexadecimal and sized and named and 0 < len(self.form) <= LONGEST_CODE

    def digest(self, tablet: Tablet) -> str:
        """Return what an envelope is known by: every bit of it, and where it came from.

        Its number alone would let a damaged or a forged copy that came first stand in the way of
        the true one, which the tablet then forgets.
        """
        told = "\n".join((tablet.reference, self.submission, self.keyring, self.form))
        return hashlib.sha256(told.encode() + b"\n" + self.box).hexdigest()


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of opening envelopes."""

    taken: int = 0
    kept: int = 0


@transaction.atomic
def deliver(*, actor: Actor, tablet: Tablet, sealed: Sealed, today: date) -> bool:
    """Keep an envelope of a tablet, once, however often it is sent; say whether it was new.

    Raises Unreadable for what is no envelope, or was sealed to a key that is no desk's.
    """
    if gate.may(actor, Permission.REPORT_TAKE):  # an officer, to whom a file was brought
        gate.require(actor, Permission.REPORT_TRIAGE, tablet)
    else:
        gate.require_anywhere(actor, Permission.REPORT_MAKE)
    if not sealed.fits():
        raise Unreadable
    keyring = Keyring.objects.filter(reference=sealed.keyring, holder=Holder.DESK).first()
    if keyring is None:
        raise Unreadable
    _kept, new = Envelope.objects.get_or_create(
        digest=sealed.digest(tablet),
        defaults={
            "submission": sealed.submission,
            "tablet": tablet,
            "keyring": keyring,
            "form": sealed.form,
            "box": sealed.box,
            "arrived_on": today,
        },
    )
    if new:
        log.record("envelope.arrive", actor=actor, subject=tablet)
    return new


def open_envelopes(*, actor: Actor, waiting: Iterable[Envelope], today: date) -> Arrived:
    """Open envelopes and make each a report, as if it had been sent here; each for itself.

    One that will not open, or whose desk the actor is not behind, stays as it is and is counted.
    Whatever else is wrong with one, it stays too: an envelope is a stranger's word once a tablet
    was stolen. Raises rings.Locked without an unlocked key, gate.Denied for whoever takes no
    reports.
    """
    gate.require_anywhere(actor, Permission.REPORT_TAKE)
    rings.secret_of(actor)
    taken = kept = 0
    for envelope in waiting:
        try:
            _take_in(actor, envelope, today)
            taken += 1
        except (boxes.WillNotOpen, Unreadable, gate.Denied):
            _keep(actor, envelope, today)
            kept += 1
        except Exception:  # one that nobody foresaw must not hold up those behind it
            logger.warning("envelope not taken in", exc_info=True)
            _keep(actor, envelope, today)
            kept += 1
    return Arrived(taken, kept)


def _take_in(actor: Actor, envelope: Envelope, today: date) -> None:
    place = envelopes.place_of(envelope.tablet.reference, envelope.submission, envelope.form)
    content = _read(envelopes.open_for(actor, envelope.keyring, bytes(envelope.box or b""), place))
    submission = _submission(envelope, content)
    receipt = _receipt(content)
    with transaction.atomic():
        held = Envelope.objects.select_for_update().get(pk=envelope.pk)
        if held.taken_in_on is not None:
            return
        gate.require(actor, Permission.REPORT_TRIAGE, envelope.tablet)
        report = submit(
            actor=actors.reporter(), submission=submission, receipt=receipt, today=held.arrived_on
        )
        held.box, held.taken_in_on = None, today
        held.save(update_fields=["box", "taken_in_on"])
        _record(actor, report, envelope, content)


def _record(actor: Actor, report: Report, envelope: Envelope, content: dict[str, Any]) -> None:
    try:
        read = ReadBack(str(content.get("read_back")))
    except ValueError:
        read = ReadBack.ENDED
    log.record(
        "envelope.open",
        actor=actor,
        subject=report,
        reason=read.value,
        detail={"tablet": envelope.tablet.reference, "language": report.language},
    )


@transaction.atomic
def _keep(actor: Actor, envelope: Envelope, today: date) -> None:
    Envelope.objects.filter(pk=envelope.pk).update(failed_on=today)
    log.record("envelope.will-not-open", actor=actor, subject=envelope.tablet)


def _read(opened: bytes) -> dict[str, Any]:
    """Read what a tablet sealed. Raises Unreadable."""
    try:
        content = json.loads(opened)
    except (ValueError, RecursionError) as fault:
        raise Unreadable from fault
    if not isinstance(content, dict) or not isinstance(content.get("answers"), dict):
        raise Unreadable
    return content


def _submission(envelope: Envelope, content: dict[str, Any]) -> Submission:
    """Return the report an envelope holds. Answers the form would refuse are kept as given.

    Somebody told them, and cannot be asked again: nothing that was said is left out.
    """
    try:
        asked = form.version(envelope.form)
    except KeyError as fault:
        raise Unreadable from fault
    missions = {m.code: m for m in Mission.objects.all()}
    answers = {str(code): _said(said) for code, said in content["answers"].items()}
    try:
        settled = form.settle(
            _lenient(asked), answers, today=envelope.arrived_on, missions=missions
        )
    except form.Refused:
        settled = _as_given(asked, answers)
    spoken = str(content.get("language"))
    return Submission(
        key=envelope.digest,
        form=envelope.form,
        language=spoken if spoken in dict(settings.REPORTER_LANGUAGES) else settings.LANGUAGE_CODE,
        channel=FOCAL_POINT,
        mission=missions.get(settled.mission) or envelope.tablet.desk.mission,
        urgent=settled.urgent,
        answers=settled.facts,
        identity=settled.identity,
    )


def _said(said: object) -> form.Answer:
    if isinstance(said, list):
        return [str(one) for one in said]
    return str(said)


def _lenient(asked: form.Form) -> form.Form:
    """The same questions, none of which has to be answered: a draft is sent as it is."""
    return replace(asked, pages=tuple(_optional(page) for page in asked.pages))


def _optional(page: form.Page) -> form.Page:
    questions = tuple(replace(question, required=False) for question in page.questions)
    young = _optional(page.young) if page.young else None
    return replace(page, questions=questions, young=young)


def _as_given(asked: form.Form, answers: Mapping[str, form.Answer]) -> form.Settled:
    questions = {question.code: question for question in asked.questions()}
    naming = {code for code, question in questions.items() if question.part == form.IDENTITY}
    urgent = any(
        said in questions[code].urgent
        for code, said in answers.items()
        if code in questions and isinstance(said, str)
    )
    return form.Settled(
        {code: said for code, said in answers.items() if code not in naming},
        {code: said for code, said in answers.items() if code in naming},
        str(answers.get("mission", "")),
        urgent,
    )


def _receipt(content: dict[str, Any]) -> receipts.ReceiptKeys:
    """Derive the keys of the receipt that was shown; of one nobody has where none was."""
    try:
        return receipts.keys(str(content.get("receipt", "")))
    except receipts.NotAReceipt:
        return receipts.keys(receipts.make(settings.LANGUAGE_CODE))
