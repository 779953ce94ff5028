"""A duty runs when it is due, once, however many processes keep the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.site.duties import DUTIES, LAPSES_AFTER, Duty, run_due
from safeconduct.site.models import DutyRun

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_duty_runs_when_it_was_never_run_and_then_when_its_time_has_passed():
    ran = []
    hourly = Duty("count", 3600, lambda now: ran.append(now) or 1)
    assert run_due((hourly,), NOON) == ["count"]
    assert run_due((hourly,), NOON + timedelta(minutes=59)) == []
    assert run_due((hourly,), NOON + timedelta(minutes=61)) == ["count"]
    assert ran == [NOON, NOON + timedelta(minutes=61)]


def test_a_duty_claimed_by_another_process_is_left_alone():
    inner = []
    nested = Duty("count", 60, lambda now: inner.extend(run_due((nested,), now)) or 0)
    assert run_due((nested,), NOON) == ["count"]
    assert inner == []


def test_a_claim_whose_process_died_lapses():
    DutyRun.objects.create(name="count", claimed_at=NOON)
    duty = Duty("count", 60, lambda now: 0)
    assert run_due((duty,), NOON + LAPSES_AFTER / 2) == []
    assert run_due((duty,), NOON + LAPSES_AFTER) == ["count"]


def test_a_duty_that_fails_stays_due_is_counted_and_stops_no_other(caplog):
    def fail(now):
        raise ValueError("canary7f3a")

    broken, sound = Duty("broken", 60, fail), Duty("sound", 60, lambda now: 0)
    assert run_due((broken, sound), NOON) == ["sound"]
    assert run_due((broken, sound), NOON + timedelta(seconds=1)) == []
    assert DutyRun.objects.get(name="broken").failures == 2


def test_every_duty_of_the_table_has_a_name_of_its_own():
    assert len({duty.name for duty in DUTIES}) == len(DUTIES)
