"""Whoever should open a thing opens it, and nobody else, whatever was given and taken before.

A plain model of sets stands beside the vault. After every act both must agree; at the end a thief
tries every secret somebody ever held on every box the database ever had.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import actors
from safeconduct.intake import queries as intake
from safeconduct.roster import actions as roster
from safeconduct.vault import actions as vault
from safeconduct.vault import days, queries, rekeying
from safeconduct.vault.models import Errand
from safeconduct.vault.terms import Kind
from tests import people
from tests.vault.model import PEOPLE, TAKES, THINGS, build, chosen, opens, seen, sleep, stolen, take

pytestmark = pytest.mark.django_db


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(numbers=st.lists(st.integers(0, 10**6), min_size=2, max_size=12))
def test_who_opens_is_who_should_whatever_was_given_and_taken(db, numbers):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        world = build()
        patch.setattr(days, "today", lambda: world.today)
        world.copy()
        for number in numbers:
            step = chosen(world, number)
            before = [seen(world, person) for person in PEOPLE]
            take(world, step)
            whom = world.people[step.whom]
            assert opens(world, whom, step.thing) == world.may(step.whom, step.thing)
            for person in PEOPLE:
                may = {world.things[t].pk for t in THINGS if world.may(person, t)}
                assert seen(world, person) == may, step
                assert step.act not in TAKES or may <= before[person]
        sleep(world, duty=True)
        for _again in range(2):
            for actor in world.people:
                roster.run_errands(actor=actor, limit=100)
        world.copy()
        assert not Errand.objects.exists()
        for thing, compartment in enumerate(world.things):
            assert opens(world, world.mailbox, thing)
            for person, actor in enumerate(world.people):
                may = world.may(person, thing)
                assert opens(world, actor, thing) == may
                assert stolen(world, person, compartment) == may
        transaction.set_rollback(True)


def test_errands_that_broke_off_are_gone_on_with(db, monkeypatch):
    world = build()
    for number in range(5):
        vault.open_compartment(
            actor=people.SETUP,
            kind=Kind.NOTES,
            scope=f"more-{number}",
            holders=[world.desks[0].keyring],
            reason="test",
        )
    ring = people.keyring_of(world.people[1])
    roster.release(actor=world.people[0], desk=world.desks[0], member=ring, reason="test")
    waiting = Errand.objects.count()
    sealed_again = rekeying._seal_texts
    calls = []

    def breaks(*pair):
        calls.append(pair)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        sealed_again(*pair)

    monkeypatch.setattr(rekeying, "_seal_texts", breaks)
    with pytest.raises(RuntimeError):
        vault.run_errands(actor=world.people[0], limit=10)
    assert Errand.objects.count() == waiting - 2
    assert vault.run_errands(actor=world.people[0], limit=10) == (waiting - 2, 0)
    assert opens(world, world.people[0], 0)
    assert not opens(world, world.people[1], 0)


def test_a_reporter_keeps_her_mailbox_when_an_officer_is_let_go(db):
    cast = people.house()
    report, receipt = people.report_from_amina(cast.minara, words="What happened.")
    ring = people.keyring_of(cast.investigator)
    vault.grant(actor=cast.officer, compartment=report.compartment, holder=ring, reason="test")
    vault.withdraw(actor=cast.officer, compartment=report.compartment, holder=ring, reason="test")
    box = intake.mailbox_for(actors.reporter(), receipt)
    sealed = report.answers.reference
    assert (
        "What happened."
        in vault.open_seals(actor=box.actor, references=[sealed], reason="test")[sealed]
    )


def test_who_left_alone_in_something_is_told_of_it(db):
    world = build()
    ring = people.keyring_of(world.people[0])
    alone = queries.alone_in(people.SETUP, ring)
    assert [c.pk for c in alone.compartments] == [world.things[2].pk]
    assert alone.desks == []
    other = people.keyring_of(world.people[1])
    vault.expel_member(actor=people.SETUP, desk=world.desks[0].keyring, member=other, reason="test")
    alone = queries.alone_in(people.SETUP, ring)
    assert {c.pk for c in alone.compartments} == {world.things[0].pk, world.things[2].pk}
    assert alone.desks == [world.desks[0].keyring]
