"""What happens to reports and drafts because time passed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from safeconduct.access import actors
from safeconduct.audit import log
from safeconduct.intake import drafts
from safeconduct.intake.models import Draft, Report

BATCH = 500
DRAFTS_LAST_DAYS = 7


@transaction.atomic
def record_arrivals(today: date) -> int:
    """Tell the audit log of reports that arrived before today; return how many it was told of.

    Neither the moment nor the order can be read from the log: entries are written on a later day
    and sorted by their random references (ADR 0005).
    """
    waiting = Report.objects.select_for_update(of=("self",)).filter(
        logged=False, received_on__lt=today
    )
    reports = list(waiting.order_by("reference").select_related("desk")[:BATCH])
    for report in reports:
        detail: dict[str, str | int] = {
            "received_on": report.received_on.isoformat(),
            "desk": report.desk.reference,
        }
        log.record("report.submit", actor=actors.reporter(), subject=report, detail=detail)
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(logged=True)
    return len(reports)


def sweep_drafts(today: date) -> int:
    """Remove drafts untouched for a week, with their files; return how many."""
    stale = list(Draft.objects.filter(touched_on__lt=today - timedelta(days=DRAFTS_LAST_DAYS)))
    for draft in stale:
        drafts.drop(draft)
    return len(stale)
