"""A State is found under any name a real file gives it, and named in six languages."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vocabulary import countries, shelf
from tests import outside

NAMED = {
    "strengths_country_mission_year.csv": ("Country", None),
    "strengths_contributions_2014-03.csv": ("Contributor", "Contributor_ISO-3"),
    "strengths_mission_month.csv": ("Country of Mission", "Country of Mission ISO-3"),
    "missions_start_iso.csv": ("mission_country", "iso3c"),
}
ANY_CODE = st.sampled_from(sorted(countries.codes()))
ANY_LANGUAGE = st.sampled_from(countries.LANGUAGES)


def distinct(name: str) -> set[tuple[str, str]]:
    """Return each country of a real file with its three-letter code, where it has one."""
    country, alpha3 = NAMED[name]
    with outside.file(name).open(encoding="utf-8") as file:
        return {(row[country], row[alpha3] if alpha3 else "") for row in csv.DictReader(file)}


@pytest.mark.outside
@pytest.mark.parametrize("name", NAMED)
def test_every_state_of_a_real_file_is_found_and_named_in_six_languages(name):
    for text, _ in distinct(name):
        code = countries.find(text)
        assert code is not None, text
        assert all(countries.name(code, language) for language in countries.LANGUAGES)


@pytest.mark.outside
def test_the_name_and_the_three_letters_of_a_contributor_mean_the_same_state():
    for text, alpha3 in distinct("strengths_contributions_2014-03.csv"):
        assert countries.find(text) == countries.from_alpha3(alpha3), text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cote d Ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("DR Congo", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo", "CG"),
        ("Republic of the Congo", "CG"),
        ("South Sudan'", "SS"),
        ("Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Syrian Arab Republic", "SY"),
        ("Tanzania", "TZ"),
        ("United Republic of Tanzania", "TZ"),
        ("Turkey", "TR"),
        ("Turkiye", "TR"),
        ("Türkiye", "TR"),
        ("Swaziland", "SZ"),
        ("Yugoslavia", "YU"),
        ("Serbia and Montenegro", "CS"),
        ("Czechoslovakia", "QZ"),
        ("Kosovo", "XK"),
        ("The former Yugoslav Republic of Macedonia", "MK"),
        ("  THE GAMBIA ", "GM"),
        ("Korea, Republic of", "KR"),
        ("الأردن", "JO"),
        ("卢旺达", "RW"),
        ("Российская Федерация", "RU"),
    ],
)
def test_a_name_as_real_files_print_it_is_read(text, code):
    assert countries.find(text) == code


@pytest.mark.parametrize("text", ["", " ", "'", "Korea", "Atlantis", "The", "N/A", "Total"])
def test_a_name_that_means_no_one_state_finds_none(text):
    assert countries.find(text) is None


@given(ANY_CODE, ANY_LANGUAGE)
def test_every_name_we_print_leads_back_to_its_state(code, language):
    assert countries.find(countries.name(code, language)) == code


@given(ANY_CODE, st.sampled_from([str.upper, str.lower, "  {}\t".format, "The {}".format]))
def test_case_spaces_and_a_leading_the_make_no_difference(code, changed):
    assert countries.find(changed(countries.name(code, "en"))) == code


@given(st.text())
def test_any_text_at_all_finds_a_known_code_or_nothing(text):
    assert countries.find(text) in countries.codes() | {None}


@given(ANY_CODE, st.text(max_size=12))
def test_a_language_we_lack_falls_back_to_a_name(code, language):
    assert countries.name(code, language)


def test_the_united_nations_has_its_193_members():
    assert len(countries.members()) == 193
    assert not countries.members() & {"EH", "PS", "VA", "XK", "TW", "YU"}


def test_a_list_of_members_is_sorted_by_the_names_of_its_language():
    french = [name for _, name in countries.choices("fr")]
    assert len(french) == 193
    assert french.index("Éthiopie") < french.index("France")


def test_a_letter_names_a_state_as_the_un_does():
    assert countries.name("CD") == "Democratic Republic of the Congo"
    assert countries.name("CI", "ar") == "كوت ديفوار"
    assert countries.name("RU", "fr") == "Fédération de Russie"


@pytest.mark.parametrize(
    ("alpha3", "code"),
    [("cod", "CD"), ("YUG", "YU"), ("SCG", "CS"), ("XKX", "XK"), ("ZZZ", None), ("", None)],
)
def test_three_letters_lead_to_two(alpha3, code):
    assert countries.from_alpha3(alpha3) == code


def test_an_unknown_code_is_refused_in_words():
    with pytest.raises(countries.UnknownCountry, match="no State with the code 'ZZ'"):
        countries.name("ZZ")


def test_every_spelling_we_hold_leads_to_a_state():
    for alias in shelf.terms(countries.ALIASES):
        assert alias.text("to") in countries.codes()
        assert countries.find(alias.code.replace("-", " ")) == alias.text("to")
