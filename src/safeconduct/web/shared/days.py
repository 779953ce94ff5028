"""The day on which something that is done on a page is recorded."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """This day, in UTC (settings.TIME_ZONE); a reporter's hour is kept nowhere."""
    return timezone.localdate()
