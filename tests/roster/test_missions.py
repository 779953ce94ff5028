"""A list of missions is taken as it is: every row mended by a stated rule, or refused by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.base.reports import Outcome, Report
from safeconduct.base.sheets import Fault
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Mission
from tests import outside
from tests.people import SETUP, TODAY

pytestmark = pytest.mark.django_db

HEADER = (
    "mission_acronym,mission_name,mission_isactive,start_date,end_date,"
    "mission_location,mission_longitude,mission_latitude,last_update"
)
STRANGER = actors.system("stranger", Role.CONDUCT_OFFICER)


@pytest.fixture
def take(tmp_path):
    """Take a list of missions given as its lines."""

    def take(*rows: str, **options) -> Report:
        path = tmp_path / "missions.csv"
        path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        return roster.import_missions(actor=SETUP, path=path, today=TODAY, **options)

    return take


def rules(report: Report, row: int = 2) -> set[str]:
    (line,) = [line for line in report.lines if line.row == row]
    return {note.rule.name for note in line.notes}


def test_a_plain_row_is_stored_as_printed(take):
    report = take("MINARA,A mission nobody knows,No,2001-02-01,2003-04-01,Nowhere,10.5,-3.25,")
    held = Mission.objects.get(code="MINARA")
    assert rules(report) == set()
    assert (held.since, held.until) == (date(2001, 2, 1), date(2003, 4, 1))
    assert (held.longitude, held.latitude) == (Decimal("10.5"), Decimal("-3.25"))
    assert held.kind == "peacekeeping"
    assert held.source == "missions.csv"


def test_decimal_commas_become_points(take):
    assert rules(take('MINARA,A mission,No,,,Nowhere,"10,5","-3,25",')) >= {"decimal-comma"}
    assert Mission.objects.get().latitude == Decimal("-3.25")


def test_coordinates_are_swapped_only_where_that_is_the_known_place(take):
    report = take(
        'UNOSOM II,Operation in Somalia II,No,1993-03-01,1995-03-01,Mogadishu,"2,0333","45,3500",',
        'UNOMSIL,Observers in Sierra Leone,No,1998-07-13,1999-10-22,Freetown,"-13,2344","8,4844",',
    )
    assert "swapped-coordinates" in rules(report, 2)
    assert "swapped-coordinates" not in rules(report, 3)
    somalia, sierra_leone = (Mission.objects.get(code=c) for c in ("UNOSOM II", "UNOMSIL"))
    assert (somalia.latitude, somalia.longitude) == (Decimal("2.0333"), Decimal("45.35"))
    assert (sierra_leone.latitude, sierra_leone.longitude) == (
        Decimal("8.4844"),
        Decimal("-13.2344"),
    )


def test_an_unknown_place_is_settled_by_the_rows_that_agree_on_it(take):
    report = take(
        "MINARA,A mission,No,2001-02-03,2002-02-03,Bel Port,10.5,20.5,",
        "UNMOST,Another,No,2001-02-03,2002-02-03,Bel Port,10.5,20.5,",
        "MINTOR,A third,No,2001-02-03,2002-02-03,Bel Port,20.5,10.5,",
    )
    assert rules(report, 4) == {"swapped-coordinates"}
    assert Mission.objects.get(code="MINTOR").longitude == Decimal("10.5")


def test_a_latitude_that_no_place_has_is_a_longitude(take):
    assert rules(take("MINARA,A mission,No,2001-02-03,2002-02-03,Nowhere,10,120,")) == {
        "swapped-coordinates"
    }
    assert Mission.objects.get().longitude == Decimal(120)


def test_a_lost_minus_is_found_again(take):
    report = take("UNOMSIL,Observers,No,1998-07-13,1999-10-22,Freetown,13.2344,8.4844,")
    assert rules(report) == {"wrong-sign"}
    assert Mission.objects.get().longitude == Decimal("-13.2344")


def test_coordinates_far_from_their_place_are_kept_and_questioned(take):
    report = take("UNMEE,Ethiopia and Eritrea,No,2000-07-31,2008-07-31,Asmara,38.8,12.2,")
    assert rules(report) == {"place-differs"}
    assert Mission.objects.get().latitude == Decimal("12.2")


def test_coordinates_that_are_nowhere_refuse_the_row(take):
    report = take("MINARA,A mission,No,2001-02-03,2002-02-03,Nowhere,200,120,")
    assert report.lines[0].outcome is Outcome.REFUSED
    assert rules(report) == {"not-on-earth"}
    assert not Mission.objects.exists()


def test_a_mission_that_ended_is_over_whatever_its_flag_says(take):
    row = "MINUSMA,Mission in Mali,Yes,2013-04-25,,Bamako,-8.0,12.65,{}"
    report = take(row.format("2024-02-19"))
    assert rules(report) == {"stale-flag"}
    assert "2023-12-31" in report.lines[0].text
    assert Mission.objects.get().until == date(2023, 12, 31)


def test_a_list_from_before_the_end_was_not_stale(take):
    report = take("MINUSMA,Mission in Mali,Yes,2013-04-25,,Bamako,-8.0,12.65,2022-02-19")
    assert rules(report) == set()
    assert Mission.objects.get().until is None


def test_a_flag_is_read_in_capitals_but_not_guessed(take):
    row = "MINUSTAH,Mission in Haiti,{},2004-06-01,2017-10-15,Port-au-Prince,-72.3,18.5,"
    assert rules(take(row.format("NO"))) == {"flag-spelling"}
    with pytest.raises(
        Fault, match='row 2, column mission_isactive: expected Yes or No, found "1"'
    ):
        take(row.format("1"))


def test_a_date_that_is_missing_is_ours_and_said_so(take):
    report = take("UNSCOB,Committee on the Balkans,No,,1951-12-31,Athens,23.7,37.9,")
    assert rules(report) == {"missing-date"}
    held = Mission.objects.get()
    assert (held.since, held.precision) == (date(1947, 10, 1), "month")


def test_the_first_of_a_month_means_the_month_where_we_know_better(take):
    report = take(
        "UNMISET,East Timor,No,2002-05-01,2005-05-01,Dili,125.567,-8.5667,",
        "UNOCI,Cote d'Ivoire,No,2004-04-04,2017-05-01,Abidjan,-4.0,5.3,",
    )
    assert rules(report, 2) == {"first-of-month"}
    assert rules(report, 3) == {"first-of-month", "dates-differ"}
    first, second = Mission.objects.order_by("code")
    assert (first.since, first.until) == (date(2002, 5, 20), date(2005, 5, 20))
    assert (second.until, second.precision) == (date(2017, 5, 31), "month")


def test_a_name_cut_short_by_a_broken_quote_is_made_whole(take):
    name = '"""Mission of the Representative of the Secretary-General in the"'
    assert rules(take(f"DOMREP,{name},No,1965-05-01,1966-10-31,Santo Domingo,,,")) >= {
        "broken-quote"
    }
    held = Mission.objects.get()
    assert held.name.endswith("Secretary-General in the Dominican Republic")
    assert '"' not in held.name


