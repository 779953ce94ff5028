"""Controlled rounding: nothing small is printed, everything adds up, nothing moves far."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.transparency import rounding, tables
from safeconduct.transparency.rules import Unit
from safeconduct.transparency.tables import Address
from safeconduct.transparency.terms import Shape

MISSIONS = ("MINARA", "UNMOST", "MINUX", "UNZA")


@st.composite
def series(draw):
    """Units that fall anywhere into four missions, six years and all categories."""
    cell = st.tuples(
        st.integers(2019, 2024), st.sampled_from(MISSIONS), st.sampled_from(tables.categories())
    )
    counts = draw(st.dictionaries(cell, st.integers(0, 40), max_size=40))
    return [
        Unit(year, mission, category, number)
        for (year, mission, category), number in counts.items()
        if number
    ]


def printed(units, seed=7):
    counts, sums = tables.linked(units, 2024)
    return counts, sums, rounding.controlled(counts, sums, seed=seed)


@settings(deadline=None, max_examples=60)
@given(series(), st.integers(0, 2**62))
def test_every_table_keeps_its_promises(units, seed):
    counts, sums, shown = printed(units, seed)
    assert set(shown) == set(counts)
    assert [at for at, value in shown.items() if 1 <= value <= 4] == []
    assert [at for at in shown if abs(shown[at] - counts[at]) >= 5] == []
    assert [at for at in shown if counts[at] == 0 and shown[at]] == []
    assert [whole for whole, parts in sums if shown[whole] != sum(shown[p] for p in parts)] == []


@settings(deadline=None, max_examples=15)
@given(series(), st.integers(0, 2**62))
def test_a_seed_gives_the_same_numbers_whatever_the_order(units, seed):
    assert printed(units, seed)[2] == printed(units[::-1], seed)[2]


@settings(deadline=None, max_examples=30)
@given(series())
def test_what_is_left_out_reads_nought_and_the_rest_still_adds_up(units):
    whole = printed(units)[2]
    shown = tables.shown(whole)
    assert {value for at, value in whole.items() if at not in shown} <= {0}
    assert rounding.objections(shown, tables.sums_among(shown)) == []


def test_seeds_differ_in_what_they_print():
    units = [Unit(year, m, "military", 3) for year in range(2019, 2025) for m in MISSIONS]
    assert len({tuple(printed(units, seed)[2].items()) for seed in range(5)}) > 1


def test_nothing_drifts_however_often_a_count_is_rounded():
    draws = [rounding.controlled({"x": 3}, [], seed=seed)["x"] for seed in range(400)]
    assert sum(draws) / len(draws) == pytest.approx(3, abs=0.4)


def test_an_empty_register_prints_noughts():
    assert set(printed([])[2].values()) == {0}


def test_year_and_mission_and_category_tables_share_their_year_totals():
    units = [Unit(2023, "MINARA", "military", 7), Unit(2024, "UNMOST", "police", 3)]
    counts, _sums, _shown = printed(units)
    assert counts[Address(2023, "", "")] == counts[Address(2023, "MINARA", "")] == 7
    assert counts[Address(2024, "", "police")] == counts[Address(0, "UNMOST", "")] == 3
    assert {at.shape for at in counts} == set(Shape)


def test_sums_that_cannot_hold_are_refused_and_never_printed():
    with pytest.raises(rounding.NoRounding, match="No rounding that adds up"):
        rounding.controlled({"whole": 12, "part": 3}, [("whole", ["part"])], seed=1)


def test_a_solver_that_was_cut_short_prints_nothing(monkeypatch):
    class CutShort:
        status, x = 1, [0.0]

    monkeypatch.setattr(rounding, "milp", lambda **asked: CutShort())
    with pytest.raises(rounding.NoRounding, match="in 30 seconds"):
        rounding.controlled({"x": 3}, [], seed=1)


@pytest.mark.parametrize(
    ("shown", "sums", "said"),
    [
        ({"x": 3}, [], "not a multiple of 5"),
        ({"x": 5, "y": 10}, [("x", ["y"])], "do not add up"),
        ({"x": 10}, [], "moved by 5 or more"),
    ],
)
def test_a_table_that_is_wrong_is_found_out(shown, sums, said):
    assert said in rounding.objections(shown, sums, counts={"x": 4} if not sums else None)[0]
