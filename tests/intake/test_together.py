"""A flood of reports that look alike: put aside in one act, and back in one, with nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from safeconduct.access import gate
from safeconduct.audit.models import Entry
from safeconduct.base import moves
from safeconduct.cases.models import Clock
from safeconduct.intake import actions as intake
from safeconduct.intake import alike, queries
from safeconduct.intake.models import Heap, Report
from safeconduct.intake.terms import SetAside, State
from tests import people
from tests.people import TODAY
from tests.retention.test_races import at_once

pytestmark = pytest.mark.django_db
FLOOD = alike.FEWEST + 2


@pytest.fixture
def cast() -> people.House:
    return people.house()


@pytest.fixture
def flood(cast) -> list[tuple[Report, str]]:
    """Reports that look alike, each with the receipt its sender has."""
    sent = [people.report_from_amina(cast.minara, key=f"junk-{n}") for n in range(FLOOD)]
    people.report_from_amina(cast.minara, key="long", words="Long. " * 2000)
    return sent


def put_aside(cast: people.House, why: SetAside = SetAside.NO_CONTENT) -> Heap:
    (crowd,) = alike.crowds(cast.officer)
    return intake.set_aside_together(
        actor=cast.officer, likeness=crowd.likeness, expected=crowd.count, why=why, today=TODAY
    )


def waiting() -> int:
    return Report.objects.filter(state=State.RECEIVED).count()


def clocks() -> set[str]:
    return set(Clock.objects.filter(met_on=None).values_list("scope", flat=True))


def test_what_looks_alike_is_counted_and_what_does_not_is_left_out(cast, flood):
    (crowd,) = alike.crowds(cast.officer)
    assert (crowd.count, crowd.usual) == (FLOOD, 0)
    assert crowd.likeness.mission == "MINARA"
    found = alike.alike(cast.officer, crowd.likeness)
    assert set(found) == {report for report, _receipt in flood}


def test_what_usually_comes_is_told_beside_what_came(cast, flood):
    Report.objects.filter(pk__in=[r.pk for r, _x in flood[:2]]).update(
        received_on=TODAY - timedelta(days=3)
    )
    (crowd,) = alike.crowds(cast.officer)
    assert crowd.count == FLOOD - 2
    assert crowd.usual == pytest.approx(2 / 28)


def test_a_few_alike_are_no_crowd(cast):
    for number in range(alike.FEWEST - 1):
        people.report_from_amina(cast.minara, key=f"few-{number}")
    assert alike.crowds(cast.officer) == []


def test_a_crowd_leaves_in_one_act_with_one_entry_that_tells_its_number(cast, flood):
    before = Entry.objects.count()
    heap = put_aside(cast)
    assert waiting() == 1
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("seq").last()
    assert (entry.event, entry.subject, entry.reason) == (
        "report.together",
        heap.reference,
        "no-content",
    )
    assert f'"count":{FLOOD}' in entry.detail
    assert not clocks() & {report.reference for report, _receipt in flood}


def test_it_comes_back_in_one_act_exactly_as_it_was(cast, flood):
    was = list(Report.objects.order_by("pk").values())
    ran = set(Clock.objects.values_list("scope", "code", "started_on", "due_on", "met_on"))
    heap = put_aside(cast)
    before = Entry.objects.count()
    assert intake.undo_together(actor=cast.officer, heap=heap, today=TODAY) == FLOOD
    assert list(Report.objects.order_by("pk").values()) == was
    assert ran == set(Clock.objects.values_list("scope", "code", "started_on", "due_on", "met_on"))
    assert Entry.objects.count() == before + 1
    assert list(alike.heaps(cast.officer)) == []
    with pytest.raises(gate.Denied):
        intake.undo_together(actor=cast.officer, heap=heap, today=TODAY)


@pytest.mark.parametrize("more", [-1, 1])
def test_another_number_than_was_shown_is_not_put_aside(cast, flood, more):
    (crowd,) = alike.crowds(cast.officer)
    with pytest.raises(moves.IllegalMove):
        intake.set_aside_together(
            actor=cast.officer,
            likeness=crowd.likeness,
            expected=crowd.count + more,
            why=SetAside.TEST,
            today=TODAY,
        )
    assert waiting() == FLOOD + 1
    assert not Heap.objects.exists()


def test_nothing_alike_puts_nothing_aside(cast, flood):
    (crowd,) = alike.crowds(cast.officer)
    other = replace(crowd.likeness, language="ar")
    for expected in (0, FLOOD):
        with pytest.raises(moves.IllegalMove):
            intake.set_aside_together(
                actor=cast.officer,
                likeness=other,
                expected=expected,
                why=SetAside.TEST,
                today=TODAY,
            )


def test_urgent_reports_and_those_whose_sender_came_back_are_never_among_them(cast, flood):
    (urgent, _), (written, receipt), (wished, other) = flood[:3]
    Report.objects.filter(pk=urgent.pk).update(urgent=True)
    amina = queries.mailbox_for(people.actors.reporter(), receipt)
    intake.write_to_desk(actor=amina.actor, report=amina.report, text="Me again.", today=TODAY)
    caller = queries.mailbox_for(people.actors.reporter(), other)
    intake.withdraw(actor=caller.actor, report=caller.report, today=TODAY)
    Report.objects.filter(pk=urgent.pk).update(urgent=True)
    for number in range(3):
        people.report_from_amina(cast.minara, key=f"more-{number}")
    put_aside(cast)
    left = set(Report.objects.filter(state=State.RECEIVED))
    assert {urgent, written, wished} <= left
    assert len(left) == 4


def test_somebody_of_another_mission_sees_and_moves_nothing(cast, flood):
    assert alike.crowds(cast.stranger) == []
    (crowd,) = alike.crowds(cast.officer)
    with pytest.raises(moves.IllegalMove):
        intake.set_aside_together(
            actor=cast.stranger,
            likeness=crowd.likeness,
            expected=FLOOD,
            why=SetAside.TEST,
            today=TODAY,
        )
    heap = put_aside(cast)
    assert list(alike.heaps(cast.stranger)) == []
    with pytest.raises(gate.Denied):
        alike.heap(cast.stranger, heap.reference)
    with pytest.raises(gate.Denied):
        intake.undo_together(actor=cast.stranger, heap=heap, today=TODAY)


def test_who_may_not_triage_sets_nothing_aside(cast, flood):
    (crowd,) = alike.crowds(cast.officer)
    with pytest.raises(gate.Denied):
        intake.set_aside_together(
            actor=cast.auditor,
            likeness=crowd.likeness,
            expected=FLOOD,
            why=SetAside.TEST,
            today=TODAY,
        )


def test_whoever_opens_their_mailbox_is_waiting_again_and_was_never_told_it_is_closed(cast, flood):
    put_aside(cast)
    real, receipt = flood[4]
    amina = queries.mailbox_for(people.actors.reporter(), receipt)
    assert intake.read_mailbox(actor=amina.actor, report=amina.report, today=TODAY) == []
    assert amina.report.state == State.RECEIVED
    real.refresh_from_db()
    assert (real.state, real.heap, real.set_aside_as) == (State.RECEIVED, None, "")
    assert real.reference in clocks()
    assert waiting() == 2


def test_one_of_them_is_taken_up_alone_and_waits_for_its_first_answer(cast, flood):
    heap = put_aside(cast)
    one = intake.reconsider(actor=cast.officer, report=flood[0][0])
    assert (one.state, one.heap) == (State.RECEIVED, None)
    assert one.reference in clocks()
    assert intake.undo_together(actor=cast.officer, heap=heap, today=TODAY) == FLOOD - 1


def test_a_report_that_was_answered_and_set_aside_stays_so_when_its_sender_looks(cast, flood):
    report, receipt = flood[0]
    intake.acknowledge(actor=cast.officer, report=report, text="Thank you.", today=TODAY)
    intake.set_aside(actor=cast.officer, report=report, why=SetAside.TEST, today=TODAY)
    amina = queries.mailbox_for(people.actors.reporter(), receipt)
    intake.read_mailbox(actor=amina.actor, report=amina.report, today=TODAY)
    report.refresh_from_db()
    assert report.state == State.SET_ASIDE


def test_the_ticked_leave_and_no_other(cast, flood):
    (crowd,) = alike.crowds(cast.officer)
    some = [report.reference for report, _receipt in flood[:4]]
    heap = put_ticked(cast, crowd.likeness, some, expected=4)
    assert set(heap.reports.values_list("reference", flat=True)) == set(some)
    assert waiting() == FLOOD + 1 - 4
    assert not clocks() & set(some)
    assert intake.undo_together(actor=cast.officer, heap=heap, today=TODAY) == 4
    assert set(some) <= clocks()


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("state", State)
def test_of_the_ticked_only_what_waits_and_says_no_danger_ever_moves(cast, flood, state, urgent):
    (crowd,) = alike.crowds(cast.officer)
    one, other = flood[0][0], flood[1][0].reference
    Report.objects.filter(pk=one.pk).update(urgent=urgent)
    brought_to(cast, one, state)
    if (state, urgent) == (State.RECEIVED, False):
        assert put_ticked(cast, crowd.likeness, [one.reference], expected=1).count == 1
        return
    for ticked in ([one.reference], [one.reference, other]):
        with pytest.raises(moves.IllegalMove):
            put_ticked(cast, crowd.likeness, ticked, expected=len(ticked))
    assert not Heap.objects.exists()


def brought_to(cast, report: Report, state: State) -> None:
    """Bring a report that waits to a state, by the acts that lead there."""
    if state == State.RECEIVED:
        return
    report.refresh_from_db()
    intake.acknowledge(actor=cast.officer, report=report, text="Thank you.", today=TODAY)
    if state == State.SET_ASIDE:
        intake.set_aside(actor=cast.officer, report=report, why=SetAside.TEST, today=TODAY)
    if state == State.JOINED:
        intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)


def test_a_tick_on_a_report_of_another_crowd_or_out_of_reach_moves_nothing(cast, flood):
    (crowd,) = alike.crowds(cast.officer)
    long = Report.objects.get(submission="long")
    with pytest.raises(moves.IllegalMove):
        put_ticked(cast, crowd.likeness, [long.reference], expected=1)
    refusals = []
    for reference in (flood[0][0].reference, "0123456789abcdef"):
        with pytest.raises(moves.IllegalMove) as refused:
            put_ticked(cast, crowd.likeness, [reference], expected=1, actor=cast.stranger)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]
    with pytest.raises(gate.Denied):
        put_ticked(cast, crowd.likeness, [flood[0][0].reference], expected=1, actor=cast.auditor)


def put_ticked(cast, likeness, ticked, *, expected, actor=None) -> Heap:
    return intake.set_aside_together(
        actor=actor or cast.officer,
        likeness=likeness,
        expected=expected,
        ticked=ticked,
        why=SetAside.TEST,
        today=TODAY,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_sets_them_aside_and_the_other_is_told(many_hands):
    cast = people.house()
    for number in range(FLOOD):
        people.report_from_amina(cast.minara, key=f"junk-{number}")
    (crowd,) = alike.crowds(cast.officer)
    references = list(Report.objects.values_list("reference", flat=True))
    went = at_once(
        lambda: put_ticked(cast, crowd.likeness, references[:6], expected=6),
        lambda: put_ticked(cast, crowd.likeness, references[3:], expected=FLOOD - 3),
    )
    assert sorted(went) == [False, True]
    heap = Heap.objects.get()
    assert heap.reports.count() == heap.count == Report.objects.exclude(heap=None).count()
