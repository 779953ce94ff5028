"""Waiting after failures: longer each time, never for good, and kept by no address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from safeconduct.access import actions as access
from safeconduct.access import duties, rules
from safeconduct.access.models import Attempt, Session, SpentCode
from safeconduct.access.terms import Role
from tests import people

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
seconds = st.integers(min_value=0, max_value=3600)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_wait_never_shrinks_and_never_passes_a_quarter_of_an_hour(failures):
    wait = rules.wait_after(failures)
    assert timedelta() <= wait <= rules.wait_after(failures + 1) <= timedelta(minutes=15)


def test_the_first_waits_are_those_that_were_promised():
    waits = [rules.wait_after(failures).total_seconds() for failures in range(4, 11)]
    assert waits == [0, 30, 60, 120, 240, 480, 900]


class Tries(TestCase):
    @given(st.lists(seconds, max_size=40))
    def test_whatever_was_tried_the_wait_ends_within_a_quarter_of_an_hour(self, pauses):
        now = NOON
        for pause in pauses:
            access.knock(about="osei", now=now)
            now += timedelta(seconds=pause)
        longest = now + rules.LONGEST_WAIT
        assert access.knock(about="osei", now=longest) == timedelta()

    @given(st.lists(seconds, min_size=5, max_size=40))
    def test_a_known_and_an_unknown_name_wait_the_same(self, pauses):
        now, waits = NOON, []
        for pause in pauses:
            waits.append({access.knock(about=name, now=now) for name in ("osei", "nobody")})
            now += timedelta(seconds=pause)
        assert {len(wait) for wait in waits} == {1}

    @given(st.lists(seconds, max_size=40))
    def test_whoever_waits_is_not_made_to_wait_longer_by_asking(self, pauses):
        for _try in range(5):
            access.knock(about="osei", now=NOON)
        ends = NOON + rules.FIRST_WAIT
        now = NOON
        for pause in pauses:
            now += timedelta(seconds=pause)
            if now >= ends:
                break
            assert access.knock(about="osei", now=now) == ends - now


@pytest.mark.django_db
def test_many_tries_at_the_same_moment_are_counted_each():
    waits = [access.knock(about="osei", now=NOON) for _try in range(50)]
    assert [wait == timedelta() for wait in waits] == [True] * 5 + [False] * 45


@pytest.mark.django_db
def test_a_right_try_forgets_the_failures_before_it():
    for _try in range(5):
        access.knock(about="osei", now=NOON)
    access.forgive(about="osei")
    assert access.knock(about="osei", now=NOON) == timedelta()
    assert Attempt.objects.get().failures == 1


@pytest.mark.django_db
def test_no_name_is_kept_beside_the_count():
    access.knock(about="sign-in osei", now=NOON)
    row = " ".join(map(str, Attempt.objects.values_list().get()))
    assert "osei" not in row


@pytest.mark.django_db
def test_a_code_is_spent_once_for_each_account():
    osei, hana = (
        people.account_of(people.somebody(name, Role.AUDITOR)) for name in ("osei", "hana")
    )
    tries = [(osei, "123456"), (osei, "123456"), (hana, "123456"), (osei, "654321")]
    first = [access.spend_code(account=who, code=code, now=NOON) for who, code in tries]
    assert first == [True, False, True, True]
    assert "123456" not in str(SpentCode.objects.values_list("digest"))


@pytest.mark.django_db
def test_what_is_over_is_swept_and_nothing_else():
    osei = people.account_of(people.somebody("osei", Role.AUDITOR))
    for days in (0, 2):
        when = NOON - timedelta(days=days)
        access.knock(about=f"{days}", now=when)
        access.spend_code(account=osei, code=f"{days}", now=when)
        Session.objects.create(session_key=f"{days}", expire_date=when + timedelta(hours=12))
    assert duties.sweep(NOON) == 3
    assert duties.sweep(NOON) == 0
    left = (Attempt, SpentCode, Session)
    assert [table.objects.count() for table in left] == [1, 1, 1]
