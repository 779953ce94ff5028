"""What is forgotten of messages because time passed."""

from __future__ import annotations

from datetime import datetime, timedelta

from safeconduct.flow.rules import TICK
from safeconduct.messaging.models import Channel, Contact, Delivery
from safeconduct.messaging.rules import ANSWER_DAYS, REMEMBERED_DAYS


def sweep(now: datetime) -> int:
    """Forget answers, and so the receipts in them, after two days; deliveries after ninety; and
    when the last message of a channel came, once that counts for nothing.

    A contact whose report was destroyed is forgotten too, unless they said STOP. Safe to run twice.
    """
    today, tick = now.date(), int(now.timestamp()) // TICK
    old = Delivery.objects.filter(came_on__lt=today - timedelta(days=ANSWER_DAYS))
    emptied = old.exclude(answer=None).update(answer=None)
    gone = Delivery.objects.filter(came_on__lt=today - timedelta(days=REMEMBERED_DAYS)).delete()[0]
    full = Channel.objects.filter(tick__lt=tick - 1).update(left=None, tick=None)
    ended = Contact.objects.filter(stopped=False, report__compartment__shredded_on__isnull=False)
    return emptied + gone + full + ended.delete()[0]
