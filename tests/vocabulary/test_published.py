"""Printed figures stay as printed, each vintage beside the last."""

from __future__ import annotations

import csv

import pytest
from django.utils.translation import override

from safeconduct.vocabulary import missions, published, shelf
from tests import outside


def test_every_figure_belongs_to_a_series_and_names_its_rule_and_source():
    rules = {"R1", "R2", "R3", "R4", "R5", "unstated", "victims", "subjects", "individuals"}
    for figure in published.figures():
        assert figure.label
        assert figure.rule in rules | {"signatories", "claims"}
        assert figure.source
        assert figure.value >= 0
        assert 2000 < figure.year < 2030


def test_every_series_has_a_figure_and_points_at_what_exists():
    for series in shelf.terms("published_series"):
        assert published.figures(series.code), series.code
        if series.text("mission"):
            assert missions.mission(series.text("mission")).since.year <= 2014
        if series.text("part_of"):
            assert series.text("part_of") in shelf.codes("published_series")


def test_a_restated_year_keeps_every_vintage_in_the_order_of_print():
    restated = published.figures("field-sea-allegations", 2017)
    assert [(figure.vintage, figure.value) for figure in restated] == [
        ("2018-03", 62),
        ("2021-03", 63),
    ]


def test_the_latest_print_of_a_year_is_shown_once():
    latest = published.latest("field-sea-allegations")
    assert [figure.year for figure in latest] == list(range(2007, 2025))
    assert {figure.year: figure.value for figure in latest}[2018] == 56


def test_a_figure_from_memory_says_so():
    assert [figure.verified for figure in published.figures("field-sea-allegations", 2021)] == [
        False
    ]


def test_what_must_be_said_beside_a_figure_is_said_in_the_readers_language():
    remarked = [figure for figure in published.figures() if figure.remark]
    english = {figure.remark for figure in remarked}
    with override("ar"):
        arabic = {figure.remark for figure in remarked}
    assert english
    assert not english & arabic


def test_a_series_we_do_not_hold_is_refused_and_a_year_we_do_not_hold_is_empty():
    with pytest.raises(shelf.UnknownTerm, match="'rumours'"):
        published.figures("rumours")
    assert published.figures(year=1999) == ()


@pytest.mark.outside
def test_every_reference_figure_is_among_ours():
    ours = [(figure.year, figure.value, figure.vintage) for figure in published.figures()]
    with outside.file("published_figures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            printed = (int(row["year"]), int(row["value"]), row["vintage"])
            assert printed in ours
            ours.remove(printed)
