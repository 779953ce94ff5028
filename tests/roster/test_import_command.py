"""The command says what became of a file, and in one line why it took none of it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from safeconduct.roster.models import Mission, Strength
from safeconduct.site.commands.import_ import command

pytestmark = pytest.mark.django_db

MISSIONS = (
    "mission_acronym,mission_name,start_date,end_date,mission_location,"
    "mission_longitude,mission_latitude\n"
    "MINARA,A mission,2001-02-03,2002-02-03,X,1,1\n"
    "UNAVEM,Angola (I & II),1989-01-01,1995-02-01,Luanda,13.2,-8.8\n"
)
STRENGTHS = "Date,Mission,Troops,Police,Observers,Total\n2014-03-31,UNMISS,1,NA,NA,1\n"


def run(*words: object):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def missions(tmp_path):
    path = tmp_path / "missions.csv"
    path.write_text(MISSIONS)
    return path


def test_the_report_names_each_row_its_rule_and_the_totals(missions):
    result = run("missions", missions)
    assert result.exit_code == 0
    assert "UNAVEM puts together UNAVEM I, UNAVEM II" in result.stdout
    assert "A row that puts several missions together is refused" in result.stdout
    assert result.stdout.splitlines()[-1] == (
        "missions.csv: 2 rows: 1 added, 0 changed, 0 unchanged, 0 nothing to store, 1 refused; "
        "0 mended."
    )
    assert Mission.objects.count() == 1


def test_a_dry_run_changes_nothing(missions):
    result = run("missions", missions, "--dry-run")
    assert "1 added" in result.stdout
    assert "Dry run: nothing was written." in result.stdout
    assert not Mission.objects.exists()


def test_every_row_is_in_the_written_report(missions, tmp_path):
    written = tmp_path / "report.json"
    assert run("missions", missions, "--report", written).exit_code == 0
    assert [row["outcome"] for row in json.loads(written.read_text())["rows"]] == [
        "added",
        "refused",
    ]


@pytest.mark.parametrize("name", ["report.txt", "nowhere/report.csv"])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_taken(
    missions, tmp_path, name
):
    result = run("missions", missions, "--report", tmp_path / name)
    assert result.exit_code == 2
    assert "--report" in result.stderr
    assert not Mission.objects.exists()


def test_strengths_are_taken_with_progress_on_stderr_only(tmp_path):
    path = tmp_path / "strengths.csv"
    path.write_text(STRENGTHS)
    result = run("strengths", path, "--source", "ours")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("strengths.csv: 1 rows: 1 added")
    assert "rows a second" in result.stderr
    assert set(Strength.objects.values_list("source", flat=True)) == {"ours"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "row 1: expected a line with the names of the columns, found an empty file"),
        (b"a,b\n1,2\n", "row 1, column mission_acronym: expected a column of this name"),
        (MISSIONS.replace("2001-02-03", "June").encode(), "row 2, column start_date: expected a"),
        (MISSIONS.replace("MINARA", "?").encode(), "row 2, column mission_acronym: expected the"),
        (MISSIONS.replace("A m", "À m").encode("latin-1"), "row 2: expected text in UTF-8, found"),
    ],
    ids=["file", "column", "date", "code", "encoding"],
)
def test_a_fault_is_one_line_and_changes_nothing(tmp_path, content, said):
    path = tmp_path / "missions.csv"
    path.write_bytes(content)
    result = run("missions", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"missions.csv, {said}")
    assert not Mission.objects.exists()


def test_a_file_that_is_not_there_is_one_line_too(tmp_path):
    result = run("strengths", tmp_path / "gone.csv")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "gone.csv: expected a file that can be read, found no such file or directory"
    ]
