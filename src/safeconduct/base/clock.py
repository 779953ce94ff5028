"""Time limits: when something that started on a day falls due."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

SATURDAY = 5
MONTHS_A_YEAR = 12
UNITS = ("days", "working_days", "months")


class Limit(NamedTuple):
    """How long something may take."""

    length: int
    unit: str


def limit(text: str) -> Limit:
    """Read a limit such as `10 working_days`. Raises ValueError saying what was expected."""
    length, _space, unit = text.strip().partition(" ")
    if not length.isascii() or not length.isdigit() or unit.strip() not in UNITS:
        raise ValueError(f"expected a number and one of {', '.join(UNITS)}, such as 10 days")
    return Limit(int(length), unit.strip())


def months(text: str) -> int:
    """Read a length such as `10 years` in months. Raises ValueError saying what was expected."""
    length, _space, unit = text.strip().partition(" ")
    if not length.isascii() or not length.isdigit() or unit.strip() not in {"months", "years"}:
        raise ValueError("expected a number and months or years, such as 10 years")
    return int(length) * (MONTHS_A_YEAR if unit.strip() == "years" else 1)


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
