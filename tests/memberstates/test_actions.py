"""What happens to a referral, for everybody in the cast, at every stage."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.audit import queries as audit
from safeconduct.audit.models import Entry
from safeconduct.base.moves import IllegalMove
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Allegation, Clock, Event
from safeconduct.cases.terms import EventKind, State
from safeconduct.memberstates import actions, queries
from safeconduct.memberstates.models import Referral
from safeconduct.memberstates.terms import Act, Stage
from safeconduct.post.models import Letter
from safeconduct.roster.models import Desk
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Compartment, Grant, Seal
from safeconduct.vault.terms import Kind
from tests.memberstates import corridors
from tests.memberstates.test_rules import LEGAL
from tests.people import TODAY

pytestmark = pytest.mark.django_db
CAST = (
    "officer",
    "headquarters",
    "investigator",
    "state",
    "bram",
    "auditor",
    "statistician",
    "custodian",
    "stranger",
)
MAY_SEND = {"headquarters", "custodian"}
MAY_SEE = {"officer", "headquarters", "custodian", "state"}


def stand_at(referral, stage, seal):
    """Put a referral at a stage, whole enough for the database."""
    told = {
        Stage.SENT: {},
        Stage.ACKNOWLEDGED: {"acknowledged_on": TODAY},
        Stage.ELECTED: {"election": "elect-own", "answered_on": TODAY, "answer": seal},
        Stage.DECLINED: {"election": "decline", "answered_on": TODAY, "answer": seal},
    }[stage]
    Referral.objects.filter(pk=referral.pk).update(stage=stage, **told)
    referral.refresh_from_db()


@pytest.mark.parametrize("name", CAST)
def test_only_the_state_moves_its_referral_and_only_along_the_table(scene, referral, name):
    """Every actor, every act, every stage: never a hand list."""
    actor = scene.actor(name)
    spare = Seal.objects.filter(kind="subject-identity").first()
    for act, stage in product(Act, Stage):
        with transaction.atomic():
            stand_at(referral, stage, spare)
            before = Entry.objects.count(), Event.objects.count()
            if name == "state" and (stage, act) in LEGAL:
                corridors.act_on(actor, referral, act)
                assert Referral.objects.get(pk=referral.pk).stage == LEGAL[stage, act]
                assert Entry.objects.count() > before[0]
                assert Event.objects.count() == before[1] + 1
            else:
                # Sight comes before legality: who cannot see is denied, whatever the stage.
                wrong = (
                    IllegalMove if name in MAY_SEE and (stage, act) not in LEGAL else gate.Denied
                )
                with pytest.raises(wrong), transaction.atomic():
                    corridors.act_on(actor, referral, act)
                assert Referral.objects.get(pk=referral.pk).stage == stage
                assert (Entry.objects.count(), Event.objects.count()) == before
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", CAST)
def test_only_headquarters_sends(scene, name):
    def send():
        return actions.send(
            actor=scene.actor(name),
            matter=scene.matter,
            state="RO",
            allegations=[scene.own],
            letter="Please investigate.",
            today=TODAY,
        )

    if name in MAY_SEND:
        assert send().stage == Stage.SENT
        return
    with pytest.raises(gate.Denied), transaction.atomic():
        send()
    assert not Referral.objects.exists()
    assert not Letter.objects.exists()
    assert Allegation.objects.get(pk=scene.own.pk).state == State.ASSESSED


@pytest.mark.parametrize("name", CAST)
def test_list_and_detail_agree_and_another_state_sees_absence(scene, referral, name):
    actor = scene.actor(name)
    seen = set(queries.readable_by(actor))
    assert seen == ({referral} if name in MAY_SEE else set())
    assert set(queries.of_matter(actor, scene.matter)) == seen
    if name == "state":
        assert queries.in_corridor(actor, referral.reference) == referral
        return
    # The corridor is a State's alone: not even headquarters walks in it.
    assert not queries.corridor(actor).exists()
    for reference in (referral.reference, "0000000000000000"):
        with pytest.raises(gate.Denied):
            queries.in_corridor(actor, reference)


@pytest.mark.parametrize("name", CAST)
def test_the_letter_opens_for_both_sides_and_for_nobody_else(scene, referral, name):
    def opened():
        wanted = [referral.letter.reference]
        return vault.open_seals(actor=scene.actor(name), references=wanted, reason="referral")

    if name in {"officer", "headquarters", "state"}:
        assert opened() == {referral.letter.reference: corridors.LETTER}
        return
    with pytest.raises(gate.Denied):
        opened()


def test_sending_refers_starts_the_clock_and_enters_the_spine(scene, referral):
    assert referral.number == "NV-RO-2026-0001"
    assert referral.due_on == TODAY + timedelta(days=14)  # ten working days from a Monday
    assert Allegation.objects.get(pk=scene.own.pk).state == State.REFERRED
    assert Allegation.objects.get(pk=scene.second.pk).state == State.ASSESSED
    clock = Clock.objects.get(scope=scene.matter.reference, code="state-election")
    assert (clock.started_on, clock.due_on, clock.met_on) == (TODAY, referral.due_on, None)
    scene.matter.refresh_from_db()
    assert scene.matter.next_due == referral.due_on
    event = scene.matter.events.get(kind=EventKind.REFERRAL_SENT)
    assert (event.code, event.seal) == ("RO", referral.letter)
    assert Entry.objects.filter(event="referral.send", subject=scene.matter.reference).count() == 1
    assert list(audit.verify()) == []


def test_an_allegation_referred_or_investigated_already_keeps_its_state(scene):
    for state in (State.REFERRED, State.INVESTIGATING):
        with transaction.atomic():
            Allegation.objects.filter(pk=scene.own.pk).update(state=state)
            corridors.sent(scene)
            assert Allegation.objects.get(pk=scene.own.pk).state == state
            transaction.set_rollback(True)


def test_the_state_is_told_codes_and_a_month_and_what_is_recorded_later_is_not_sent(
    scene, referral
):
    (charge,) = queries.corridor(scene.cast.state).get().charges.all()
    assert (charge.conduct, charge.category, charge.incident) == ("sea-rape", "mc", "2026-01")
    Allegation.objects.filter(pk=scene.own.pk).update(
        conduct="traffic-other", incident_from=date(2025, 2, 2)
    )
    charge.refresh_from_db()
    assert (charge.conduct, charge.incident) == ("sea-rape", "2026-01")


def test_the_state_reaches_nothing_else_of_the_matter(scene, referral):
    held = gate.visible(scene.cast.state, Permission.SEAL_OPEN, Compartment.objects.all())
    assert {compartment.kind for compartment in held} == {Kind.REFERRAL}
    with pytest.raises(gate.Denied):
        gate.require(scene.cast.state, Permission.MATTER_READ, scene.matter)


def test_the_compartment_is_granted_to_three_desks(scene, referral):
    granted = Grant.objects.filter(compartment=referral.compartment).values("holder")
    kinds = Desk.objects.filter(keyring__in=granted).values_list("kind", "state")
    assert set(kinds) == {("state", "RO"), ("mission", ""), ("headquarters", "")}
    assert len(granted) == 3


def test_each_state_counts_its_own_numbers(scene, referral):
    to_other = actions.send(
        actor=scene.cast.headquarters,
        matter=scene.matter,
        state="KE",
        allegations=[scene.other],
        letter="Please.",
        today=TODAY,
    )
    again = actions.send(
        actor=scene.cast.headquarters,
        matter=scene.matter,
        state="RO",
        allegations=[scene.second],
        letter="Please.",
        today=TODAY,
    )
    assert (to_other.number, again.number) == ("NV-KE-2026-0001", "NV-RO-2026-0002")


@pytest.mark.parametrize(
    ("state", "choose", "letter"),
    [
        ("RO", lambda s: [], "Please."),
        ("RO", lambda s: [s.own, s.other], "Please."),
        ("KE", lambda s: [s.own], "Please."),
        ("RO", lambda s: [s.own], "About MINARA-2026-00001."),
        ("RO", lambda s: [s.own], "about minara-2026-00001."),
    ],
    ids=["nothing", "two-states", "wrong-state", "matters-number", "matters-number-small"],
)
def test_what_contradicts_the_file_is_refused_and_leaves_nothing(scene, state, choose, letter):
    before = Entry.objects.count(), Event.objects.count(), Compartment.objects.count()
    with pytest.raises(Refused), transaction.atomic():
        actions.send(
            actor=scene.cast.headquarters,
            matter=scene.matter,
            state=state,
            allegations=choose(scene),
            letter=letter,
            today=TODAY,
        )
    assert (Entry.objects.count(), Event.objects.count(), Compartment.objects.count()) == before


@pytest.mark.parametrize("state", State)
def test_what_is_not_assessed_or_is_settled_is_not_sent(scene, state):
    Allegation.objects.filter(pk=scene.own.pk).update(state=state)
    sendable = scene.own in queries.sendable(scene.cast.headquarters, scene.matter)
    if sendable:
        assert corridors.sent(scene).stage == Stage.SENT
        return
    with pytest.raises(Refused), transaction.atomic():
        corridors.sent(scene)


def test_an_allegation_of_another_matter_is_not_sent_with_this_one(scene):
    elsewhere = cases.open_matter(
        actor=scene.cast.officer, mission=scene.cast.minara, received_on=TODAY, today=TODAY
    )
    with pytest.raises(Refused), transaction.atomic():
        actions.send(
            actor=scene.cast.headquarters,
            matter=elsewhere,
            state="RO",
            allegations=[scene.own],
            letter="Please.",
            today=TODAY,
        )


def test_the_same_allegation_is_sent_to_a_state_once(scene, referral):
    with pytest.raises(Refused), transaction.atomic():
        corridors.sent(scene)
    assert scene.own not in queries.sendable(scene.cast.headquarters, scene.matter)
    assert scene.second in queries.sendable(scene.cast.headquarters, scene.matter)


def test_a_state_without_a_desk_is_refused_plainly(scene):
    stateless = corridors.subject(scene.cast, scene.matter, "FR")
    charge = corridors.allegation(scene.cast, scene.matter, stateless, "curfew")
    assert charge not in queries.sendable(scene.cast.headquarters, scene.matter)
    with pytest.raises(Refused, match="no desk"), transaction.atomic():
        actions.send(
            actor=scene.cast.headquarters,
            matter=scene.matter,
            state="FR",
            allegations=[charge],
            letter="Please.",
            today=TODAY,
        )


def test_only_those_who_send_are_offered_what_could_be_sent(scene):
    for name in set(CAST) - MAY_SEND:
        with pytest.raises(gate.Denied):
            queries.sendable(scene.actor(name), scene.matter)
