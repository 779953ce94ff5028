"""What is forgotten of the line because time passed."""

from __future__ import annotations

from datetime import datetime

from safeconduct.flow.models import Bucket, UsedTicket
from safeconduct.flow.rules import TICK


def sweep(now: datetime) -> int:
    """Forget tickets that have ended, and the level once the bucket is full again."""
    tick = int(now.timestamp()) // TICK
    ended = UsedTicket.objects.filter(ends__lt=tick).delete()[0]
    return ended + Bucket.objects.filter(tick__lt=tick - 1).delete()[0]
