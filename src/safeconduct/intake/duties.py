"""What happens because time passed: forgotten drafts are swept, and letter boxes emptied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from safeconduct.intake import drafts
from safeconduct.intake.letters import boxes, visiting
from safeconduct.intake.models import Draft

DRAFTS_LAST_DAYS = 7


def sweep_drafts(today: date) -> int:
    """Remove drafts untouched for a week, with their files; return how many."""
    stale = list(Draft.objects.filter(touched_on__lt=today - timedelta(days=DRAFTS_LAST_DAYS)))
    for draft in stale:
        drafts.drop(draft)
    return len(stale)


def empty_letter_boxes(now: datetime) -> int:
    """Visit every letter box. What came is not counted: a line of a log would tell its minute."""
    visiting.visit(boxes.boxes(), now)
    return 0
