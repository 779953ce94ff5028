"""What happens to drafts because time passed."""

from __future__ import annotations

from datetime import date, timedelta

from safeconduct.intake import drafts
from safeconduct.intake.models import Draft

DRAFTS_LAST_DAYS = 7


def sweep_drafts(today: date) -> int:
    """Remove drafts untouched for a week, with their files; return how many."""
    stale = list(Draft.objects.filter(touched_on__lt=today - timedelta(days=DRAFTS_LAST_DAYS)))
    for draft in stale:
        drafts.drop(draft)
    return len(stale)
