"""The pure rules: when a record falls due, and what stands against a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.retention import rules, schedule
from safeconduct.retention.records import ENDED
from safeconduct.retention.rules import MOVES, RECORDS, falls_due, latest_start
from safeconduct.retention.terms import Act, Covers, Fate, State, Trigger
from safeconduct.vocabulary import shelf
from tests.people import TODAY

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(0, 600)


@dataclass(frozen=True)
class Record:
    held: bool = False
    is_due: bool = True
    by_proposer: bool = False
    fate: str = Fate.DESTROY


@given(DAYS, MONTHS)
def test_a_record_is_listed_on_the_day_it_falls_due_and_never_before(start, months):
    day = falls_due(start, months)
    assert start <= latest_start(day, months)
    assert start > latest_start(day - timedelta(days=1), months)


@given(DAYS, DAYS, MONTHS)
def test_what_ended_later_never_falls_due_earlier(one, other, months):
    first, second = sorted((one, other))
    assert falls_due(first, months) <= falls_due(second, months)


@given(DAYS, MONTHS, MONTHS)
def test_a_longer_rule_never_lets_go_earlier(start, months, more):
    assert falls_due(start, months) <= falls_due(start, months + more)


@given(DAYS, MONTHS)
def test_the_last_start_is_the_last(today, months):
    last = latest_start(today, months)
    assert falls_due(last, months) <= today < falls_due(last + timedelta(days=1), months)


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(Fate))
def test_nothing_under_hold_not_due_or_for_the_archives_is_ever_destroyed(held, due, own, fate):
    record = Record(held, due, own, fate)
    may = not held and due and fate != Fate.ARCHIVE
    told = {
        act: [said for check in _row(act).checks if (said := check(record))]
        for act in (Act.APPROVE, Act.CARRY_OUT)
    }
    assert (not told[Act.CARRY_OUT]) is may
    assert (not told[Act.APPROVE]) is (may and not own)


def test_a_proposal_can_always_be_taken_back_until_it_is_carried_out():
    for state in rules.OPEN:
        assert any(m.act == Act.WITHDRAW and not m.checks for m in MOVES if m.source == state)
    assert not [m for m in MOVES if m.source == State.CARRIED_OUT]


def test_every_row_of_the_list_is_a_rule_the_house_understands():
    held = schedule.in_force(TODAY)
    assert {rule.covers for rule in held} == set(Covers)
    assert len({rule.series for rule in held}) == len(held)
    assert all(rule.months > 0 for rule in held if rule.covers in RECORDS)
    assert set(ENDED) == set(RECORDS)
    assert {rule.trigger for rule in held} == set(Trigger)


def test_what_rests_on_memory_says_so():
    assert not any(term.verified for term in shelf.terms("retention"))


def test_an_installation_changes_the_length_of_a_rule_and_of_no_other(settings):
    usual = {rule.code: rule.months for rule in schedule.in_force(TODAY)}
    settings.RETENTION = {"report-empty": 3}
    changed = {rule.code: rule.months for rule in schedule.in_force(TODAY)}
    assert changed == usual | {"report-empty": 3}
    assert schedule.rule("report-empty").months == 3


def _row(act):
    return next(move for move in MOVES if move.act == act and move.source in rules.OPEN)


@pytest.mark.parametrize("covers", list(RECORDS))
def test_a_rule_covers_one_kind_of_record(covers):
    assert schedule.covering(covers, TODAY).covers == covers
