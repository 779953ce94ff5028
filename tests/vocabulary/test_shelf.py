"""The shelf reads a list as its owner wrote it, and says plainly what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from safeconduct.vocabulary import reading, shelf

GOOD = """
[list]
title = { en = "Words" }
source = "An instrument"
since = 2010-01-01
languages = ["en", "ar"]
[list.columns]
length = "number"
"kind?" = "text"
[[term]]
code = "one"
label = { en = "One", ar = "واحد" }
length = 1
[[term]]
code = "two-old"
label = { en = "Two", ar = "اثنان" }
length = 2
until = 2015-06-30
source = "Another instrument"
"""


@pytest.fixture
def shelved(monkeypatch):
    """Put a list made for the test on the shelf."""
    caches = (shelf.sheet, shelf.terms, shelf._by_code)

    def put(text, name="words"):
        monkeypatch.setattr(reading, "sheet", lambda asked: reading.parse(asked, text))
        for cached in caches:
            cached.cache_clear()
        return name

    yield put
    for cached in caches:
        cached.cache_clear()


def test_a_row_takes_source_and_date_from_its_list_and_may_say_otherwise(shelved):
    one, two = shelf.terms(shelved(GOOD))
    assert (one.source, one.since) == ("An instrument", date(2010, 1, 1))
    assert two.source == "Another instrument"


def test_a_retired_row_is_still_read_but_no_longer_offered(shelved):
    name = shelved(GOOD)
    assert shelf.term(name, "two-old").until == date(2015, 6, 30)
    assert [code for code, _ in shelf.choices(name)] == ["one"]
    assert [code for code, _ in shelf.choices(name, date(2012, 1, 1))] == ["one", "two-old"]


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2009, 12, 31), []),
        (date(2010, 1, 1), ["one", "two-old"]),
        (date(2015, 6, 30), ["one", "two-old"]),
        (date(2015, 7, 1), ["one"]),
    ],
)
def test_a_term_is_in_force_from_its_first_day_to_its_last(shelved, day, held):
    assert [term.code for term in shelf.in_force(shelved(GOOD), day)] == held


def test_a_replaced_list_is_offered_as_it_last_stood():
    assert len(shelf.choices("conduct_2010")) == 2
    assert shelf.choices("conduct_2010", date(2021, 1, 14)) == []


def test_a_list_with_groups_offers_them_in_their_order():
    groups = [str(label) for label, _ in shelf.choices("sea_types")]
    assert groups == ["Sexual exploitation", "Sexual abuse", "Other", "Unknown nature"]


def test_a_label_waits_for_the_reader_and_speaks_her_language():
    label = shelf.label("bodies", "oios")
    with override("ar"):
        assert str(label) == "مكتب خدمات الرقابة الداخلية"
    with override("en-gb"):
        assert str(label) == "Office of Internal Oversight Services"


def test_a_meaning_speaks_her_language_and_is_nothing_where_the_list_gives_none():
    with override("ar"):
        assert shelf.term("finding_results", "substantiated").means == "الأدلة تؤيد الادعاء."
    assert shelf.term("finding_results", "substantiated").means.startswith("The evidence")
    assert shelf.term("sexes", "other").means == ""


def test_a_language_we_lack_falls_back_to_english():
    with override("fr"):
        assert shelf.term("bodies", "oios").label == "Office of Internal Oversight Services"
    with override(None):
        assert str(shelf.label("sexes", "female")) == "Female"


def test_an_unknown_code_is_refused_at_once_and_in_words():
    for ask in (shelf.term, shelf.label, shelf.group_label):
        with pytest.raises(shelf.UnknownTerm) as refusal:
            ask("bodies", "nobody")
        assert "'bodies'" in str(refusal.value)
        assert "'nobody'" in str(refusal.value)
    assert issubclass(shelf.UnknownTerm, KeyError)


@pytest.mark.parametrize("name", ["nothing", "../settings", "Bodies", ""])
def test_a_list_that_is_not_there_is_refused_in_words(name):
    with pytest.raises(reading.UnknownList, match="no agreed list"):
        shelf.terms(name)


def test_a_further_column_is_read_by_its_kind(shelved):
    one = shelf.term(shelved(GOOD), "one")
    assert (one.number("length"), one.text("kind"), one.flag("kind")) == (1, "", False)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('code = "one"\n', "", "row 1 (no code): code is missing"),
        ('code = "one"', 'code = "One word"', "row 1 (One word): a code is small letters"),
        ('code = "two-old"', 'code = "one"', "row 2 (one): the code is used twice"),
        ("length = 2", 'length = "2"', "row 2 (two-old): length must be a number, not '2'"),
        ("length = 2", "length = true", "row 2 (two-old): length must be a number, not True"),
        ("length = 1\n", "", "row 1 (one): length is missing"),
        ("length = 1", "length = 1\nlable = 1", "row 1 (one): lable is not a column"),
        (', ar = "واحد"', "", "row 1 (one): label.ar is missing"),
        ("length = 1", 'length = 1\nmeans = "1"', "row 1 (one): means must be a words, not '1'"),
        ("length = 1", 'length = 1\nmeans = {en = "1"}', "row 1 (one): means.ar is missing"),
        ("2015-06-30", "2005-06-30", "row 2 (two-old): until comes before since"),
        ('source = "An instrument"\n', "", "[list]: source is missing"),
        ('"number"', '"numeral"', "length has the unknown kind 'numeral'"),
        ("[list]", "[list", "not readable as TOML"),
    ],
)
def test_a_faulty_list_is_refused_in_one_line_naming_file_and_row(before, after, fault):
    assert before in GOOD
    with pytest.raises(reading.FaultyList) as refusal:
        reading.parse("words", GOOD.replace(before, after, 1))
    said = str(refusal.value)
    assert said.startswith("words.toml")
    assert fault in said
    assert "\n" not in said


def test_a_group_without_a_label_is_refused():
    with pytest.raises(reading.FaultyList, match=r"words\.toml, group 1: label is missing"):
        reading.parse("words", GOOD + '\n[[group]]\ncode = "a"\n')


def test_a_row_outside_the_groups_of_its_list_is_refused():
    grouped = GOOD + '\n[[group]]\ncode = "a"\nlabel = { en = "A" }\n'
    with pytest.raises(reading.FaultyList, match="group None is not a group"):
        reading.parse("words", grouped)
