"""Numbers for people: given when a matter opens, never on the reporter's path."""

from __future__ import annotations

from datetime import date

from safeconduct.cases.models import Counter
from safeconduct.roster.models import Mission


def next_number(mission: Mission, today: date) -> str:
    """Return the next number of a mission and year, such as UNMISS-2026-00042."""
    return next_numbers(mission, today.year, 1)[0]


def next_numbers(mission: Mission, year: int, count: int) -> list[str]:
    """Return the next numbers of a mission and year together, as an import needs them."""
    Counter.objects.get_or_create(mission=mission, year=year)
    counter = Counter.objects.select_for_update().get(mission=mission, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    code = mission.code.replace(" ", "")
    return [f"{code}-{year}-{n:05d}" for n in range(first, first + count)]
