"""Time limits: when something that started on a day falls due."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
MONTHS_A_YEAR = 12
UNITS = ("days", "working_days", "months")


def due(start: date, length: int, unit: str, holidays: Collection[date] = ()) -> date:
    """Return the day on which a limit of `length` units, counted from the day after `start`, ends.

    Units are `days`, `working_days` (Monday to Friday less the given holidays) and `months`
    (same day of a later month, or that month's last). Raises ValueError for any other unit.
    """
    if unit == "days":
        return start + timedelta(days=length)
    if unit == "months":
        return _add_months(start, length)
    if unit == "working_days":
        return _add_working_days(start, length, holidays)
    raise ValueError(f"unit {unit!r}: expected one of {', '.join(UNITS)}")


def _add_months(start: date, months: int) -> date:
    index = start.year * MONTHS_A_YEAR + start.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _add_working_days(start: date, length: int, holidays: Collection[date]) -> date:
    day = start
    while length > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            length -= 1
    return day
