"""What a reporter decides after sending: sealed, taken back at will, and never a bar to help."""

from __future__ import annotations

import json
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actors, gate
from safeconduct.base import moves
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.models import Wish
from safeconduct.intake.rules import MOVES, PUBLIC_STATUS
from safeconduct.intake.terms import Act, Ended, SetAside, State, Wished
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Seal
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
WAYS = intake.Ways("+00 000 0000", "Mondays, before noon")


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def sent(cast):
    report, receipt = people.report_from_amina(cast.minara)
    return report, queries.mailbox_for(actors.reporter(), receipt).actor


def bring_to(cast, report, state):
    if state != State.RECEIVED:
        intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=TODAY)
    if state == State.SET_ASIDE:
        why = SetAside.NOT_MISCONDUCT
        intake.set_aside(actor=cast.officer, report=report, why=why, today=TODAY)
    if state == State.JOINED:
        intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    report.refresh_from_db()


def decide(owner, report, kind):
    given = {"actor": owner, "report": report, "today": TODAY}
    if kind == Wished.CONTACT:
        return intake.allow_contact(ways=WAYS, **given)
    if kind == Wished.CALL:
        return intake.ask_for_call(ways=WAYS, **given)
    act = intake.refuse_contact if kind == Wished.SILENCE else intake.withdraw
    return act(**given)


@pytest.mark.parametrize(("kind", "state"), list(product(Wished, State)))
def test_a_wish_stands_in_every_state_but_a_closed_report_is_not_withdrawn(cast, sent, kind, state):
    report, owner = sent
    bring_to(cast, report, state)
    if kind == Wished.WITHDRAWN and PUBLIC_STATUS[state] == "closed":
        with pytest.raises(moves.IllegalMove):
            decide(owner, report, kind)
        assert not Wish.objects.exists()
        return
    decide(owner, report, kind)
    assert set(queries.wishes(cast.officer, report)) == {kind}
    assert intake.take_back(actor=owner, report=report, kind=kind, today=TODAY)
    assert queries.wishes(owner, report) == {}
    assert Wish.objects.get().ended_as == Ended.TAKEN_BACK


@pytest.mark.parametrize("kind", [Wished.CONTACT, Wished.CALL])
def test_the_desk_opens_how_to_reach_somebody_and_the_words_go_when_it_is_taken_back(
    cast, sent, kind
):
    report, owner = sent
    seal = decide(owner, report, kind).seal
    opened = vault.open_seals(actor=cast.officer, references=[seal.reference], reason="answer")
    assert json.loads(opened[seal.reference]) == {"how": WAYS.how, "when": WAYS.when}
    intake.take_back(actor=owner, report=report, kind=kind, today=TODAY)
    assert not Seal.objects.filter(pk=seal.pk).exists()


def test_who_wants_no_contact_is_neither_contacted_nor_called(cast, sent):
    report, owner = sent
    decide(owner, report, Wished.CONTACT)
    decide(owner, report, Wished.CALL)
    decide(owner, report, Wished.SILENCE)
    assert set(queries.wishes(cast.officer, report)) == {Wished.SILENCE}
    assert not queries.waiting_for_a_call(cast.officer).exists()
    decide(owner, report, Wished.CONTACT)
    assert set(queries.wishes(cast.officer, report)) == {Wished.CONTACT}


def test_a_number_given_again_replaces_the_one_before(cast, sent):
    report, owner = sent
    first = decide(owner, report, Wished.CALL).seal
    decide(owner, report, Wished.CALL)
    assert not Seal.objects.filter(pk=first.pk).exists()
    assert Wish.objects.filter(ended_on__isnull=True).count() == 1


def test_a_call_waits_at_the_desk_until_it_was_made_and_then_its_number_is_gone(cast, sent):
    report, owner = sent
    seal = decide(owner, report, Wished.CALL).seal
    assert list(queries.waiting_for_a_call(cast.officer)) == [report]
    assert not queries.waiting_for_a_call(cast.stranger).exists()
    assert intake.called(actor=cast.officer, report=report, today=TODAY)
    assert not queries.waiting_for_a_call(cast.officer).exists()
    assert not Seal.objects.filter(pk=seal.pk).exists()
    assert not intake.called(actor=cast.officer, report=report, today=TODAY)


def test_nobody_else_decides_for_a_reporter_nor_reads_what_they_decided(cast, sent):
    report, owner = sent
    _other, receipt = people.report_from_amina(cast.minara, key="amina-2")
    another = queries.mailbox_for(actors.reporter(), receipt).actor
    for somebody, kind in product((another, cast.officer, cast.stranger), Wished):
        with pytest.raises(gate.Denied):
            decide(somebody, report, kind)
        with pytest.raises(gate.Denied):
            intake.take_back(actor=somebody, report=report, kind=kind, today=TODAY)
    for somebody in (owner, another, cast.stranger):
        with pytest.raises(gate.Denied):
            intake.called(actor=somebody, report=report, today=TODAY)
    for somebody in (another, cast.stranger):
        with pytest.raises(gate.Denied):
            queries.wishes(somebody, report)


@pytest.mark.parametrize("state", State)
def test_a_withdrawal_closes_no_act_of_the_desk_and_no_help(cast, sent, state):
    report, owner = sent
    bring_to(cast, report, state)
    before = queries.permissions_on(cast.officer, report)
    if PUBLIC_STATUS[state] != "closed":
        decide(owner, report, Wished.WITHDRAWN)
    assert queries.permissions_on(cast.officer, report) == before
    intake.write_to_reporter(actor=cast.officer, report=report, text="Help is there.", today=TODAY)
    letters = intake.read_mailbox(actor=owner, report=report, today=TODAY)
    assert letters[-1].text == "Help is there."
    decide(owner, report, Wished.CALL)
    for move in moves.possible(MOVES, state):
        if move.act not in {Act.JOIN, Act.SET_ASIDE_UNREAD, Act.TAKE_UP}:
            bring = {State.ACKNOWLEDGED: acknowledge, State.SET_ASIDE: aside}[State(move.target)]
            bring(cast, report)


def acknowledge(cast, report):
    if report.state == State.RECEIVED:
        intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=TODAY)
    else:
        intake.reconsider(actor=cast.officer, report=report)


def aside(cast, report):
    why = SetAside.NOT_MISCONDUCT
    intake.set_aside(actor=cast.officer, report=report, why=why, today=TODAY)


def test_pressing_withdraw_twice_withdraws_once(sent):
    report, owner = sent
    assert decide(owner, report, Wished.WITHDRAWN) == decide(owner, report, Wished.WITHDRAWN)


def test_the_table_holds_one_wish_of_a_kind_and_no_words_of_one_that_ended(sent):
    report, owner = sent
    wish = decide(owner, report, Wished.CALL)
    for wrong in ({"ended_on": TODAY}, {"ended_on": TODAY, "ended_as": Ended.DONE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.filter(pk=wish.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.create(report=report, kind=Wished.CALL, made_on=TODAY)


def test_until_when_an_answer_is_due_is_told_to_the_reporter_until_it_came(cast, sent):
    report, owner = sent
    assert queries.answer_due(owner, report) > TODAY
    bring_to(cast, report, State.ACKNOWLEDGED)
    assert queries.answer_due(owner, report) is None
    assert len(queries.unread(owner, report)) == 1
    with pytest.raises(gate.Denied):
        queries.unread(cast.officer, report)
