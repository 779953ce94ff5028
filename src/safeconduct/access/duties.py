"""What is forgotten of coming in because time passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from safeconduct.access.models import Attempt, Session, SpentCode
from safeconduct.access.rules import FORGOTTEN_AFTER, SPENT_CODES_KEPT


@transaction.atomic
def sweep(now: datetime) -> int:
    """Remove sessions that ended, codes that could not be used again, and old counts of tries."""
    over = (
        Session.objects.filter(expire_date__lte=now),
        SpentCode.objects.filter(spent_at__lt=now - SPENT_CODES_KEPT),
        Attempt.objects.filter(last_at__lt=now - FORGOTTEN_AFTER),
    )
    return sum(rows.delete()[0] for rows in over)
