"""Every counting rule, on registers written out by hand and on any register at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.cases.terms import State
from safeconduct.transparency import rules
from safeconduct.transparency.terms import SEVERAL, UNDATED, Axis, CountedBy, Series
from tests.transparency.registers import registers, row

ALL = list(CountedBy)
SEA = [code for code in CountedBy if rules.RULES[code].of == rules.SEA]


def count(code, rows):
    return rules.total(rules.units(code, rows))


def test_nine_soldiers_in_one_incident():
    rows = [row(f"a{n}") for n in range(9)]
    found = {code.value: count(code, rows) for code in ALL}
    assert found == {"R1": 1, "R2": 9, "R3": 1, "R4": 0, "R5": 1, "S1": 9, "V1": 0}


def test_one_report_that_names_two_categories_and_two_states():
    rows = [
        row("a1", category="mc", contributor="RO"),
        row("a2", category="mc", contributor="HU"),
        row("a3", category="unpol", contributor="RO"),
    ]
    found = {code.value: count(code, rows) for code in ALL}
    assert found == {"R1": 1, "R2": 3, "R3": 3, "R4": 0, "R5": 1, "S1": 3, "V1": 0}


def test_one_report_of_a_soldier_and_a_civilian_counts_once_in_each_category():
    rows = [row("a1", category="mc", contributor="RO"), row("a2", category="int")]
    assert rules.by_category(rules.units(CountedBy.R3, rows)) == {
        (2026, "military"): 1,
        (2026, "civilian"): 1,
    }
    assert rules.by_category(rules.units(CountedBy.R1, rows)) == {(2026, SEVERAL): 1}


def test_two_reports_of_one_incident_are_one_incident_and_two_allegations():
    rows = [row("a1", report="r1"), row("a2", report="r2", subject="subject-of-a1")]
    found = {code.value: count(code, rows) for code in ALL}
    assert found == {"R1": 1, "R2": 1, "R3": 2, "R4": 0, "R5": 1, "S1": 1, "V1": 0}


@pytest.mark.parametrize("persons", [None, 9])
def test_a_group_that_nobody_identified_counts_once_for_the_incident(persons):
    rows = [row("a1", persons=persons, confirmed=False)]
    assert count(CountedBy.R2, rows) == 1


def test_a_group_of_unknown_size_beside_two_known_persons():
    rows = [row("a1"), row("a2"), row("a3", persons=None, confirmed=False)]
    found = {code.value: count(code, rows) for code in ALL}
    assert found == {"R1": 1, "R2": 3, "R3": 1, "R4": 0, "R5": 1, "S1": 3, "V1": 0}


def test_after_a_completed_investigation_every_individual_of_a_group_counts():
    rows = [row("a1", persons=9, confirmed=False, completed=True)]
    assert count(CountedBy.R2, rows) == 9


def test_two_unknown_persons_in_one_incident_count_once_in_two_twice():
    one = [row(f"a{n}", confirmed=False) for n in range(2)]
    two = [row("a1", confirmed=False), row("a2", confirmed=False, incident="matter-2:")]
    assert (count(CountedBy.R2, one), count(CountedBy.R2, two)) == (1, 2)


def test_other_misconduct_is_type_by_person():
    rows = [
        row("theft", sea=False, subject="s1"),
        row("curfew", sea=False, subject="s1"),
        row("curfew-too", sea=False, subject="s2"),
        row("brawl", sea=False, subject="nine", persons=9, confirmed=False),
    ]
    found = {code.value: count(code, rows) for code in ALL}
    assert found == {"R1": 0, "R2": 0, "R3": 0, "R4": 12, "R5": 0, "S1": 0, "V1": 0}


def test_several_victims_of_several_subjects_are_one_row_a_victim():
    rows = [row("a1", victims=("v1", "v2")), row("a2", victims=("v2", "v3")), row("a3")]
    found = {code.value: count(code, rows) for code in ALL}
    assert found == {"R1": 1, "R2": 3, "R3": 1, "R4": 0, "R5": 3, "S1": 3, "V1": 3}


@pytest.mark.parametrize("state", sorted(rules.UNCOUNTED))
def test_what_is_not_yet_or_not_ours_to_count_is_not_counted(state):
    assert [count(code, [row(state=state)]) for code in ALL] == [0] * len(ALL)


def test_the_uncounted_states_are_states_of_an_allegation():
    assert set(rules.UNCOUNTED) < set(State)


def test_the_year_is_when_the_report_was_received_unless_the_incident_is_asked_for():
    rows = [row(received_on=date(2026, 1, 2), incident_year=2019)]
    assert [u.year for u in rules.units(CountedBy.R3, rows)] == [2026]
    assert [u.year for u in rules.units(CountedBy.R3, rows, Axis.INCIDENT)] == [2019]
    rows = [row(incident_year=None)]
    assert [u.year for u in rules.units(CountedBy.R3, rows, Axis.INCIDENT)] == [UNDATED]


def test_every_series_has_a_rule_and_every_rule_says_what_it_counts_and_who_says_so():
    assert set(rules.COUNTED) == set(Series)
    assert set(rules.RULES) == set(CountedBy)
    assert [r for r in rules.RULES.values() if not (r.text and r.source and r.unit)] == []


@given(registers(), st.randoms(use_true_random=False), st.sampled_from(ALL))
def test_the_order_of_the_rows_makes_no_difference(rows, chance, code):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    for axis in Axis:
        one, other = (rules.units(code, held, axis) for held in (rows, shuffled))
        assert rules.by_mission(one) == rules.by_mission(other)
        assert rules.by_category(one) == rules.by_category(other)


@given(registers(years=(2023,), tag="x"), registers(years=(2024, 2025), tag="y"))
def test_counts_of_separate_years_add_up(earlier, later):
    for code in ALL:
        together = rules.units(code, earlier + later)
        assert rules.by_mission(together) == rules.by_mission(
            rules.units(code, earlier)
        ) + rules.by_mission(rules.units(code, later))


@given(registers(), st.sampled_from(ALL))
def test_both_tables_of_a_series_have_the_same_totals(rows, code):
    units = rules.units(code, rows)
    sums = {sum(rules.by_mission(units).values()), sum(rules.by_category(units).values())}
    assert sums == {rules.total(units)}


@given(registers())
def test_there_are_never_more_incidents_than_individuals(rows):
    assert count(CountedBy.R1, rows) <= count(CountedBy.R2, rows)


@given(registers())
def test_the_rows_of_the_system_wide_table_are_at_least_the_victims(rows):
    assert count(CountedBy.V1, rows) <= count(CountedBy.R5, rows)


@given(registers(), st.sampled_from(SEA))
def test_a_further_row_of_a_known_report_never_lowers_a_count(rows, code):
    assert count(code, rows) <= count(code, [*rows, row("last", subject="somebody-new")])
