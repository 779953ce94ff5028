"""Every list that ships keeps the promises the rest of the house builds on."""

from __future__ import annotations

from importlib.resources import files

import pytest

from safeconduct.base.clock import UNITS
from safeconduct.vocabulary import reading, shelf

NAMES = sorted(
    place.name.removesuffix(".toml")
    for place in files("safeconduct.vocabulary").iterdir()
    if place.name.endswith(".toml")
)
# Lists nobody reads as a list: pairs of codes, spellings, figures, and names held where known.
UNSHOWN = {"conduct_mapping", "country_aliases", "published_figures", "missions"}
EVERY_LIST = pytest.mark.parametrize("name", NAMES)


@EVERY_LIST
def test_every_row_has_a_safe_code_a_source_and_a_first_day(name):
    rows = shelf.terms(name)
    assert rows
    assert len(shelf.codes(name)) == len(rows)
    for row in rows:
        assert reading.CODE.fullmatch(row.code)
        assert row.source.strip()
        assert row.since.year >= 1918


@EVERY_LIST
def test_every_list_a_person_sees_speaks_english_and_arabic(name):
    shown = {"en", "ar"} <= set(shelf.sheet(name).languages)
    assert shown is (name not in UNSHOWN)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSHOWN])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_two_choices_of_a_list_read_the_same(name, language):
    read = [(row.group, row.labels[language]) for row in shelf.terms(name)]
    assert len(set(read)) == len(read)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSHOWN])
def test_an_arabic_label_is_written_in_arabic(name):
    for row in shelf.terms(name):
        assert any("\u0600" <= letter <= "\u06ff" for letter in row.labels["ar"]), row.code


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSHOWN])
def test_every_group_has_a_member_and_both_languages(name):
    for group, labels in shelf.sheet(name).groups.items():
        assert {"en", "ar"} <= set(labels), group
        assert [row for row in shelf.terms(name) if row.group == group], group


def test_what_a_category_points_at_exists():
    for category in shelf.terms("personnel_categories"):
        bodies = {*category.attributes["serious"], *category.attributes["minor"]}
        assert bodies <= shelf.codes("bodies")
        assert category.text("discipline") in shelf.codes("authorities")
        assert category.text("jurisdiction") in shelf.codes("jurisdictions")
        assert category.text("ranks") in shelf.sheet("ranks").groups


def test_the_public_table_finds_all_of_its_category_codes():
    printed = {category.text("public") for category in shelf.terms("personnel_categories")}
    assert printed >= {
        "Civilian (INT)",
        "Civilian (NS)",
        "Civilian (UNV)",
        "Military (MC)",
        "Military (MO)",
        "Police (UNPOL)",
        "Police (FPU)",
    }


def test_a_contingent_member_is_for_his_own_state_first():
    contingent = shelf.term("personnel_categories", "mc")
    assert contingent.text("jurisdiction") == "contributor-exclusive"
    assert contingent.attributes["serious"][0] == "tcc"


def test_every_clock_has_a_length_a_known_unit_and_two_ends():
    for clock in shelf.terms("clocks"):
        assert clock.number("length") > 0
        assert clock.text("unit") in UNITS
        assert clock.text("starts")
        assert clock.text("stops")


@pytest.mark.parametrize(
    ("code", "length", "unit"),
    [
        ("acknowledgement", 7, "days"),
        ("assessment", 10, "working_days"),
        ("feedback", 3, "months"),
        ("state-election", 10, "working_days"),
        ("investigation", 6, "months"),
    ],
)
def test_the_usual_clocks_have_their_usual_length(code, length, unit):
    clock = shelf.term("clocks", code)
    assert (clock.number("length"), clock.text("unit")) == (length, unit)


def test_what_rests_on_memory_says_so():
    assert not shelf.term("clocks", "state-election").verified
    assert not shelf.term("conduct_2021", "speeding").verified
    assert shelf.term("clocks", "acknowledgement").verified
