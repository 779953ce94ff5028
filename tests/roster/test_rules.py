"""Every rule says what it does, and mending is done once and for all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.base.reports import Rule
from safeconduct.roster.rules import places, table, words
from safeconduct.roster.rules.places import Point
from safeconduct.roster.rules.strengths import LAYOUTS
from safeconduct.roster.terms import StrengthKind
from safeconduct.vocabulary import missions

RULES = [rule for rule in vars(table).values() if isinstance(rule, Rule)]
DEGREES = st.decimals(-180, 180, places=4, allow_nan=False)
EVERY_MISSION = pytest.mark.parametrize("held", missions.all_missions(), ids=lambda m: m.code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_name_of_its_own_and_a_sentence(rule):
    assert [other.name for other in RULES].count(rule.name) == 1
    assert rule.text.endswith(".")


@given(st.text(max_size=40) | st.text(alphabet="a '\"\u2019ÃÂ©\x83â€", max_size=12))
def test_mending_a_second_time_changes_nothing_more(text):
    once, _rules = words.mended(text)
    assert words.mended(once) == (once, ())


@given(st.text(alphabet="abc XYZ", max_size=20).map(lambda t: " ".join(t.split())))
def test_plain_words_are_left_alone(text):
    assert words.mended(text) == (text, ())


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("South Sudan'", "South Sudan"),
        ('"Mission in the', "Mission in the"),
        ("the States'", "the States'"),
        ("'quoted'", "'quoted'"),
        ('the "new" one', 'the "new" one'),
        ("N'Djamena", "N'Djamena"),
        ("CÃ´te", "Côte"),
        ("CÃƒÂ´te", "Côte"),
        ("São Tomé", "São Tomé"),
    ],
)
def test_a_mark_is_dropped_only_without_its_other_half(printed, meant):
    assert words.mended(printed)[0] == meant


@EVERY_MISSION
def test_a_known_place_stands_and_the_same_place_swapped_is_turned_back(held):
    point = places.point_of(held)
    assert places.settled(point, held.place, held, {}) == (point, ())
    turned, notes = places.settled(point.swapped, held.place, held, {})
    if point.swapped.near(point, places.NEAR):  # too close to the diagonal to tell
        assert notes == ()
    else:
        assert turned == point
        assert [note.rule for note in notes] == [table.SWAPPED]


@given(DEGREES, DEGREES, st.sampled_from(["", "Nowhere", "Luanda"]))
def test_what_is_settled_is_on_earth_or_refused(north, east, place):
    point, notes = places.settled(Point(north, east), place, None, {})
    refused = any(note.rule is table.NOT_ON_EARTH for note in notes)
    assert point.on_earth is not refused
    assert {abs(point.latitude), abs(point.longitude)} == {abs(north), abs(east)}


def test_the_date_line_parts_no_place_from_itself():
    east, west = (Point(Decimal(0), Decimal(d)) for d in ("179.9", "-179.9"))
    assert east.near(west, places.NEAR)


@EVERY_MISSION
def test_a_mission_is_meant_by_its_own_acronym_on_every_day(held):
    assert words.meant_on(held.acronym, date(2026, 5, 4)) == held


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_counts_what_it_adds_up(layout):
    counted = set(layout.counts.values())
    assert StrengthKind.TOTAL in counted
    for whole, parts in layout.sums:
        assert {whole, *parts} <= counted
    assert set(layout.spellings) <= set(layout.counts)
