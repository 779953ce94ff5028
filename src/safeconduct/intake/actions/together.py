"""What a desk does with a flood: sets aside together what looks alike, and takes it up again.

Nobody has read these reports. So nothing in them counts as answered: to its reporter such a report
stays received, and it waits for an answer again as soon as they open their mailbox.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import moves
from safeconduct.cases import spine
from safeconduct.intake.alike import Likeness, alike
from safeconduct.intake.models import Heap, Report
from safeconduct.intake.rules import MOVES
from safeconduct.intake.terms import Act, SetAside, State

CLOCK = "acknowledgement"


@transaction.atomic
def set_aside_together(
    *,
    actor: Actor,
    likeness: Likeness,
    expected: int,
    why: SetAside,
    today: date,
    ticked: Collection[str] | None = None,
) -> Heap:
    """Set aside every waiting report with a likeness, as one act with one entry in the log.

    With `ticked`, only those of them with these references. `expected` is how many the officer was
    shown. Raises moves.IllegalMove when there are now more or fewer, so that nothing is put away
    that nobody counted; gate.Denied out of reach.
    """
    gate.require_anywhere(actor, Permission.REPORT_TRIAGE)
    step = moves.find(MOVES, State.RECEIVED, Act.SET_ASIDE_UNREAD)
    heap = Heap.objects.create(
        why=why, count=max(expected, 1), made_by=actor.reference, made_on=today
    )
    found = alike(actor, likeness)
    chosen = found if ticked is None else found.filter(reference__in=ticked)
    # The state is asked outside too: of two officers at once, the second waits for the first and
    # then moves none of theirs.
    put = Report.objects.filter(
        pk__in=chosen.values("pk"), state=State.RECEIVED, urgent=False
    ).update(state=State(step.target), set_aside_as=why, set_aside_on=today, heap=heap)
    if not put or put != expected:  # what was done so far goes back with the transaction
        raise moves.IllegalMove("cannot set aside another number than was shown")
    spine.stop_clocks(Report.objects.filter(heap=heap).values("reference"), CLOCK)
    log.record(
        "report.together",
        actor=actor,
        subject=heap,
        reason=why.value,
        detail={"count": expected, "mission": likeness.mission},
    )
    return heap


@transaction.atomic
def undo_together(*, actor: Actor, heap: Heap, today: date) -> int:
    """Put every report of a heap that is still set aside back among those that wait.

    Each has its first clock again, from the day it arrived. Returns how many. Raises gate.Denied
    for somebody who reaches none of them.
    """
    gate.require_anywhere(actor, Permission.REPORT_TRIAGE)
    step = moves.find(MOVES, State.SET_ASIDE, Act.TAKE_UP)
    heap = Heap.objects.select_for_update().get(pk=heap.pk)
    held = Report.objects.filter(heap=heap, compartment__shredded_on=None)
    reached = gate.visible(actor, Permission(step.permission), held)
    back = list(reached.values_list("reference", "received_on"))
    if not back:
        raise gate.Denied(step.permission)
    Report.objects.filter(pk__in=reached.values("pk")).update(
        state=State(step.target), set_aside_as="", set_aside_on=None, heap=None
    )
    spine.start_clocks(back, CLOCK)
    if not heap.reports.exists():
        heap.undone_on = today
        heap.save(update_fields=["undone_on"])
    log.record("report.undo-together", actor=actor, subject=heap, detail={"count": len(back)})
    return len(back)


@transaction.atomic
def surface(*, actor: Actor, report: Report) -> Report:
    """Let a report that was set aside unread wait for an answer again: its reporter came back.

    Any other report stays as it is. Raises gate.Denied for anybody but the holder of the receipt.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    gate.require(actor, Permission.MAILBOX_USE, report)
    if report.state != State.SET_ASIDE or report.acknowledged_on is not None:
        return report
    report.state = State(moves.find(MOVES, report.state, Act.TAKE_UP).target)
    report.set_aside_as, report.set_aside_on, report.heap = "", None, None
    report.save(update_fields=["state", "set_aside_as", "set_aside_on", "heap"])
    spine.start_clocks([(report.reference, report.received_on)], CLOCK)
    log.record("report.surface", actor=actor, subject=report)
    return report
