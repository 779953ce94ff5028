"""What is forgotten of messages because time passed."""

from __future__ import annotations

from datetime import date, timedelta

from safeconduct.messaging.models import Contact, Delivery
from safeconduct.messaging.rules import ANSWER_DAYS, REMEMBERED_DAYS


def sweep(today: date) -> int:
    """Forget answers, and so the receipts in them, after two days; deliveries after ninety.

    A contact whose report is gone is forgotten too, unless they said STOP. Safe to run twice.
    """
    old = Delivery.objects.filter(came_on__lt=today - timedelta(days=ANSWER_DAYS))
    emptied = old.exclude(answer=None).update(answer=None)
    gone = Delivery.objects.filter(came_on__lt=today - timedelta(days=REMEMBERED_DAYS)).delete()[0]
    ended = Contact.objects.filter(stopped=False, report__compartment__shredded_on__isnull=False)
    return emptied + gone + ended.delete()[0]
