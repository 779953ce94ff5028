"""A chart says what its numbers say, in both directions, and hides nothing it was given."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.web.shared import charts

ABOUT = charts.About("one", "Allegations received", "By year", source="A register")
NAMES = st.text("abcdefgh", min_size=1, max_size=6)
VALUES = st.one_of(st.none(), st.integers(0, 5000))
POINTS = st.lists(st.tuples(NAMES, VALUES), max_size=20)
WHOLES = st.lists(
    st.tuples(NAMES, st.lists(st.integers(0, 900), min_size=3, max_size=3)), max_size=8
)
DRAWN = st.one_of(
    POINTS.map(lambda rows: charts.bars(ABOUT, rows, heads=("Category", "Allegations"))),
    POINTS.map(lambda rows: charts.columns(ABOUT, rows, heads=("Year", "Allegations"))),
    WHOLES.map(lambda rows: charts.shares(ABOUT, rows, of="Year", parts=("a", "b", "c"))),
    POINTS.map(
        lambda rows: charts.line(
            ABOUT, [n for n, _ in rows], [("Received", [v for _, v in rows])], along="Year"
        )
    ),
)


@given(DRAWN)
def test_nothing_is_drawn_outside_the_page(chart):
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= 100.1
        assert 0 <= bar.y <= bar.y + bar.height <= chart.height
    assert all(0 <= x <= 100 for s in chart.strokes for x in (s.x1, s.x2))


@given(DRAWN)
def test_a_right_to_left_reader_gets_the_same_chart_turned_round(chart):
    twice = chart.mirrored.mirrored
    assert [b.x for b in twice.bars] == pytest.approx([b.x for b in chart.bars], abs=0.01)
    assert [w.shift for w in twice.words] == [w.shift for w in chart.words]
    assert chart.mirrored.table == chart.table


@given(POINTS)
def test_every_number_is_in_the_table_beside_the_chart(rows):
    chart = charts.columns(ABOUT, rows, heads=("Year", "Allegations"))
    assert chart.table.rows == tuple((name, charts.plain(value)) for name, value in rows)


@given(POINTS)
def test_bars_begin_where_reading_begins_and_keep_their_order_of_size(rows):
    chart = charts.bars(ABOUT, rows, heads=("Category", "Allegations"))
    known = [value for _, value in rows if value is not None]
    assert all(bar.x == 0 for bar in chart.bars)
    assert all(bar.x + bar.width == pytest.approx(100) for bar in chart.mirrored.bars)
    assert [w for _, w in sorted(zip(known, (b.width for b in chart.bars), strict=True))] == sorted(
        b.width for b in chart.bars
    )


def test_a_figure_not_shown_has_a_mark_and_no_bar():
    chart = charts.bars(ABOUT, [("Police", None), ("Military", 9)], heads=("Category", "n"))
    assert len(chart.bars) == 1
    assert chart.table.rows[0] == ("Police", charts.NOT_SHOWN)
    assert charts.NOT_SHOWN in {word.text for word in chart.words}


def test_a_missing_year_breaks_the_line():
    chart = charts.line(ABOUT, ["1", "2", "3", "4"], [("Closed", [4, None, 5, 6])], along="Year")
    assert [s.tone for s in chart.strokes] == ["base", "l1"]


def test_names_of_lines_that_end_together_do_not_cover_each_other():
    ends = [("Received", [1, 50]), ("Closed", [2, 50]), ("Open", [3, 49])]
    chart = charts.line(ABOUT, ["2024", "2025"], ends, along="Year")
    heights = sorted(word.y for word in chart.words if word.tone == "v")
    assert all(later - earlier >= 18 for earlier, later in pairwise(heights))


def test_parts_are_told_apart_without_colour():
    chart = charts.shares(ABOUT, [("2025", [1, 1, 1, 1])], of="Year", parts=("a", "b", "c", "d"))
    assert len({(part.tone, part.pattern) for part in chart.parts}) == 4
    assert {bar.pattern for bar in chart.bars} == {"", "hatch", "dots"}


def test_what_no_reader_could_tell_apart_is_refused():
    with pytest.raises(charts.Unreadable):
        charts.shares(ABOUT, [], of="Year", parts=("a", "b", "c", "d", "e"))
    with pytest.raises(charts.Unreadable):
        charts.line(ABOUT, ["1"], [(n, [1]) for n in "abcd"], along="Year")


def test_a_phone_keeps_the_labels_that_fit_and_loses_none_of_the_numbers():
    years = [(str(year), year - 2000) for year in range(2007, 2026)]
    chart = charts.columns(ABOUT, years, heads=("Year", "Allegations"))
    kept = [word.text for word in chart.words if word.tone == "q"]
    assert kept == ["2007", "2025"]
    assert len(chart.table.rows) == len(years)


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "–"), (0, "0"), (1234, "1\u202f234"), (12.54, "12.5"), (3.0, "3")],
)
def test_a_number_reads_the_same_in_every_language(value, written):
    assert charts.plain(value) == written
