"""What an officer does for somebody who calls, comes, or wrote on paper: takes their report down.

It is sealed and sent as if they had sent it themselves. Whoever took it down keeps no right to
read it that their post does not give.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.intake.actions.reporting import Submission, submit
from safeconduct.intake.models import Report
from safeconduct.intake.terms import ReadBack
from safeconduct.vault.receipts import ReceiptKeys


@transaction.atomic
def take_down(
    *,
    actor: Actor,
    submission: Submission,
    receipt: ReceiptKeys,
    read_back: ReadBack,
    today: date,
) -> Report:
    """Store a report that somebody told an officer, and record who took it down.

    Sent twice it is stored and recorded once. `read_back` says whether they heard it again before,
    or why not. Raises what submit raises, and gate.Denied.
    """
    gate.require_anywhere(actor, Permission.REPORT_TAKE)
    sent_before = Report.objects.filter(submission=submission.key).first()
    if sent_before is not None:
        return sent_before
    stored = submit(actor=actors.reporter(), submission=submission, receipt=receipt, today=today)
    log.record(
        "report.take",
        actor=actor,
        subject=stored,
        reason=ReadBack(read_back).value,
        detail={"channel": submission.channel, "language": submission.language},
    )
    return stored
