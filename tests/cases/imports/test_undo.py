"""The way back from a batch: what it added goes, what it changed returns, and nothing else."""

import json

import pytest

from safeconduct.cases.actions import imports
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import (
    Batch,
    BatchChange,
    Finding,
    Matter,
    Measure,
)
from tests import people
from tests.cases.imports.made_up import (
    ANNA,
    BORIS,
    CLARA,
    LATER,
    MAPPING,
    ROWS,
    changed_row,
    clara,
    dump,
    take,
    texts,
    work_on,
)

pytestmark = pytest.mark.django_db
DAVID = "3,David Canary,3a,01.07.2022,,,,hit,,yes,,leave 5 / fined,,"
KEPT = ("cases.Batch", "cases.BatchChange", "cases.Counter", "audit.Entry", "audit.Head")


def test_an_undone_batch_leaves_everything_as_it_was(cast):
    before = dump(without=KEPT)
    _report, batch = take(*ROWS)
    removed, restored = imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    assert (removed, restored) == (2, 0)
    assert dump(without=KEPT) == before
    assert Batch.objects.get().undone_on == LATER


def test_an_undone_change_is_restored_to_the_field(cast):
    take(ANNA, CLARA)
    before = dump(without=KEPT)
    mapping = MAPPING.replace('state = "RO"', 'state = "SE"').replace(
        'seal = ["officer"]', 'seal = ["officer", "sex"]'
    )
    changed = (
        changed_row(ANNA, found="no", closed="", done="leave 3", sex="m", place="Elsewhere"),
        changed_row(BORIS, sex="m", place="Elsewhere"),
        clara(found="yes", done="fined"),
        DAVID,
    )
    _report, batch = take(*changed, mapping=mapping)
    assert dump(without=KEPT) != before
    imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    assert dump(without=KEPT) == before


def test_a_finding_withdrawn_by_the_register_comes_back_with_the_undo(cast):
    take(*ROWS)
    before = dump(without=KEPT)
    report, batch = take(changed_row(ANNA, found="open", done=""), BORIS, CLARA)
    assert "finding final withdrawn: substantiated" in texts(report)
    assert not Finding.objects.filter(result="substantiated").exists()
    assert not Measure.objects.exists()
    imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    assert dump(without=KEPT) == before


def test_the_way_back_holds_codes_and_no_words(cast):
    take(*ROWS)
    take(changed_row(ANNA, found="open", place="Elsewhere"), changed_row(BORIS, place="Elsewhere"))
    kept = [json.loads(change.before) for change in BatchChange.objects.exclude(before="")]
    assert kept
    assert "canary" not in repr(kept).casefold()
    assert "mill lane" not in repr(kept).casefold()


def test_a_batch_is_not_undone_once_a_matter_of_it_was_worked_on(cast):
    _report, batch = take(*ROWS)
    work_on("1", cast)
    before = dump()
    with pytest.raises(Refused, match=r"cannot be undone: VILLAGE-2020-00001 was worked on since"):
        imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    assert dump() == before


def test_batches_are_undone_from_the_last_to_the_first(cast):
    _report, first = take(*ROWS)
    _report, second = take(ANNA, BORIS, clara(found="no"))
    with pytest.raises(Refused, match=f"cannot be undone before batch {second.reference}"):
        imports.undo(actor=people.SETUP, batch=first.reference, today=LATER)
    for batch in (second, first):
        imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    assert not Matter.objects.exists()


def test_a_batch_is_undone_once_and_a_batch_that_never_was_is_not(cast):
    _report, batch = take(*ROWS)
    imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    with pytest.raises(Refused, match="was undone on 2026-06-01"):
        imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    with pytest.raises(Refused, match="There is no batch nonesuch"):
        imports.undo(actor=people.SETUP, batch="nonesuch", today=LATER)


def test_a_number_once_given_in_a_mission_is_never_given_again(cast):
    _report, batch = take(ANNA, mission="MINARA")
    imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    take(ANNA, mission="MINARA")
    assert Matter.objects.get().number == "MINARA-2020-00002"
