"""What a register becomes here, what a second run does to it, and what a run never does."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.audit.models import Entry
from safeconduct.base.reports import Outcome
from safeconduct.cases import actions
from safeconduct.cases.actions import imports
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.imports import queries, rules
from safeconduct.cases.models import (
    Allegation,
    Batch,
    Matter,
    Subject,
    Victim,
)
from safeconduct.cases.terms import Authority, Stage
from safeconduct.roster.models import Mission
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Compartment, Grant, Seal
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
    outcomes,
    take,
    texts,
    work_on,
)

pytestmark = pytest.mark.django_db
NOT_HER = ("officer", "investigator", "state", "auditor", "statistician", "stranger")
DAVID = "3,David Canary,3a,01.07.2022,,,,hit,,yes,,leave 5 / fined,,"
KEPT = ("cases.Batch", "cases.BatchChange", "cases.Counter", "audit.Entry", "audit.Head")


def test_a_register_becomes_matters_with_their_parts(cast):
    report, batch = take(*ROWS)
    assert outcomes(report) == [Outcome.ADDED] * 3
    assert (batch.rows, batch.added, batch.refused) == (3, 3, 0)
    first, second = Matter.objects.order_by("id")
    assert (first.number, second.number) == ("VILLAGE-2020-00001", "VILLAGE-2021-00001")
    assert (first.source, first.source_key, first.stage) == ("made-up", "1", "closed")
    assert (str(first.closed_on), first.closed_day_known) == ("2020-03-05", True)
    assert (second.stage, second.closed_on) == ("investigating", None)
    assert Victim.objects.filter(age_band="adult", sex="female", matter=first).count() == 1
    anna = Allegation.objects.get(matter=first, conduct="physical-assault")
    assert (anna.subject.slot, anna.counted_as, anna.channel) == (1, "individual", "register")
    assert anna.victims.count() == 1
    assert anna.findings.get().result == "substantiated"
    fine = anna.measures.get()
    assert (fine.kind, fine.progress, fine.day_known) == ("fine", "decided", False)


def test_the_home_of_a_register_is_added_once_as_an_office(cast):
    take(*ROWS)
    take(*ROWS, DAVID)
    village = Mission.objects.get(code="VILLAGE")
    assert (village.kind, village.matters.count()) == ("office", 3)


def test_a_register_may_be_brought_into_a_mission_that_exists(cast):
    take(ANNA, mission="MINARA")
    assert Matter.objects.get().mission == cast.minara
    assert not Mission.objects.filter(code="VILLAGE").exists()
    with pytest.raises(Refused, match="No mission has the code NOWHERE"):
        take(ANNA, CLARA, mission="NOWHERE")
    with pytest.raises(Refused, match="brought in elsewhere than in UNMOST"):
        take(ANNA, CLARA, mission="UNMOST")


def test_numbers_follow_those_that_officers_were_given(cast):
    day = people.TODAY.replace(year=2020)
    actions.open_matter(actor=cast.officer, mission=cast.minara, received_on=day, today=day)
    take(ANNA, mission="MINARA")
    later = actions.open_matter(actor=cast.officer, mission=cast.minara, received_on=day, today=day)
    assert Matter.objects.get(source="made-up").number == "MINARA-2020-00002"
    assert later.number == "MINARA-2020-00003"


def test_words_are_sealed_to_the_desks_and_stand_nowhere_else(cast):
    take(*ROWS, mission="MINARA")
    everything = repr(dump()).casefold()
    for words in ("canary", "mill lane", "harbour", "anna", "boris", "clara"):
        assert words not in everything
    named = Subject.objects.order_by("id").first().identity.reference
    told = Matter.objects.order_by("id").first().events.get().seal.reference
    for actor in (cast.officer, cast.headquarters):
        opened = vault.open_seals(actor=actor, references=[named, told], reason="work")
        assert opened == {named: "officer: Anna Canary", told: "place: Mill Lane"}
    for actor in (cast.stranger, cast.investigator, cast.state, cast.auditor):
        with pytest.raises(gate.Denied):
            vault.open_seals(actor=actor, references=[named], reason="prying")


def test_a_compartment_is_made_only_where_there_is_something_to_seal(cast):
    take(DAVID, changed_row(ANNA, officer="", place=""))
    assert [(c.kind, c.seals.count()) for c in Compartment.objects.all()] == [("subject", 1)]


def test_nothing_is_taken_in_that_nobody_could_read():
    with pytest.raises(Refused, match="found a desk of headquarters first"):
        take(*ROWS)
    take(changed_row(ANNA, officer="", place=""))
    assert (Matter.objects.count(), Seal.objects.count()) == (1, 0)


def test_a_second_run_changes_nothing_and_makes_no_batch(cast):
    take(*ROWS)
    before = dump()
    report, batch = take(*ROWS, today=LATER)
    assert batch is None
    assert set(outcomes(report)) == {Outcome.UNCHANGED}
    assert dump() == before


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.builds(
            changed_row,
            st.sampled_from([*ROWS, DAVID]),
            officer=st.sampled_from(["Anna Canary", "Boris Canary", ""]),
            line=st.sampled_from(["1", "2", "3"]),
            what=st.sampled_from(["hit", "shouted", "slept"]),
            found=st.sampled_from(["yes", "no", "open"]),
            done=st.sampled_from(["", "fined", "waiting", "leave 3 / fined"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_twice_is_once_whatever_the_register_says(cast, rows):
    with transaction.atomic():
        report, _batch = take(*rows)
        assert report.complete
        before = dump()
        again, batch = take(*rows, today=LATER)
        assert batch is None
        assert [line.key for line in again.lines] == [line.key for line in report.lines]
        assert dump() == before
        transaction.set_rollback(True)


def test_a_dry_run_tells_everything_and_changes_nothing(cast):
    before = dump()
    dry, batch = take(*ROWS, dry_run=True)
    assert batch is None
    assert dump() == before
    wet, _batch = take(*ROWS)
    assert outcomes(dry) == outcomes(wet)


def test_a_changed_row_is_shown_field_by_field_and_brought_up_to_date(cast):
    take(*ROWS)
    changed = clara(found="yes", closed="01.09.2021", done="leave 5")
    said = [
        "allegation state: investigating -> closed",
        "finding final added: substantiated",
        "measure added: decided loss-of-leave 5 days",
    ]
    before = dump()
    dry, _batch = take(ANNA, BORIS, changed, dry_run=True)
    assert dump() == before
    assert [text for text in texts(dry) if not text.startswith("matter ")] == said
    report, batch = take(ANNA, BORIS, changed, today=LATER)
    assert outcomes(report) == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.CHANGED]
    assert batch.changed == 1
    matter = Matter.objects.get(source_key="2")
    assert (matter.stage, str(matter.closed_on)) == ("closed", "2021-09-01")
    assert list(matter.events.values_list("code", flat=True)) == [
        batch.reference,
        Batch.objects.order_by("id").first().reference,
    ]


def test_a_changed_name_is_shown_as_changed_and_sealed_anew_to_those_who_held_it(cast):
    take(*ROWS, mission="MINARA")
    earlier = Subject.objects.get(matter__source_key="2").identity
    mapping = MAPPING.replace('seal = ["officer"]', 'seal = ["officer", "place"]').replace(
        '[facts]\nseal = ["place"]\n', ""
    )
    report, _batch = take(*ROWS, mission="MINARA", mapping=mapping)
    assert "identity: changed" in texts(report)
    assert "Harbour" not in "".join(texts(report))
    identity = Subject.objects.get(matter__source_key="2").identity
    assert identity != earlier
    opened = vault.open_seals(actor=cast.officer, references=[identity.reference], reason="work")
    assert opened == {identity.reference: "officer: Clara Canary\nplace: Harbour"}
    assert Seal.objects.filter(pk=earlier.pk).exists()


def test_a_new_row_of_a_known_matter_is_added_to_it(cast):
    take(ANNA, CLARA)
    report, _batch = take(*ROWS)
    assert outcomes(report) == [Outcome.UNCHANGED, Outcome.ADDED, Outcome.UNCHANGED]
    matter = Matter.objects.get(source_key="1")
    assert list(matter.subjects.values_list("slot", flat=True)) == [1, 2]
    boris = matter.allegations.get(conduct="abusive-behaviour")
    assert (boris.findings.get().result, boris.victims.count()) == ("unsubstantiated", 1)


def test_a_row_gone_from_the_register_is_reported_and_kept(cast):
    take(*ROWS)
    report, batch = take(ANNA)
    assert batch is None
    assert sorted((note.rule, note.text) for note in report.notes) == [
        (rules.GONE, "VILLAGE-2020-00001: 1 of 2"),
        (rules.GONE, "VILLAGE-2021-00001: 1 of 1"),
    ]
    assert Allegation.objects.count() == 3


def test_a_matter_that_officers_worked_on_is_kept_as_they_left_it(cast):
    take(*ROWS)
    work_on("2", cast)
    before = dump()
    report, batch = take(ANNA, BORIS, clara(found="no"))
    assert batch is None
    assert outcomes(report)[-1] == Outcome.UNCHANGED
    assert {note.rule for note in report.lines[-1].notes} == {rules.HELD}
    assert dump() == before


def test_two_charges_that_would_become_one_leave_the_matter_as_it_is(cast):
    take(ANNA, changed_row(ANNA, line="1c", what="slept"))
    report, batch = take(changed_row(ANNA, what="slept"))
    assert batch is None
    assert {note.rule for note in report.lines[0].notes} == {rules.CLASHES}


def test_another_secret_is_refused_rather_than_taken_for_other_people(cast):
    take(*ROWS)
    with pytest.raises(Refused, match="under another secret key"):
        take(*ROWS, key="another key of the installation")


def test_one_entry_in_the_log_a_batch_with_counts_and_no_words(cast):
    before = Entry.objects.count()
    _report, batch = take(*ROWS)
    (entry,) = Entry.objects.order_by("seq")[before:]
    assert (entry.event, entry.subject) == ("register.import", batch.reference)
    assert json.loads(entry.detail)["added"] == 3
    imports.undo(actor=people.SETUP, batch=batch.reference, today=LATER)
    assert Entry.objects.order_by("seq").last().event == "register.undo"


@pytest.mark.parametrize("name", NOT_HER)
def test_nobody_else_brings_in_or_takes_back_a_register(cast, name):
    actor = getattr(cast, name)
    _report, batch = take(*ROWS)
    before = dump()
    with pytest.raises(gate.Denied):
        take(*ROWS, DAVID, actor=actor)
    with pytest.raises(gate.Denied):
        imports.undo(actor=actor, batch=batch.reference, today=LATER)
    with pytest.raises(gate.Denied):
        queries.batches(actor)
    assert dump() == before


def test_an_imported_matter_is_reachable_only_where_its_mission_is(cast):
    take(*ROWS, mission="MINARA")
    matter = Matter.objects.first()
    gate.require(cast.officer, Permission.MATTER_READ, matter)
    with pytest.raises(gate.Denied):
        gate.require(cast.stranger, Permission.MATTER_READ, matter)
    assert Grant.objects.filter(compartment__scope=matter.reference).count() == 4


def test_officers_work_on_an_imported_matter_as_on_any_other(cast):
    take(changed_row(ANNA, officer="", place=""), mission="MINARA")
    matter = Matter.objects.get()
    assert not Compartment.objects.filter(scope=matter.reference).exists()
    noted = actions.note(actor=cast.officer, matter=matter, text="Read it.", today=LATER)
    found = vault.open_seals(actor=cast.officer, references=[noted.seal.reference], reason="work")
    assert list(found.values()) == ["Read it."]
    subject = actions.add_subject(
        actor=cast.officer,
        matter=matter,
        kind="known",
        snapshot=Snapshot(category="unknown"),
        identity="A name",
        today=LATER,
    )
    assert (subject.slot, subject.identity.compartment.kind) == (2, "subject")


def test_a_charge_that_an_officer_added_is_none_of_the_registers_business(cast):
    take(*ROWS)
    matter = Matter.objects.get(source_key="1")
    own = actions.allege(
        actor=cast.headquarters,
        matter=matter,
        subject=matter.subjects.get(slot=1),
        charge=Charge(conduct="simple-theft"),
        received_on=matter.received_on,
        today=LATER,
    )
    actions.record_finding(
        actor=cast.headquarters,
        allegation=own,
        stage=Stage.FINAL,
        result="unsubstantiated",
        body="oios",
        found_on=LATER,
    )
    actions.record_measure(
        actor=cast.headquarters,
        allegation=own,
        authority=Authority.STATE,
        kind="none",
        decided_on=LATER,
    )
    before = dump()
    report, batch = take(*ROWS)
    assert batch is None
    assert report.complete
    assert dump() == before
