"""A report accounts for every row, by outcome and by rule."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.base.reports import Effect, Note, Outcome, Report, Rule

MEND = Rule("mend", Effect.MENDS, "It is mended.")
REFUSE = Rule("refuse", Effect.REFUSES, "It is refused.")
PASS = Rule("pass", Effect.PASSES, "It says nothing.")


def a_report() -> Report:
    report = Report("list.csv", read=3, notes=[Note(MEND, "header")])
    report.add(2, "A", Outcome.ADDED, (Note(MEND, "x read as y"), Note(MEND, "z read as w")))
    report.add(3, "=B", Outcome.REFUSED, (Note(REFUSE, "no"),))
    report.add(4, "C", Outcome.CHANGED, change="name: old becomes new")
    return report


@given(st.lists(st.sampled_from(list(Outcome))))
def test_the_outcomes_add_up_to_the_rows_read(outcomes):
    report = Report("list.csv", read=len(outcomes))
    for row, outcome in enumerate(outcomes, start=2):
        report.add(row, "", outcome)
    assert sum(report.totals().values()) == report.read
    assert report.complete


def test_a_row_left_out_or_entered_twice_is_found():
    report = Report("list.csv", read=2)
    report.add(2, "A", Outcome.ADDED)
    assert not report.complete
    report.add(2, "A", Outcome.ADDED)
    assert not report.complete


def test_mending_is_counted_beside_the_outcome_and_once_a_row():
    report = a_report()
    assert report.mended == 1
    assert list(report.rules()) == [(MEND, 2), (REFUSE, 1)]
    assert report.summary() == (
        "list.csv: 3 rows: 1 added, 1 changed, 0 unchanged, 0 nothing to store, 1 refused; "
        "1 mended."
    )


def test_only_a_plain_row_needs_no_reader():
    report = Report("list.csv", read=3)
    report.add(2, "A", Outcome.ADDED)
    report.add(3, "B", Outcome.NOTHING, (Note(PASS, ""),))
    report.add(4, "C", Outcome.ADDED, (Note(MEND, ""),))
    assert [line.telling for line in report.lines] == [False, False, True]


def test_the_written_report_has_a_line_for_every_row(tmp_path):
    report = a_report()
    report.write(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["added", "refused", "changed"]
    assert rows[0]["text"] == "x read as y; z read as w"
    assert rows[2]["text"] == "name: old becomes new"
    report.write(tmp_path / "out.json")
    page = json.loads((tmp_path / "out.json").read_text())
    assert [row["row"] for row in page["rows"]] == [2, 3, 4]
    assert page["totals"] == {str(name): count for name, count in report.totals().items()}
    assert page["rules"][1] == {
        "name": "refuse",
        "effect": "refused",
        "text": "It is refused.",
        "rows": 1,
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_report_opened_in_a_spreadsheet_runs_nothing(start):
    report = Report("list.csv", read=1)
    report.add(2, f"{start}cmd()", Outcome.ADDED)
    (row,) = csv.DictReader(io.StringIO(report.as_csv()))
    assert row["key"] == f"'{start}cmd()"


def test_a_dry_run_says_so():
    assert Report("list.csv", read=0, dry_run=True).summary().endswith("nothing was written.")
