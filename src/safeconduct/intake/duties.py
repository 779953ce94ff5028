"""What happens because time passed: forgotten drafts are swept, and letter boxes emptied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from safeconduct.intake import drafts
from safeconduct.intake.letters import boxes, visiting
from safeconduct.intake.models import Draft

DRAFTS_LAST_DAYS = 7


def sweep_drafts(today: date) -> int:
    """Remove drafts untouched for a week, with their files; return how many.

    One that was saved under a receipt stays until the day that its holder was told.
    """
    untouched = Q(touched_on__lt=today - timedelta(days=DRAFTS_LAST_DAYS))
    kept = Q(saved__until__gte=today)
    over = Q(saved__until__lt=today, touched_on__lt=today)
    stale = list(Draft.objects.filter(untouched & ~kept | over))
    for draft in stale:
        drafts.drop(draft)
    return len(stale)


def empty_letter_boxes(now: datetime) -> int:
    """Visit every letter box. What came is not counted: a line of a log would tell its minute."""
    visiting.visit(boxes.boxes(), now)
    return 0
