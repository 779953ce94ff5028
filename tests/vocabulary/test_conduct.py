"""Old conduct codes keep their meaning under the new list."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.vocabulary import conduct, shelf

OLD = sorted(shelf.codes(conduct.CATEGORIES))
NEW = sorted(shelf.codes(conduct.DESIGNATIONS))


def test_the_mapping_covers_the_old_list_exactly():
    assert shelf.codes("conduct_mapping") == shelf.codes(conduct.CATEGORIES)


def test_no_code_means_two_things():
    assert not shelf.codes(conduct.CATEGORIES) & shelf.codes(conduct.DESIGNATIONS)


@pytest.mark.parametrize("code", OLD)
def test_every_old_code_becomes_a_new_one_of_the_same_sea_type(code):
    assert conduct.today(code).code in NEW
    assert conduct.sea_type(code) == conduct.sea_type(conduct.today(code).code)


@pytest.mark.parametrize("code", NEW)
def test_a_new_code_is_already_itself(code):
    assert conduct.today(code) == conduct.term(code)


@pytest.mark.parametrize("name", conduct.VERSIONS)
def test_each_version_knows_every_sea_type_and_calls_it_serious(name):
    sea = [term for term in shelf.terms(name) if term.text("sea")]
    assert {term.text("sea") for term in sea} == shelf.codes("sea_types")
    assert all(term.flag("serious") for term in sea)


@pytest.mark.parametrize(
    ("received", "name"),
    [
        (date(1999, 1, 1), "conduct_2010"),
        (date(2021, 1, 13), "conduct_2010"),
        (date(2021, 1, 14), "conduct_2021"),
        (date(2026, 1, 1), "conduct_2021"),
    ],
)
def test_the_day_of_the_report_chooses_the_version(received, name):
    assert conduct.version_on(received) == name


def test_harassment_was_category_1_when_done_from_p5_upwards():
    assert not conduct.is_serious("c2-harassment")
    assert conduct.is_serious("c2-harassment", p5_or_above=True)
    assert not conduct.is_serious("c2-traffic", p5_or_above=True)


def test_conduct_that_is_not_sea_has_no_sea_type():
    assert conduct.sea_type("c2-traffic") is None


def test_a_code_of_neither_version_is_refused_in_words():
    with pytest.raises(shelf.UnknownTerm, match="No conduct list has the code 'c3-x'"):
        conduct.term("c3-x")
