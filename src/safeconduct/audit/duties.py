"""What happens to the audit log because time passed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.audit import log
from safeconduct.audit.models import Held
from safeconduct.audit.rules import Said

BATCH = 1000


@transaction.atomic
def fold_in(today: date) -> int:
    """Fold what reporters did before today into the chain; return how many acts.

    Entries bear the day and stand in an order drawn by chance: neither the hour nor the order of
    two reporters' acts can be read from the log.
    """
    held = list(Held.objects.select_for_update().filter(on__lt=today).order_by("?")[:BATCH])
    if not held:
        return 0
    folded = log.add((row.on.isoformat(), _said(row)) for row in held)
    Held.objects.filter(pk__in=[row.pk for row in held]).delete()
    return folded


def _said(row: Held) -> Said:
    return Said(row.event, row.actor, row.subject, row.reason, row.detail)
