"""Holds and dispositions: two people, a hold that stops everything, and what is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role, WallSource
from safeconduct.audit.models import Entry
from safeconduct.base import moves
from safeconduct.base.moves import IllegalMove
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.terms import Act as CaseAct
from safeconduct.retention import actions, certificates, queries
from safeconduct.retention.models import Disposition, Hold, Tombstone
from safeconduct.retention.rules import MOVES, OPEN
from safeconduct.retention.terms import Act, Kind, State
from safeconduct.vault.models import Compartment
from tests import people
from tests.people import TODAY
from tests.retention.conftest import LATER

ACTS = {
    Act.APPROVE: actions.approve,
    Act.REFUSE: actions.refuse,
    Act.WITHDRAW: actions.withdraw,
    Act.CARRY_OUT: actions.carry_out,
}


def proposed(old, scope=""):
    (made,) = actions.propose(actor=old.hana, scopes=[scope or old.matter.reference], today=LATER)
    return made


def approved(old, scope=""):
    return actions.approve(actor=old.cora, disposition=proposed(old, scope), today=LATER)


def brought_to(old, state):
    """A disposition in one state, through the verbs."""
    made = proposed(old)
    ways = {
        State.PROPOSED: (),
        State.APPROVED: (Act.APPROVE,),
        State.CARRIED_OUT: (Act.APPROVE, Act.CARRY_OUT),
        State.WITHDRAWN: (Act.WITHDRAW,),
        State.REFUSED: (Act.REFUSE,),
    }
    for act in ways[state]:
        ACTS[act](actor=old.cora, disposition=made, today=LATER)
        made.refresh_from_db()
    return made


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_does_what_the_table_says_for_every_person(old, state, act):
    made = brought_to(old, state)
    entries = Entry.objects.count()
    outsiders = ("officer", "investigator", "state", "auditor", "statistician", "stranger")
    for name in outsiders:
        with pytest.raises(Denied):
            ACTS[act](actor=getattr(old.cast, name), disposition=made, today=LATER)
    assert Entry.objects.count() == entries
    row = next((m for m in MOVES if (m.source, m.act) == (state, act)), None)
    if row is None:
        with pytest.raises(IllegalMove):
            ACTS[act](actor=old.cora, disposition=made, today=LATER)
    else:
        ACTS[act](actor=old.cora, disposition=made, today=LATER)
        made.refresh_from_db()
        assert made.state == row.target


def test_the_steps_offered_are_the_steps_that_can_be_taken(old):
    made = proposed(old)
    by_hana = {step.act: step.objections for step in queries.steps(old.hana, made, LATER)}
    assert set(by_hana) == {Act.APPROVE, Act.REFUSE, Act.WITHDRAW}
    assert by_hana[Act.APPROVE]
    assert not queries.steps(old.cora, made, LATER)[0].objections
    assert queries.steps(old.cast.stranger, made, LATER) == []


def test_whoever_proposed_does_not_approve_and_the_database_agrees(old):
    made = proposed(old)
    with pytest.raises(IllegalMove):
        actions.approve(actor=old.hana, disposition=made, today=LATER)
    own = {"state": State.APPROVED, "approved_by": made.proposed_by, "approved_on": LATER}
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.filter(pk=made.pk).update(**own)


def test_nothing_is_destroyed_without_an_approval_and_the_database_agrees(old):
    made = proposed(old)
    with pytest.raises(IllegalMove):
        actions.carry_out(actor=old.cora, disposition=made, today=LATER)
    done = {"state": State.CARRIED_OUT, "ended_by": made.proposed_by, "ended_on": LATER}
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.filter(pk=made.pk).update(**done)


def test_a_record_that_is_not_due_is_not_proposed(old):
    soon = TODAY + timedelta(days=365)
    with pytest.raises(Refused):
        actions.propose(actor=old.hana, scopes=[old.matter.reference], today=soon)
    assert not Disposition.objects.exists()


def test_many_are_proposed_together_or_none(old):
    both = [old.matter.reference, old.aside.reference]
    assert len(actions.propose(actor=old.hana, scopes=both, today=LATER)) == 2
    Disposition.objects.all().delete()
    actions.place_hold(actor=old.hana, scope=old.aside.reference, reason="court", today=LATER)
    with pytest.raises(Refused):
        actions.propose(actor=old.hana, scopes=both, today=LATER)
    assert not Disposition.objects.exists()
    with pytest.raises(Refused):
        actions.propose(actor=old.hana, scopes=[], today=LATER)


def test_a_record_is_proposed_once_and_again_after_it_was_refused(old):
    made = proposed(old)
    with pytest.raises(Refused):
        proposed(old)
    actions.refuse(actor=old.cora, disposition=made, today=LATER)
    assert proposed(old).state == State.PROPOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.filter(pk=made.pk).update(
            state=State.PROPOSED, ended_by=None, ended_on=None
        )


def test_a_reopened_matter_is_due_no_more(old):
    made = approved(old)
    cases.move(actor=old.hana, allegation=old.allegation, act=CaseAct.REOPEN, today=LATER)
    with pytest.raises(IllegalMove):
        actions.carry_out(actor=old.cora, disposition=made, today=LATER)
    assert not Compartment.objects.filter(shredded_on__isnull=False).exists()


def test_a_hold_keeps_a_record_from_being_proposed_approved_and_destroyed(old):
    made = proposed(old)
    hold = actions.place_hold(
        actor=old.hana, scope=old.matter.reference, reason="court", today=LATER
    )
    with pytest.raises(IllegalMove):
        actions.approve(actor=old.cora, disposition=made, today=LATER)
    actions.lift_hold(actor=old.cora, hold=hold, today=LATER)
    actions.approve(actor=old.cora, disposition=made, today=LATER)
    actions.place_hold(actor=old.hana, scope=old.matter.reference, reason="claim", today=LATER)
    with pytest.raises(IllegalMove):
        actions.carry_out(actor=old.cora, disposition=made, today=LATER)
    actions.withdraw(actor=old.cora, disposition=made, today=LATER)
    with pytest.raises(Refused):
        proposed(old)


def test_a_hold_on_a_report_holds_the_matter_it_became_part_of(old):
    actions.place_hold(actor=old.hana, scope=old.report.reference, reason="court", today=LATER)
    with pytest.raises(Refused):
        proposed(old)
    due = {row.scope for row in queries.due(old.hana, LATER)}
    assert due == {old.aside.reference}
    assert [hold.scope for hold in queries.holds_on(old.hana, old.matter.reference)] == [
        old.report.reference
    ]


@pytest.mark.parametrize("state", [State.PROPOSED, State.APPROVED, State.CARRIED_OUT])
def test_the_database_itself_refuses_a_record_under_hold(old, state):
    made = brought_to(old, State.WITHDRAWN)
    actions.place_hold(actor=old.hana, scope=old.matter.reference, reason="court", today=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.filter(pk=made.pk).update(state=state)
    made.pk, made.reference, made.state = None, "0" * 16, State.PROPOSED
    made.ended_by = made.ended_on = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_one_hold_stands_for_each_reason_and_the_database_agrees(old):
    scope = old.matter.reference
    hold = actions.place_hold(actor=old.hana, scope=scope, reason="court", today=LATER)
    actions.place_hold(actor=old.hana, scope=scope, reason="claim", today=LATER)
    with pytest.raises(Refused):
        actions.place_hold(actor=old.cora, scope=scope, reason="court", today=LATER)
    with pytest.raises(Refused):
        actions.place_hold(actor=old.cora, scope=scope, reason="a whim", today=LATER)
    hold.pk, hold.reference = None, "0" * 16
    with pytest.raises(IntegrityError), transaction.atomic():
        hold.save(force_insert=True)
    for standing in Hold.objects.filter(reason="court"):
        actions.lift_hold(actor=old.cora, hold=standing, today=LATER)
        with pytest.raises(Refused):
            actions.lift_hold(actor=old.cora, hold=standing, today=LATER)


@pytest.mark.parametrize(
    "name", ["officer", "investigator", "state", "auditor", "statistician", "stranger"]
)
def test_a_stranger_learns_nothing_from_the_refusal(old, name):
    stranger, made = getattr(old.cast, name), approved(old)
    hold = actions.place_hold(
        actor=old.hana, scope=old.aside.reference, reason="court", today=LATER
    )
    for scope in (old.matter.reference, "0" * 16):
        with pytest.raises(Denied) as refused:
            actions.propose(actor=stranger, scopes=[scope], today=LATER)
        assert str(refused.value) == "retention:propose"
        with pytest.raises(Denied):
            actions.place_hold(actor=stranger, scope=scope, reason="court", today=LATER)
    with pytest.raises(Denied):
        actions.lift_hold(actor=stranger, hold=hold, today=LATER)
    for asked in (queries.counts, queries.due):
        with pytest.raises(Denied):
            asked(stranger, LATER)
    for listed in (queries.dispositions, queries.holds, queries.tombstones, queries.to_decide):
        assert not listed(stranger).exists()
    with pytest.raises(Denied):
        queries.disposition(stranger, made.reference)
    assert queries.holds_on(stranger, old.aside.reference) == []


def test_an_officer_behind_a_wall_sees_and_decides_nothing_about_the_record(old):
    made = approved(old)
    hold = actions.place_hold(
        actor=old.hana, scope=old.report.reference, reason="court", today=LATER
    )
    access.wall_off(
        actor=old.hana,
        account=people.account_of(old.cora),
        scope=old.matter.reference,
        source=WallSource.DECLARED,
        today=LATER,
    )
    assert {row.scope for row in queries.due(old.cora, LATER)} == {old.aside.reference}
    assert not queries.dispositions(old.cora).exists()
    for act in ACTS.values():
        with pytest.raises(Denied):
            act(actor=old.cora, disposition=made, today=LATER)
    with pytest.raises(Denied):
        actions.place_hold(actor=old.cora, scope=old.matter.reference, reason="claim", today=LATER)
    with pytest.raises(Denied):
        actions.lift_hold(actor=old.cora, hold=hold, today=LATER)


def test_no_duty_decides(old):
    clerk = actors.system("retention", Role.HEADQUARTERS_OFFICER)
    with pytest.raises(Denied):
        actions.propose(actor=clerk, scopes=[old.matter.reference], today=LATER)
    with pytest.raises(Denied):
        actions.place_hold(actor=clerk, scope=old.matter.reference, reason="court", today=LATER)


def test_a_tombstone_says_what_was_destroyed_and_cannot_be_told_differently(old):
    stone = actions.carry_out(actor=old.hana, disposition=approved(old), today=LATER)
    assert (stone.kind, stone.number) == (Kind.MATTER, old.matter.number)
    assert stone.certificate == f"CD-{LATER.year}-0001"
    assert stone.compartments >= 5
    assert stone.files == 1
    assert stone.hash == certificates.fingerprint(certificates.said_of(stone))
    assert stone.hash in Entry.objects.get(event="disposition.carry-out").detail
    for row in (Tombstone.objects.filter(pk=stone.pk), Disposition.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(series="CD-99")


def test_certificates_are_numbered_without_a_gap(old):
    for scope in (old.matter.reference, old.aside.reference):
        actions.carry_out(actor=old.hana, disposition=approved(old, scope), today=LATER)
    numbers = sorted(Tombstone.objects.values_list("certificate", flat=True))
    assert numbers == [f"CD-{LATER.year}-0001", f"CD-{LATER.year}-0002"]


def test_what_is_destroyed_is_due_no_more(old):
    actions.carry_out(actor=old.hana, disposition=approved(old), today=LATER)
    assert {row.scope for row in queries.due(old.hana, LATER)} == {old.aside.reference}
    with pytest.raises(Refused):
        proposed(old)


def test_the_table_leaves_no_open_state_without_a_way_out():
    assert {move.source for move in MOVES} == set(OPEN)
    assert all(moves.possible(MOVES, state) == () for state in set(State) - OPEN)
