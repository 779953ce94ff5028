"""What a reporter decides about a report that was sent: contact, a call, withdrawal, a new receipt.

Each can be taken back. The desk sees at a glance that somebody decided, and opens how and when
they can be reached like every other word. Nothing here stops help for whoever was harmed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import moves
from safeconduct.intake.models import Report, Wish
from safeconduct.intake.rules import CLOSED, REPLACES
from safeconduct.intake.terms import Ended, Wished
from safeconduct.vault import actions as vault
from safeconduct.vault import rings, seals
from safeconduct.vault.models import Seal
from safeconduct.vault.receipts import ReceiptKeys


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody can be reached, and when it is safe, in their own words."""

    how: str
    when: str


@transaction.atomic
def allow_contact(*, actor: Actor, report: Report, ways: Ways, today: date) -> Wish:
    """Let the desk reach the reporter outside the mailbox, in the ways they name, sealed.

    What was said before is replaced and its words destroyed. Raises gate.Denied.
    """
    return _wish(actor, report, Wished.CONTACT, today, ways)


@transaction.atomic
def refuse_contact(*, actor: Actor, report: Report, today: date) -> Wish:
    """Have nobody reach the reporter outside the mailbox; a call asked for is off too."""
    return _wish(actor, report, Wished.SILENCE, today)


@transaction.atomic
def ask_for_call(*, actor: Actor, report: Report, ways: Ways, today: date) -> Wish:
    """Ask that a person calls, at the number and in the hours named, sealed."""
    return _wish(actor, report, Wished.CALL, today, ways)


@transaction.atomic
def withdraw(*, actor: Actor, report: Report, today: date) -> Wish:
    """Tell the desk that the reporter withdraws the report.

    Nothing is deleted and no act of the desk is closed: what law or a life in danger requires may
    still be done, and help goes on. Raises moves.IllegalMove once the report is closed.
    """
    return _wish(actor, report, Wished.WITHDRAWN, today)


@transaction.atomic
def take_back(*, actor: Actor, report: Report, kind: Wished, today: date) -> bool:
    """End a wish of the reporter, and destroy its words; say whether one stood.

    Raises moves.IllegalMove for a withdrawal once the report is closed.
    """
    report = _own(actor, report, kind)
    ended = _end(report, (kind,), Ended.TAKEN_BACK, today)
    if ended:
        log.record("mailbox.take-back", actor=actor, subject=report, reason=kind.value)
    return bool(ended)


@transaction.atomic
def called(*, actor: Actor, report: Report, today: date) -> bool:
    """Record that the desk called; the number is destroyed. Say whether a call was waited for."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    gate.require(actor, Permission.REPORT_ANSWER, report)
    ended = _end(report, (Wished.CALL,), Ended.DONE, today)
    if ended:
        log.record("report.call", actor=actor, subject=report)
    return bool(ended)


@transaction.atomic
def renew_receipt(*, actor: Actor, report: Report, receipt: ReceiptKeys) -> None:
    """Have another receipt open the mailbox, and the one before nothing, from the same moment.

    `receipt` was derived before, and its holder showed that they have it on paper.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    gate.require(actor, Permission.MAILBOX_USE, report)
    rings.wrap_again_with_receipt(report.mailbox, rings.secret_of(actor), receipt)
    report.lookup = receipt.lookup
    report.save(update_fields=["lookup"])
    log.record("mailbox.renew", actor=actor, subject=report)


def _wish(
    actor: Actor, report: Report, kind: Wished, today: date, ways: Ways | None = None
) -> Wish:
    report = _own(actor, report, kind)
    standing = Wish.objects.filter(report=report, kind=kind, ended_on__isnull=True).first()
    if standing is not None and ways is None:
        return standing  # a second press of the same button
    _end(report, REPLACES[kind], Ended.TAKEN_BACK, today)
    seal = None
    if ways is not None:
        opened = vault.enter(actor=actor, compartment=report.compartment)
        seal = seals.put_text(opened, "ways", json.dumps(asdict(ways)), today)
    wish = Wish.objects.create(report=report, kind=kind, seal=seal, made_on=today)
    log.record("mailbox.wish", actor=actor, subject=report, reason=kind.value)
    return wish


def _own(actor: Actor, report: Report, kind: Wished) -> Report:
    """Lock a report for the holder of its receipt. Seen before judged."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    gate.require(actor, Permission.MAILBOX_USE, report)
    if kind == Wished.WITHDRAWN and report.state in CLOSED:
        raise moves.IllegalMove("cannot withdraw while closed")
    return report


def _end(report: Report, kinds: tuple[Wished, ...], how: Ended, today: date) -> int:
    """End what stands of these kinds, and remove the words that were sealed for it."""
    standing = Wish.objects.filter(report=report, kind__in=kinds, ended_on__isnull=True)
    words = list(standing.exclude(seal=None).values_list("seal", flat=True))
    ended = standing.update(ended_on=today, ended_as=how, seal=None)
    Seal.objects.filter(pk__in=words).delete()
    return ended
