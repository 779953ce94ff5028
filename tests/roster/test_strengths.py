"""Strengths are taken from lists as they are printed: nothing lost, nothing counted twice."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.base.reports import Outcome, Report
from safeconduct.base.sheets import Fault
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Mission, Strength
from tests import outside
from tests.people import SETUP

pytestmark = pytest.mark.django_db

BY_MONTH = "Date,Mission,Troops,Police,Observers,Total"
BY_YEAR = '"","Year","Country","Mission","Female","Male","Total"'
CONTRIBUTIONS = (
    "Date,Contributor,Contributor_ISO-3,Mission,Mission_Country,Experts_on_Mission,"
    "Formed_Police_Units,{},Civilian_Police,Troops,Observers,Total"
)
STRANGER = actors.system("stranger", Role.CONDUCT_OFFICER)
REAL = {
    # file, rows, stored, rows that count nobody
    "strengths_mission_month.csv": (5_330, 5_330, 0),
    "strengths_country_mission_year.csv": (57_425, 6_215, 51_210),
    "strengths_contributions_2014-03.csv": (573, 572, 1),
}


@pytest.fixture
def take(tmp_path):
    """Take a list of strengths given as its lines."""

    def take(*lines: str, **options) -> Report:
        path = tmp_path / "strengths.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return roster.import_strengths(actor=SETUP, path=path, **options)

    return take


def rules(report: Report, row: int = 2) -> set[str]:
    (line,) = [line for line in report.lines if line.row == row]
    return {note.rule.name for note in line.notes}


def stored() -> dict[tuple[str, str, str, str], int]:
    rows = Strength.objects.values_list("mission__code", "starts", "state", "kind", "count")
    return {(m, starts.isoformat(), s, k): count for m, starts, s, k, count in rows}


def test_a_month_is_stored_by_its_first_day_and_na_is_no_number(take):
    report = take(BY_MONTH, "2014-03-31,UNMISS,100,NA,0,100")
    assert rules(report) == set()
    assert stored() == {
        ("UNMISS", "2014-03-01", "", "troops"): 100,
        ("UNMISS", "2014-03-01", "", "observers"): 0,
        ("UNMISS", "2014-03-01", "", "total"): 100,
    }


def test_a_year_is_stored_by_state_and_sex(take):
    take(BY_YEAR, '"1",2014,"Côte d’Ivoire","MINUSMA",2,3,5')
    assert stored() == {
        ("MINUSMA", "2014-01-01", "CI", "female"): 2,
        ("MINUSMA", "2014-01-01", "CI", "male"): 3,
        ("MINUSMA", "2014-01-01", "CI", "total"): 5,
    }


@pytest.mark.parametrize("spelling", ["Individual_Police", "Inidividual_Police"])
def test_a_misspelled_column_is_read_and_said(take, spelling):
    report = take(
        CONTRIBUTIONS.format(spelling), "2014-03-31,Chad,TCD,UNMISS,South Sudan',1,2,3,5,4,1,10"
    )
    assert rules(report) == {"broken-quote"}
    assert [note.rule.name for note in report.notes] == (
        [] if spelling == "Individual_Police" else ["header-spelling"]
    )
    held = {kind: count for (_m, _d, state, kind), count in stored().items() if state == "TD"}
    assert held == {
        "experts": 1,
        "formed-police": 2,
        "individual-police": 3,
        "police": 5,
        "troops": 4,
        "observers": 1,
        "total": 10,
    }


def test_a_row_that_counts_nobody_is_listed_and_not_stored(take):
    report = take(BY_YEAR, '"1",2014,"Chad","MINUSMA",0,0,0')
    assert report.lines[0].outcome is Outcome.NOTHING
    assert rules(report) == {"nobody"}
    assert stored() == {}


def test_a_row_that_counts_nobody_any_more_replaces_the_number(take):
    take(BY_YEAR, '"1",2014,"Chad","MINUSMA",1,1,2')
    report = take(BY_YEAR, '"1",2014,"Chad","MINUSMA",0,0,0')
    assert report.lines[0].outcome is Outcome.CHANGED
    assert set(stored().values()) == {0}


def test_a_total_that_is_not_the_sum_is_kept_and_listed(take):
    report = take(BY_YEAR, '"1",2014,"Chad","MINUSMA",1,1,3')
    assert rules(report) == {"total-differs"}
    assert report.lines[0].text == "total: 3 printed, 1 + 1 = 2"
    assert stored()["MINUSMA", "2014-01-01", "TD", "total"] == 3


def test_another_name_is_read_as_the_mission_meant(take):
    report = take(BY_MONTH, "2005-05-31,ONUCI,1,NA,NA,1")
    assert rules(report) == {"another-name"}
    assert report.lines[0].text == "ONUCI is UNOCI"
    assert Mission.objects.get().code == "UNOCI"


@pytest.mark.parametrize(
    ("day", "mission"),
    [
        ("1990-11-30", "UNAVEM I"),
        ("1991-06-30", "UNAVEM I"),
        ("1992-11-30", "UNAVEM II"),
        ("1996-05-31", "UNAVEM III"),
    ],
)
def test_a_name_of_several_missions_means_the_one_there_on_the_day(take, day, mission):
    report = take(BY_MONTH, f"{day},UNAVEM,1,NA,NA,1")
    assert rules(report) == {"name-by-day"}
    assert Strength.objects.filter(mission__code=mission).count() == 2


def test_a_name_of_several_missions_is_refused_where_no_day_decides(take):
    report = take(BY_YEAR, '"1",2014,"Chad","UNAVEM",1,1,2')
    assert rules(report) == {"composite"}
    assert stored() == {}


def test_figures_from_outside_a_missions_time_are_kept_and_listed(take):
    report = take(BY_MONTH, "2024-05-31,MINUSMA,1,NA,NA,1")
    assert rules(report) == {"outside-dates"}
    assert "2013-04-25 to 2023-12-31" in report.lines[0].text
    assert len(stored()) == 2


def test_an_unknown_mission_or_state_refuses_its_row_and_no_other(take):
    report = take(
        BY_YEAR,
        '"1",2014,"Chad","ATLANTIS",1,1,2',
        '"2",2014,"Ruritania","MINUSMA",1,1,2',
        '"3",2014,"Chad","MINUSMA",1,1,2',
    )
    assert [rules(report, row) for row in (2, 3, 4)] == [
        {"unknown-mission"},
        {"unknown-state"},
        set(),
    ]
    assert '"ATLANTIS"' in report.lines[0].text
    assert {state for _m, _d, state, _k in stored()} == {"TD"}


def test_a_mission_of_this_house_alone_is_known_too(take):
    Mission.objects.create(code="MINARA", name="A mission that does not exist")
    take(BY_MONTH, "2014-03-31,MINARA,1,NA,NA,1")
    assert stored()["MINARA", "2014-03-01", "", "troops"] == 1


def test_a_month_said_twice_is_taken_once(take):
    report = take(BY_MONTH, "2014-03-31,UNOCI,1,NA,NA,1", "2014-03-30,ONUCI,2,NA,NA,2")
    assert rules(report, 3) == {"another-name", "said-twice"}
    assert "already in row 2" in report.lines[1].text
    assert stored()["UNOCI", "2014-03-01", "", "total"] == 1


def test_a_second_run_changes_nothing_and_a_restatement_says_what_changed(take):
    row = "2014-03-31,UNMISS,{},NA,NA,{}"
    take(BY_MONTH, row.format(1, 1))
    assert take(BY_MONTH, row.format(1, 1)).totals()[Outcome.UNCHANGED] == 1
    report = take(BY_MONTH, row.format(1, 2))
    assert report.lines[0].outcome is Outcome.CHANGED
    assert report.lines[0].text == "total: 1 becomes 2; total: 2 printed, 1 = 1"
    assert stored()["UNMISS", "2014-03-01", "", "total"] == 2


def test_figures_of_two_sources_stand_beside_each_other(take):
    row = "2014-03-31,UNMISS,1,NA,NA,1"
    take(BY_MONTH, row)
    assert take(BY_MONTH, row, source="ours").totals()[Outcome.ADDED] == 1
    assert Strength.objects.count() == 4


def test_a_dry_run_writes_nothing_and_says_the_same(take):
    row = "2014-03-31,UNMISS,1,NA,NA,1"
    tried = take(BY_MONTH, row, dry_run=True)
    assert not Strength.objects.exists()
    assert not Mission.objects.exists()
    assert take(BY_MONTH, row).lines == tried.lines


def test_progress_ends_at_the_last_row(take):
    seen: list[tuple[int, int]] = []
    take(
        BY_MONTH,
        "2014-03-31,UNMISS,1,NA,NA,1",
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 1)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            [BY_MONTH, "March,UNMISS,1,NA,NA,1"],
            'row 2, column Date: expected a date such as 2004-06-01, found "March"',
        ),
        (
            [BY_MONTH, "2014-03-31,UNMISS,1,NA,NA,1", "2014-04-30,UNMISS,many,NA,NA,1"],
            'row 3, column Troops: expected a whole number or NA, found "many"',
        ),
        (
            [BY_YEAR, '"1",14,"Chad","MINUSMA",1,1,2'],
            'row 2, column Year: expected a year such as 2014, found "14"',
        ),
        (
            [BY_MONTH.replace("Total", "Sum"), "2014-03-31,UNMISS,1,NA,NA,1"],
            (
                "row 1, column Total: expected a column of this name, "
                "found Date, Mission, Troops, Police, Observers, Sum"
            ),
        ),
    ],
)
def test_a_wrong_cell_gets_one_line_and_changes_nothing(take, lines, said):
    with pytest.raises(Fault) as raised:
        take(*lines)
    assert str(raised.value) == f"strengths.csv, {said}"
    assert not Strength.objects.exists()


def test_the_import_is_recorded_with_its_counts(take):
    take(BY_MONTH, "2014-03-31,UNMISS,1,NA,NA,1")
    entry = Entry.objects.get(event="roster.import")
    assert (entry.subject, entry.actor) == ("strengths", SETUP.reference)
    assert '"added":1' in entry.detail


def test_a_stranger_brings_in_no_list(tmp_path):
    with pytest.raises(Denied):
        roster.import_strengths(actor=STRANGER, path=tmp_path / "strengths.csv")


@pytest.mark.outside
@pytest.mark.parametrize("name", REAL)
def test_a_real_list_is_taken_whole_and_twice_changes_nothing(name):
    read, kept, nobody = REAL[name]
    report = roster.import_strengths(actor=SETUP, path=outside.file(name))
    totals = report.totals()
    assert report.complete
    assert (report.read, totals[Outcome.ADDED], totals[Outcome.NOTHING]) == (read, kept, nobody)
    assert totals[Outcome.REFUSED] == 0
    count = Strength.objects.count()
    again = roster.import_strengths(actor=SETUP, path=outside.file(name))
    assert again.totals()[Outcome.UNCHANGED] == kept
    assert again.totals()[Outcome.ADDED] == again.totals()[Outcome.CHANGED] == 0
    assert Strength.objects.count() == count


@pytest.mark.outside
def test_what_the_real_lists_say_of_one_mission_is_what_is_held():
    roster.import_strengths(actor=SETUP, path=outside.file("strengths_mission_month.csv"))
    first = Strength.objects.filter(mission__code="UNAVEM I").order_by("starts").first()
    assert first is not None
    assert (first.starts, first.count) == (date(1990, 11, 1), 67)
    assert not Mission.objects.filter(code__in=["UNAVEM", "ONUCI", "UNOSOM", "LBB"]).exists()
