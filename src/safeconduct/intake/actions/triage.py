"""What a desk does with a report: acknowledge it, answer it, make it part of a matter."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import moves
from safeconduct.cases import actions as cases
from safeconduct.cases import spine
from safeconduct.cases.models import Matter
from safeconduct.cases.terms import EventKind
from safeconduct.intake.models import Message, Report
from safeconduct.intake.rules import MOVES
from safeconduct.intake.terms import Act, Direction, SetAside, State
from safeconduct.roster.models import Mission
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import Compartment, Grant
from safeconduct.vault.terms import Kind


@transaction.atomic
def acknowledge(*, actor: Actor, report: Report, text: str, today: date) -> Report:
    """Tell the reporter that somebody has read the report; stops the acknowledgement clock.

    Raises gate.Denied out of reach, moves.IllegalMove when it was acknowledged before.
    """
    report = _step(actor, report, Act.ACKNOWLEDGE)
    gate.require(actor, Permission.REPORT_TRIAGE, report)
    report.acknowledged_on = today
    report.save(update_fields=["state", "acknowledged_on"])
    spine.meet_clock(report.reference, "acknowledgement", today)
    _send(actor, report, text, today)
    log.record("report.acknowledge", actor=actor, subject=report)
    return report


@transaction.atomic
def write_to_reporter(*, actor: Actor, report: Report, text: str, today: date) -> Message:
    """Leave a message in the reporter's mailbox."""
    gate.require(actor, Permission.REPORT_ANSWER, report)
    message = _send(actor, report, text, today)
    log.record("report.answer", actor=actor, subject=report)
    return message


@transaction.atomic
def open_matter(*, actor: Actor, report: Report, mission: Mission, today: date) -> Matter:
    """Open a matter from a report and make the report part of it."""
    gate.require(actor, Permission.REPORT_TRIAGE, report)
    matter = cases.open_matter(
        actor=actor, mission=mission, received_on=report.received_on, today=today
    )
    join_matter(actor=actor, report=report, matter=matter, today=today)
    log.record("report.open-matter", actor=actor, subject=report)
    return matter


@transaction.atomic
def join_matter(*, actor: Actor, report: Report, matter: Matter, today: date) -> Report:
    """Make a report part of a matter; whoever holds the matter's facts may read the report.

    What the report holds comes under the matter, so that a wall around the one stands around the
    other, and those assigned later are let in with the rest of the file.

    Raises gate.Denied unless the actor reaches both.
    """
    matter = spine.lock(matter)  # nobody is walled off from it between the question and the keys
    gate.require(actor, Permission.MATTER_EDIT, matter)
    report = _step(actor, report, Act.JOIN)
    gate.require(actor, Permission.REPORT_TRIAGE, report)
    report.matter = matter
    report.save(update_fields=["state", "matter"])
    facts = spine.compartment(matter, Kind.FACTS, actor=actor)
    # What came in by message later lies in compartments of its own (adding.py).
    parts = Compartment.objects.filter(kind=report.compartment.kind, scope=report.compartment.scope)
    for grant in Grant.objects.filter(compartment=facts, withdrawn_on=None).select_related(
        "holder"
    ):
        for part in parts:
            vault.grant(actor=actor, compartment=part, holder=grant.holder, reason="joined")
    vault.bring_under(actor=actor, compartment=report.compartment, scope=matter.reference)
    if report.received_on < matter.received_on:
        matter.received_on = report.received_on
        matter.save(update_fields=["received_on"])
    spine.enter(matter, EventKind.REPORT_JOINED, actor=actor, on=today, code=report.reference)
    log.record("report.join", actor=actor, subject=report, detail={"matter": matter.reference})
    return report


@transaction.atomic
def set_aside(*, actor: Actor, report: Report, why: SetAside, today: date) -> Report:
    """Take a report out of the inbox, with the reason as a code. It can be taken up again."""
    report = _step(actor, report, Act.SET_ASIDE)
    gate.require(actor, Permission.REPORT_TRIAGE, report)
    report.set_aside_as, report.set_aside_on = why, today
    report.save(update_fields=["state", "set_aside_as", "set_aside_on"])
    log.record("report.set-aside", actor=actor, subject=report, reason=why.value)
    return report


@transaction.atomic
def reconsider(*, actor: Actor, report: Report) -> Report:
    """Put a report that was set aside back into the inbox.

    One that was set aside unread, in a heap, waits for its first answer again.
    """
    unread = report.acknowledged_on is None
    report = _step(actor, report, Act.TAKE_UP if unread else Act.RECONSIDER)
    gate.require(actor, Permission.REPORT_TRIAGE, report)
    if unread:
        spine.start_clocks([(report.reference, report.received_on)], "acknowledgement")
    report.set_aside_as, report.set_aside_on = "", None
    report.heap = None
    report.save(update_fields=["state", "set_aside_as", "set_aside_on", "heap"])
    log.record("report.reconsider", actor=actor, subject=report)
    return report


def _step(actor: Actor, report: Report, act: Act) -> Report:
    """Lock a report and set, unsaved, the state the act leads to. Seen before judged.

    What was destroyed under a retention rule moves no more: there is nothing left to read.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    gate.require(actor, Permission.REPORT_READ, report)
    if report.compartment.shredded_on is not None:
        raise moves.IllegalMove(f"cannot {act} while destroyed")
    step = moves.find(MOVES, report.state, act)
    gate.require(actor, Permission(step.permission), report)
    report.state = State(step.target)
    return report


def _send(actor: Actor, report: Report, text: str, today: date) -> Message:
    opened = vault.enter(actor=actor, compartment=report.compartment)
    seal = seals.put_text(opened, "message", text, today)
    return Message.objects.create(
        report=report,
        direction=Direction.TO_REPORTER,
        seal=seal,
        sent_on=today,
        place=report.messages.count(),
    )
