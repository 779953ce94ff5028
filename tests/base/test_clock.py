"""When a time limit ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.base import clock

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FRIDAY = date(2026, 5, 1)


@given(DAYS, st.integers(0, 400))
def test_days_are_counted_from_the_day_after(start, length):
    assert clock.due(start, length, "days") - start == timedelta(days=length)


@given(DAYS, st.integers(1, 60))
def test_a_limit_in_working_days_ends_on_one_with_as_many_before_it(start, length):
    end = clock.due(start, length, "working_days")
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(day.weekday() < 5 for day in days) == length
    assert end.weekday() < 5


def test_a_holiday_is_no_working_day():
    monday = date(2026, 5, 4)
    assert clock.due(FRIDAY, 1, "working_days") == monday
    assert clock.due(FRIDAY, 1, "working_days", {monday}) == date(2026, 5, 5)


@given(DAYS, st.integers(0, 60))
def test_a_limit_in_months_ends_on_the_same_day_or_the_last_of_its_month(start, length):
    end = clock.due(start, length, "months")
    assert (end.year - start.year) * 12 + end.month - start.month == length
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


def test_a_unit_nobody_defined_is_refused():
    with pytest.raises(ValueError, match="working_days"):
        clock.due(FRIDAY, 1, "weeks")
