"""What a State answers, what waits for it, and what the walls and the database say meanwhile."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.models import Account
from safeconduct.access.terms import WallSource
from safeconduct.base.moves import IllegalMove
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Clock
from safeconduct.cases.terms import EventKind
from safeconduct.memberstates import actions, queries
from safeconduct.memberstates.actions import Answer
from safeconduct.memberstates.models import Referral, ReferredCharge
from safeconduct.memberstates.terms import Act, Stage
from safeconduct.post.models import Letter
from safeconduct.vault import actions as vault
from tests import people
from tests.memberstates import corridors
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("election", [Act.ELECT_OWN, Act.ELECT_JOINT, Act.DECLINE])
def test_an_answer_is_sealed_to_both_sides_and_meets_the_clock(scene, referral, election):
    later = TODAY + timedelta(days=3)
    named = {} if election == Act.DECLINE else {"officer": "Col. Canary", "contact": "+00 1"}
    done = actions.answer(
        actor=scene.cast.state,
        referral=referral,
        election=election,
        answer=Answer("We have decided.", **named),
        today=later,
    )
    assert (done.election, done.answered_on, done.officer_named) == (
        election.value,
        later,
        bool(named),
    )
    assert Clock.objects.get(scope=scene.matter.reference, code="state-election").met_on == later
    event = scene.matter.events.get(kind=EventKind.REFERRAL_ANSWERED)
    assert (event.code, event.seal) == (election.value, done.answer)
    for reader in (scene.cast.state, scene.cast.headquarters, scene.cast.officer):
        opened = vault.open_seals(
            actor=reader, references=[done.answer.reference], reason="referral"
        )
        assert opened[done.answer.reference].startswith("We have decided.")
        assert ("Col. Canary" in opened[done.answer.reference]) == bool(named)
    for reader in (scene.bram, scene.cast.stranger, scene.cast.investigator):
        with pytest.raises(gate.Denied):
            vault.open_seals(actor=reader, references=[done.answer.reference], reason="x")


def test_the_clock_of_a_matter_waits_for_its_last_answer(scene, referral):
    other = actions.send(
        actor=scene.cast.headquarters,
        matter=scene.matter,
        state="KE",
        allegations=[scene.other],
        letter="Please.",
        today=TODAY + timedelta(days=7),
    )
    clock = Clock.objects.get(scope=scene.matter.reference, code="state-election")
    assert (clock.due_on, clock.met_on) == (referral.due_on, None)
    corridors.act_on(scene.cast.state, referral, Act.ELECT_OWN)
    clock.refresh_from_db()
    assert (clock.due_on, clock.met_on) == (other.due_on, None)
    actions.answer(
        actor=scene.bram,
        referral=other,
        election=Act.DECLINE,
        answer=Answer("No."),
        today=TODAY + timedelta(days=8),
    )
    clock.refresh_from_db()
    assert clock.met_on == TODAY + timedelta(days=8)


def test_silence_is_shown_as_overdue_and_changes_nothing(scene, referral):
    late = referral.due_on + timedelta(days=1)
    assert list(queries.overdue(scene.cast.headquarters, referral.due_on)) == []
    assert list(queries.overdue(scene.cast.headquarters, late)) == [referral]
    assert list(queries.overdue(scene.bram, late)) == []
    corridors.act_on(scene.cast.state, referral, Act.ACKNOWLEDGE)
    assert list(queries.overdue(scene.cast.headquarters, late)) == [referral]
    corridors.act_on(scene.cast.state, referral, Act.DECLINE)
    assert list(queries.overdue(scene.cast.headquarters, late)) == []


def test_a_state_that_declines_names_no_investigator(scene, referral):
    with pytest.raises(Refused), transaction.atomic():
        actions.answer(
            actor=scene.cast.state,
            referral=referral,
            election=Act.DECLINE,
            answer=Answer("No.", "Col. Canary"),
            today=TODAY,
        )
    assert Referral.objects.get(pk=referral.pk).stage == Stage.SENT


def test_receipt_is_no_answer(scene, referral):
    with pytest.raises(IllegalMove), transaction.atomic():
        actions.answer(
            actor=scene.cast.state,
            referral=referral,
            election=Act.ACKNOWLEDGE,
            answer=Answer("Thank you."),
            today=TODAY,
        )


def test_a_wall_around_the_matter_shuts_the_corridor_too(scene, referral):
    access.wall_off(
        actor=scene.cast.headquarters,
        account=people.account_of(scene.cast.state),
        scope=scene.matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    assert not queries.corridor(scene.cast.state).exists()
    with pytest.raises(gate.Denied):
        corridors.act_on(scene.cast.state, referral, Act.ACKNOWLEDGE)
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=scene.cast.state, references=[referral.letter.reference], reason="x")
    # Nor is somebody walled off told by mail that there is more.
    Letter.objects.all().delete()
    actions.send(
        actor=scene.cast.headquarters,
        matter=scene.matter,
        state="RO",
        allegations=[scene.second],
        letter="Please.",
        today=TODAY,
    )
    assert not Letter.objects.exists()


def test_focal_points_of_the_state_alone_are_written_to_and_the_letter_says_nothing(scene):
    Account.objects.filter(pk=scene.bram.account).update(email="bram@elsewhere.example")
    corridors.sent(scene)
    letter = Letter.objects.get()
    assert (letter.address, letter.template, letter.language) == (corridors.MAIL, "waiting", "ar")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": ""},
        {"due_on": TODAY - timedelta(days=1)},
        {"answered_on": TODAY},
        {"stage": Stage.ELECTED},
        {"stage": Stage.DECLINED, "election": "decline", "answered_on": TODAY},
        {"stage": Stage.ACKNOWLEDGED},
        {"election": "elect-own"},
        {"officer_named": True},
        {"acknowledged_on": TODAY - timedelta(days=1), "stage": Stage.ACKNOWLEDGED},
    ],
    ids="+".join,
)
def test_the_database_refuses_a_referral_that_contradicts_itself(scene, referral, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**wrong)


def test_the_database_takes_no_day_of_an_incident_and_no_charge_twice(scene, referral):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        ReferredCharge.objects.filter(referral=referral).update(incident="2026-01-17")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferredCharge.objects.create(
            referral=referral, allegation=scene.own, conduct="curfew", category="mc"
        )
