"""What a row says, rule by rule; what is not understood is refused, mended or stops the run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.base.sheets import Fault
from safeconduct.cases.imports import rules
from safeconduct.cases.imports.files import Keys
from safeconduct.cases.terms import State
from tests.cases.imports.made_up import ANNA, BORIS, CLARA, HEADER, MAPPING, read

COLUMNS = HEADER.split(",")


def row(**changed):
    cells = dict(zip(COLUMNS, ANNA.split(","), strict=True)) | changed
    return ",".join(cells.values())


def said(text, mapping=MAPPING):
    """What one row says, when it is taken."""
    _register, _sheet, gathered = read(text, mapping=mapping)
    (file,) = gathered.files.values()
    ((_slot, found),) = file.charges.values()
    return found


def noted(found):
    return [note.rule for note in found.notes]


def refused(*rows, mapping=MAPPING):
    """The rule by which each refused row was refused."""
    _register, _sheet, gathered = read(*rows, mapping=mapping)
    return [(number, note.rule) for number, _key, note in gathered.refused]


def test_a_plain_row_says_who_what_when_and_what_came_of_it():
    found = said(row())
    assert (found.conduct, found.state, found.victim) == (
        "physical-assault",
        "closed",
        ("adult", "female"),
    )
    assert str(found.received) == "2020-02-03"
    assert str(found.incident) == "2020-02-01"
    assert [(f.result, str(f.on)) for f in found.findings] == [("substantiated", "2020-03-05")]
    assert [(m.kind, m.on) for m in found.measures] == [("fine", None)]
    assert found.notes == []


def test_rows_of_one_key_become_one_matter_with_a_slot_for_each_subject():
    _register, _sheet, gathered = read(ANNA, BORIS, CLARA)
    assert sorted((len(f.slots), len(f.charges)) for f in gathered.files.values()) == [
        (1, 1),
        (2, 2),
    ]


def test_a_value_may_send_the_question_to_another_column():
    assert said(row(what="see class", **{"class": "drugs"})).conduct == "narcotics"


def test_a_row_without_an_officer_is_about_an_unknown_person():
    found = said(row(officer=" "))
    assert (found.known, found.identity) == (False, "")


@pytest.mark.parametrize(
    ("found", "done", "state"),
    [
        ("yes", "fined", State.CLOSED),
        ("yes", "waiting", State.ACTION_PENDING),
        ("yes", "", State.FOUND),
        ("no", "", State.CLOSED),
        ("no", "fined", State.CLOSED),
        ("open", "", State.INVESTIGATING),
        ("open", "waiting", State.INVESTIGATING),
    ],
)
def test_a_charge_is_closed_only_where_an_officer_could_have_closed_it(found, done, state):
    assert said(row(found=found, done=done)).state == state


def test_a_substantiated_charge_without_any_action_is_listed():
    assert noted(said(row(done=""))) == [rules.NO_ACTION]


def test_one_cell_may_hold_several_measures_with_their_lengths():
    measures = said(row(done="fined / leave 10")).measures
    assert [(m.kind, m.length_days) for m in measures] == [("fine", None), ("loss-of-leave", 10)]


def test_the_same_measure_named_twice_is_taken_once():
    assert len(said(row(done="fined / fined")).measures) == 1


def test_a_part_of_a_day_is_left_out_and_listed():
    found = said(row(done="leave 0.25"))
    assert [(m.kind, m.length_days) for m in found.measures] == [("loss-of-leave", None)]
    assert noted(found) == [rules.PART_DAYS]


def test_an_unlisted_value_with_a_fallback_is_recorded_as_that_and_listed_with_its_value():
    found = said(row(done="flogged"))
    assert [m.kind for m in found.measures] == ["other"]
    assert [(n.rule, n.text) for n in found.notes] == [
        (rules.FALLBACK, 'done: "flogged" recorded as other')
    ]


def test_an_unlisted_value_without_a_fallback_stops_the_run_naming_row_and_column():
    with pytest.raises(Fault, match=r'^made-up\.csv, row 3, column what: .*found "bit"$'):
        read(ANNA, row(what="bit"))


def test_an_unlisted_value_may_refuse_its_row_alone():
    odd = row(what="see class", line="9", **{"class": "dice"})
    assert refused(ANNA, odd) == [(3, rules.NOT_LISTED)]


@pytest.mark.parametrize("day", ["2020-02-03", "31.02.2020", "someday"])
def test_a_wrong_day_of_receipt_stops_the_run_naming_row_and_column(day):
    with pytest.raises(Fault, match=r"^made-up\.csv, row 2, column day: expected a date written"):
        read(row(day=day))


def test_a_wrong_day_may_refuse_its_row_alone():
    mapping = MAPPING.replace("[received]\n", '[received]\notherwise = "refuse"\n')
    assert refused(row(day="someday"), mapping=mapping) == [(2, rules.NO_DATE)]


def test_a_row_without_a_day_of_receipt_is_refused():
    assert refused(row(day="")) == [(2, rules.NO_DATE)]


def test_a_year_within_an_identifier_is_a_day_of_receipt_to_the_year():
    wanted = (
        '[received]\ncolumn = "case"\nwithin = "^(\\\\d{4})"\nformat = "%Y"\nprecision = "year"\n'
    )
    mapping = MAPPING.replace('[received]\ncolumn = "day"\nformat = "%d.%m.%Y"\n', wanted)
    mapping += 'day = "tested elsewhere"\n'
    found = said(row(case="200602089", when=""), mapping)
    assert str(found.received) == "2006-01-01"


def test_an_incident_dated_after_the_complaint_is_left_out_and_listed():
    found = said(row(when="2020-02-04"))
    assert found.incident is None
    assert noted(found) == [rules.LATE]


def test_an_incident_with_a_wrong_date_is_left_out_and_listed():
    found = said(row(when="a Monday"))
    assert found.incident is None
    assert noted(found) == [rules.DATE_LEFT]


@pytest.mark.parametrize(
    ("age", "band"),
    [("0", "child"), ("17", "child"), ("18", "adult"), ("", "unknown"), ("-1", "unknown")],
)
def test_an_age_in_years_becomes_a_band(age, band):
    found = said(row(age=age))
    assert found.victim == (band, "female")
    assert noted(found) == ([rules.FALLBACK] if age == "-1" else [])


def test_the_same_identifier_twice_refuses_the_later_row():
    assert refused(ANNA, row(what="shouted")) == [(3, rules.SAME_KEY)]


def test_the_same_charge_against_the_same_subject_refuses_the_later_row():
    assert refused(ANNA, row(line="1c")) == [(3, rules.SAME_CHARGE)]


def test_a_row_that_contradicts_its_matter_is_refused():
    assert refused(ANNA, row(line="1c", day="04.02.2020")) == [(3, rules.CONTRADICTS)]


@pytest.mark.parametrize("key", ["case", "line"])
def test_a_row_without_its_identifiers_is_refused(key):
    assert refused(row(**{key: ""})) == [(2, rules.NO_KEY)]


def test_a_row_with_too_many_cells_is_refused():
    assert refused(f"{ANNA},more,and more") == [(2, rules.UNREADABLE)]


def test_no_note_repeats_a_cell_that_is_sealed():
    mapping = MAPPING.replace('column = "class"\n', 'column = "place"\n', 1)
    mapping += 'class = "tested elsewhere"\n'
    _register, _sheet, gathered = read(row(what="see class"), mapping=mapping)
    ((_row, _key, note),) = gathered.refused
    assert note.text == "place: a sealed value"


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_kept_identifier_tells_nothing_and_two_are_never_the_same(one, other):
    keys, foreign = Keys("a secret", "made-up"), Keys("another secret", "made-up")
    assert one.casefold() not in keys.hash("subject", "1", one) or len(one) <= 4
    assert (keys.hash("subject", "1", one) == keys.hash("subject", "1", other)) == (one == other)
    assert keys.hash("subject", "1", one) != keys.hash("subject", "2", one)
    assert keys.hash("subject", "1", one) != foreign.hash("subject", "1", one)


@given(
    st.lists(st.sampled_from([ANNA, BORIS, CLARA, row(day=""), row(what="shouted")]), max_size=8)
)
def test_every_row_is_either_taken_or_refused(rows):
    _register, sheet, gathered = read(*rows)
    taken = sum(len(file.charges) for file in gathered.files.values())
    assert taken + len(gathered.refused) == len(sheet.rows) == len(rows)
