"""What the case file answers, to whom, and with how many questions to the database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.cases import actions as cases
from safeconduct.cases import queries
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Matter
from safeconduct.cases.queries import OVERDUE, THIS_WEEK, Sieve
from safeconduct.cases.rules import MOVES
from safeconduct.cases.terms import Act, Part, State, SubjectKind
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


def matter(cast, mission=None, on=TODAY):
    actor = cast.headquarters if mission else cast.officer
    return cases.open_matter(actor=actor, mission=mission or cast.minara, received_on=on, today=on)


def charge(cast, of, conduct="sea-rape"):
    subject = cases.add_subject(
        actor=cast.officer,
        matter=of,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", state="RO"),
        identity="A name",
        today=TODAY,
    )
    return cases.allege(
        actor=cast.officer,
        matter=of,
        subject=subject,
        charge=Charge(conduct=conduct, incident_from=TODAY),
        received_on=TODAY,
        today=TODAY,
    )


def test_nobody_reads_another_missions_matter_by_any_question(cast):
    ours = matter(cast)
    allegation = charge(cast, ours)
    stranger = cast.stranger
    assert list(queries.readable_by(stranger)) == []
    assert list(queries.listed(stranger, Sieve(number=ours.number), TODAY)) == []
    assert queries.numbered(stranger, ours.number) is None
    assert queries.missions_read(stranger) == []
    assert queries.charges(stranger, [ours.pk]) == {ours.pk: []}
    assert queries.openable(stranger, ours.reference) == frozenset()
    assert queries.permissions_on(stranger, ours) == frozenset()
    for rows in (queries.timeline, queries.team, queries.subjects, queries.victims):
        assert list(rows(stranger, ours)) == []
    assert queries.allegations(stranger, ours) == []
    for one, reference in (
        (queries.matter, ours.reference),
        (queries.allegation, allegation.reference),
    ):
        with pytest.raises(gate.Denied):
            one(stranger, reference)
    with pytest.raises(gate.Denied):
        queries.assignable(stranger, ours)


def test_the_auditor_and_the_statistician_read_no_matter(cast):
    ours = matter(cast)
    for actor in (cast.auditor, cast.statistician, cast.state):
        assert list(queries.readable_by(actor)) == []
        with pytest.raises(gate.Denied):
            queries.clocks(actor, [ours.reference])


def test_a_number_is_found_whole_or_by_its_beginning_and_in_any_case(cast):
    first, second = matter(cast), matter(cast)
    ours = Sieve(number=" minara-2026 ")
    assert list(queries.listed(cast.officer, ours, TODAY)) == [second, first]
    whole = Sieve(number=first.number)
    assert list(queries.listed(cast.officer, whole, TODAY)) == [first]
    inside = Sieve(number="2026-00001")
    assert list(queries.listed(cast.officer, inside, TODAY)) == []


def test_a_wild_card_typed_into_the_search_finds_nothing(cast):
    matter(cast)
    for typed in ("%", "_", "MINARA_2026"):
        assert list(queries.listed(cast.officer, Sieve(number=typed), TODAY)) == []


def test_what_is_overdue_and_what_falls_due_follows_the_clocks(cast):
    ours = matter(cast)
    due = ours.next_due
    late, early = Sieve(due=OVERDUE), Sieve(due=THIS_WEEK)
    for today, is_late, is_early in (
        (due - timedelta(days=8), False, False),
        (due - timedelta(days=7), False, True),
        (due, False, True),
        (due + timedelta(days=1), True, False),
    ):
        assert queries.listed(cast.officer, late, today).exists() == is_late
        assert queries.listed(cast.officer, early, today).exists() == is_early


def test_mine_are_those_i_lead_or_work_on(cast):
    ours = matter(cast)
    matter(cast)
    ivo = people.account_of(cast.investigator)
    cases.assign(actor=cast.officer, matter=ours, account=ivo, part=Part.INVESTIGATOR, today=TODAY)
    assert list(queries.listed(cast.investigator, Sieve(mine=True), TODAY)) == [ours]
    assert queries.by_stage(cast.investigator) == {State.RECEIVED: 1}
    assert queries.by_stage(cast.officer) == {}


def test_a_change_counts_for_seven_days(cast):
    ours = matter(cast)
    changed = Sieve(changed=True)
    assert list(queries.listed(cast.officer, changed, TODAY + timedelta(days=7))) == [ours]
    assert list(queries.listed(cast.officer, changed, TODAY + timedelta(days=8))) == []


def test_nobody_walled_off_or_out_of_reach_is_offered_for_the_team(cast):
    ours = matter(cast)
    offered = {account.username for account in queries.assignable(cast.officer, ours)}
    assert offered == {"osei", "hana", "ivo", "cora"}


def test_the_steps_offered_are_the_rows_of_the_table_that_this_person_may_take(cast):
    allegation = charge(cast, matter(cast))
    for state in State:
        allegation.state = state
        for permission in Permission:
            offered = {step.act for step in queries.steps(allegation, {permission})}
            assert offered == {
                Act(m.act) for m in MOVES if m.source == state and m.permission == permission
            }


def test_a_step_tells_what_still_stands_against_it(cast):
    allegation = queries.allegation(cast.headquarters, charge(cast, matter(cast)).reference)
    allegation.state = State.REPORTED
    (find,) = (
        s for s in queries.steps(allegation, {Permission.FINDING_RECORD}) if s.act == Act.FIND
    )
    assert find.objections == ("Record the final finding first.",)


def test_a_list_of_any_length_takes_the_same_number_of_questions(cast, django_assert_num_queries):
    for size in (1, 5):
        for _ in range(size):
            charge(cast, matter(cast))
        with django_assert_num_queries(2):
            rows = list(queries.listed(cast.officer, Sieve(), TODAY)[:25])
            assert all(row.mission.code for row in rows)
            queries.charges(cast.officer, [row.pk for row in rows])


def test_a_file_of_any_size_takes_the_same_number_of_questions(cast, django_assert_num_queries):
    ours = matter(cast)
    for conduct in ("sea-rape", "sea-solicitation", "sea-trafficking"):
        charge(cast, ours, conduct)
        with django_assert_num_queries(4):
            for allegation in queries.allegations(cast.officer, ours):
                assert allegation.subject.category
                assert allegation.final_result == ""
                assert not allegation.has_final_measure
                assert list(allegation.victims.all()) == []
        with django_assert_num_queries(1):
            assert [e.seal for e in queries.timeline(cast.officer, ours)]


def test_the_list_walks_an_index_and_never_sorts_the_table(cast):
    plan = queries.listed(cast.headquarters, Sieve(), TODAY)[:26].explain()
    assert Matter.objects.count() == 0
    assert "TEMP B-TREE" not in plan.upper()