def test_words_are_put_right(take):
    report = take("MINARA, Operation  of C\u00f4te d\u2019Or ,No,2001-02-03,2002-02-03,X,1,1,")
    assert rules(report) == {"apostrophe", "stray-spaces"}
    assert Mission.objects.get().name == "Operation of C\u00f4te d'Or"


def test_text_garbled_by_a_wrong_encoding_is_read_back(take):
    garbled = "Opération de Côte d'Or".encode().decode("cp1252")
    assert rules(take(f"MINARA,{garbled},No,2001-02-03,2002-02-03,X,1,1,")) == {"mojibake"}
    assert Mission.objects.get().name == "Opération de Côte d'Or"


def test_a_composite_row_is_refused_with_the_names_of_its_parts(take):
    report = take(
        "UNAVEM,Angola Verification Mission (I & II),No,1989-01-01,1995-02-01,Luanda,13.2,-8.8,",
        "XYZ,Something new (I & II),No,1989-01-01,1995-02-01,Elsewhere,13.2,-8.8,",
    )
    assert [line.outcome for line in report.lines] == [Outcome.REFUSED, Outcome.REFUSED]
    assert rules(report, 2) == rules(report, 3) == {"composite"}
    assert report.lines[0].text == "UNAVEM puts together UNAVEM I, UNAVEM II"
    assert not Mission.objects.exists()


def test_another_name_is_mended_alone_and_refused_beside_the_proper_one(take):
    alone = "UNCPSG,Police Support Group,No,1998-01-16,1998-10-15,Zagreb,15.98,45.81,"
    proper = "UNPSG,Police Support Group,No,1998-01-16,1998-10-15,Zagreb,15.98,45.81,"
    report = take(alone, proper)
    assert rules(report, 2) == {"same-mission"}
    assert report.lines[1].outcome is Outcome.ADDED
    assert rules(take(alone)) == {"another-name"}
    assert [mission.code for mission in Mission.objects.all()] == ["UNPSG"]


def test_a_mission_said_twice_is_taken_once(take):
    row = "MINARA,{},No,2001-02-03,2002-02-03,X,1,1,"
    report = take(row.format("First"), row.format("Second"))
    assert rules(report, 3) == {"same-mission"}
    assert Mission.objects.get().name == "First"


def test_a_row_of_another_length_is_refused_and_the_rest_is_taken(take):
    report = take("MINARA,too,short", "UNMOST,Another,No,2001-02-03,2002-02-03,X,1,1,")
    assert rules(report, 2) == {"cell-count"}
    assert report.lines[1].outcome is Outcome.ADDED


def test_a_second_run_changes_nothing_and_a_changed_row_says_what_changed(take):
    row = "MINARA,{},No,2001-02-03,2002-02-03,X,1,1,"
    take(row.format("Before"))
    assert take(row.format("Before")).totals()[Outcome.UNCHANGED] == 1
    report = take(row.format("After"))
    assert report.lines[0].outcome is Outcome.CHANGED
    assert report.lines[0].text == "name: Before becomes After"
    assert Mission.objects.get().name == "After"


