"""The missions we hold are the real ones, and a real file finds each of its own."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from safeconduct.vocabulary import countries, missions, shelf
from tests import outside

ACRONYMS = {
    "missions_un.csv": "mission_acronym",
    "missions_start_iso.csv": "mission",
    "strengths_mission_month.csv": "Mission",
    "strengths_contributions_2014-03.csv": "Mission",
    "strengths_country_mission_year.csv": "Mission",
    "deployment_locations.csv": "mission",
}
EVERY_MISSION = pytest.mark.parametrize("held", missions.all_missions(), ids=lambda m: m.code)


@EVERY_MISSION
def test_every_mission_has_its_facts(held):
    assert held.kind in {"peacekeeping", "political", "office"}
    assert held.since_precision in {"day", "month"}
    assert (held.until is None) is (held.until_precision == "")
    assert held.hosts
    assert set(held.hosts) <= countries.codes()
    assert held.place
    assert held.name
    assert held.source


@EVERY_MISSION
def test_no_place_of_a_mission_is_off_the_map_or_swapped(held):
    assert -35 < held.latitude < 50
    assert -95 < held.longitude < 145
    assert held.latitude == round(held.latitude, 2)
    assert held.longitude == round(held.longitude, 2)


@EVERY_MISSION
def test_a_date_known_to_the_month_stands_on_its_first_or_last_day(held):
    if held.since_precision == "month":
        assert held.since.day == 1
    if held.until_precision == "month":
        assert held.until.day >= 28


@EVERY_MISSION
def test_a_mission_follows_one_that_was_there_before(held):
    if held.follows:
        assert missions.mission(held.follows).since < held.since
    if held.part_of:
        assert missions.mission(held.part_of).in_force(held.since)


@EVERY_MISSION
def test_a_mission_is_found_by_each_of_its_names(held):
    for spelling in (held.acronym, held.acronym.lower(), *held.also_known_as, *held.names.values()):
        assert held in missions.known_as(spelling)


def test_the_peacekeeping_operations_are_all_here():
    kept = [held for held in missions.all_missions() if held.kind == "peacekeeping"]
    assert len(kept) == 70
    assert {"untag", "untmih", "untso"} <= {held.code for held in kept}


@pytest.mark.outside
@pytest.mark.parametrize("name", ACRONYMS)
def test_a_real_file_finds_each_of_its_missions(name):
    with outside.file(name).open(encoding="utf-8") as file:
        printed = {row[ACRONYMS[name]] for row in csv.DictReader(file)}
    assert [acronym for acronym in printed if not missions.known_as(acronym)] == []


def test_a_composite_row_stands_for_each_of_its_missions():
    codes = [held.code for held in missions.known_as("UNAVEM (I & II)")]
    assert codes == ["unavem-i", "unavem-ii"]
    assert missions.find("UNAVEM") is None
    assert missions.find("UNAVEM", date(1990, 11, 30)) == missions.mission("unavem-i")
    assert missions.find("UNAVEM", date(1992, 11, 30)) == missions.mission("unavem-ii")


def test_minusma_is_over_whatever_a_register_says():
    assert missions.mission("minusma").until == date(2023, 12, 31)


def test_a_mission_is_in_the_field_to_its_last_day():
    assert missions.mission("minustah").in_force(date(2017, 10, 15))
    assert not missions.mission("minustah").in_force(date(2017, 10, 16))


def test_an_unknown_mission_is_refused_in_words_and_found_as_nothing():
    with pytest.raises(shelf.UnknownTerm, match="no mission with the code 'atlantis'"):
        missions.mission("atlantis")
    assert missions.find("ATLANTIS") is None
    assert missions.known_as("") == ()