def test_a_dry_run_writes_nothing_and_says_the_same(take):
    row = "MINARA,A mission,No,2001-02-03,2002-02-03,X,1,1,"
    tried = take(row, dry_run=True)
    assert not Mission.objects.exists()
    assert not Entry.objects.filter(event="roster.import").exists()
    assert take(row).lines == tried.lines


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "MINARA,A mission,No,June,,X,1,1,",
            'row 3, column start_date: expected a date such as 2004-06-01, found "June"',
        ),
        (
            "MINARA,A mission,No,2003-01-02,2001-01-02,X,1,1,",
            'row 3, column end_date: expected a day not before 2003-01-02, found "2001-01-02"',
        ),
        (
            "<b>,A mission,No,2003-01-02,,X,1,1,",
            (
                "row 3, column mission_acronym: expected the acronym of a mission such as UNMISS, "
                'of 20 characters at most, found "<b>"'
            ),
        ),
        (
            "MINARA,,No,2003-01-02,,X,1,1,",
            'row 3, column mission_name: expected a name of at most 200 characters, found ""',
        ),
        (
            "MINARA,A mission,No,2003-01-02,,X,12E,1,",
            'row 3, column mission_longitude: expected degrees such as -13.2344, found "12E"',
        ),
        (
            "MINARA,A mission,No,2003-01-02,,X,1,,",
            'row 3, column mission_latitude: expected both coordinates or neither, found ""',
        ),
    ],
)
def test_a_wrong_cell_gets_one_line_and_changes_nothing(take, row, said):
    good = "UNMOST,Another,No,2001-02-03,2002-02-03,X,1,1,"
    with pytest.raises(Fault) as raised:
        take(good, row)
    assert str(raised.value) == f"missions.csv, {said}"
    assert not Mission.objects.exists()


def test_a_wrong_file_gets_one_line_and_changes_nothing(tmp_path):
    path = tmp_path / "strengths.csv"
    path.write_text("Date,Mission,Troops\n2014-03-31,UNMISS,1\n")
    with pytest.raises(Fault) as raised:
        roster.import_missions(actor=SETUP, path=path)
    assert str(raised.value) == (
        "strengths.csv, row 1, column mission_acronym: expected a column of this name, "
        "found Date, Mission, Troops"
    )


def test_the_import_is_recorded_with_its_counts(take):
    take("MINARA,A mission,No,2001-02-03,2002-02-03,X,1,1,", "UNAVEM,(I & II),No,,,,,,")
    entry = Entry.objects.get(event="roster.import")
    assert entry.subject == "missions"
    assert '"added":1' in entry.detail
    assert '"refused":1' in entry.detail


def test_a_stranger_brings_in_no_list(tmp_path):
    with pytest.raises(Denied):
        roster.import_missions(actor=STRANGER, path=tmp_path / "missions.csv")
    with pytest.raises(Denied):
        roster.lay_out_missions(actor=STRANGER)


def test_our_missions_are_laid_out_once():
    laid_out = roster.lay_out_missions(actor=SETUP)
    assert laid_out == Mission.objects.count() > 100
    assert roster.lay_out_missions(actor=SETUP) == 0
    assert Mission.objects.get(code="MINUSMA").until == date(2023, 12, 31)


def test_laying_out_renews_our_own_missions_and_leaves_those_of_a_list(take):
    take("UNMISS,Our name for it,Yes,2011-07-09,,Juba,31.6,4.85,")
    roster.lay_out_missions(actor=SETUP, only=["UNMISS", "UNMIL"])
    Mission.objects.filter(code="UNMIL").update(name="An older name")
    assert roster.lay_out_missions(actor=SETUP, only=["UNMISS", "UNMIL"]) == 1
    assert Mission.objects.get(code="UNMISS").name == "Our name for it"
    assert Mission.objects.get(code="UNMIL").name == "United Nations Mission in Liberia"


@pytest.mark.outside
def test_the_real_list_is_taken_as_it_is_and_twice_changes_nothing():
    path = outside.file("missions_un.csv")
    report = roster.import_missions(actor=SETUP, path=path, today=TODAY)
    totals = report.totals()
    assert report.complete
    assert (report.read, totals[Outcome.ADDED], totals[Outcome.REFUSED]) == (81, 76, 5)
    refused = {line.key for line in report.lines if line.outcome is Outcome.REFUSED}
    assert refused == {"UNAVEM", "UNEF", "UNOSOM", "UNCPSG", "UNFOR"}
    by_rule = {
        name: {
            line.key for line in report.lines if any(note.rule.name == name for note in line.notes)
        }
        for name in ("swapped-coordinates", "stale-flag", "broken-quote", "flag-spelling")
    }
    assert by_rule == {
        "swapped-coordinates": {
            "UNOSOM I",
            "UNOSOM II",
            "UNAVEM I",
            "UNAVEM II",
            "MINUSMA",
            "UNSCOB",
        },
        "stale-flag": {"MINUSMA"},
        "broken-quote": {"DOMREP"},
        "flag-spelling": {"MINUSTAH"},
    }
    again = roster.import_missions(actor=SETUP, path=path, today=TODAY)
    assert again.totals()[Outcome.UNCHANGED] == 76
    assert again.totals()[Outcome.REFUSED] == 5
