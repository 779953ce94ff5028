"""What the verbs of a case do, and what they refuse, for everybody in the cast."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Reach, WallSource
from safeconduct.audit.models import Entry
from safeconduct.base.clock import limit
from safeconduct.base.moves import IllegalMove, find
from safeconduct.cases import actions, queries
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Allegation, Clock, Event, Matter
from safeconduct.cases.rules import MOVES
from safeconduct.cases.terms import Act, Authority, EventKind, Part, Stage, State, SubjectKind
from safeconduct.vault import actions as vault
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
CAST = (
    "officer",
    "headquarters",
    "investigator",
    "state",
    "auditor",
    "statistician",
    "stranger",
)


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def matter(cast):
    return actions.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )


def subject_in(cast, matter, kind=SubjectKind.KNOWN, identity=""):
    return actions.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=kind,
        snapshot=Snapshot(category="mc", state="RO"),
        identity=identity,
        today=TODAY,
    )


@pytest.fixture
def allegation(cast, matter):
    return actions.allege(
        actor=cast.officer,
        matter=matter,
        subject=subject_in(cast, matter),
        charge=Charge(conduct="sea-rape", incident_from=date(2026, 1, 1)),
        received_on=TODAY,
        today=TODAY,
    )


def test_an_opened_matter_has_a_number_its_clock_and_its_first_entry(cast, matter):
    assert matter.number == "MINARA-2026-00001"
    clock = Clock.objects.get(scope=matter.reference)
    assert (clock.code, clock.due_on) == ("assessment", TODAY + timedelta(days=14))
    assert matter.next_due == clock.due_on
    assert list(matter.events.values_list("kind", flat=True)) == [EventKind.OPENED]


def test_numbers_follow_each_other_in_their_own_mission(cast, matter):
    second = actions.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    elsewhere = actions.open_matter(
        actor=cast.stranger, mission=cast.unmost, received_on=TODAY, today=TODAY
    )
    assert (second.number, elsewhere.number) == ("MINARA-2026-00002", "UNMOST-2026-00001")


def test_nobody_opens_a_matter_outside_their_reach(cast):
    for name in ("stranger", "investigator", "state", "auditor", "statistician"):
        with pytest.raises(gate.Denied):
            actions.open_matter(
                actor=getattr(cast, name), mission=cast.minara, received_on=TODAY, today=TODAY
            )
    assert not Matter.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", CAST)
def test_a_move_needs_sight_then_a_row_of_the_table_then_the_permission(cast, allegation, name):
    """Every actor, every act, every state: never a hand list."""
    actor = getattr(cast, name)
    for act, state in product(Act, State):
        with transaction.atomic():
            Allegation.objects.filter(pk=allegation.pk).update(state=state)
            allegation.refresh_from_db()
            _try_to_move(actor, allegation, act, _expected(actor, allegation, state, act))
            transaction.set_rollback(True)


def _try_to_move(actor, allegation, act, expected):
    before, state = Entry.objects.count(), allegation.state
    if expected is None:
        moved = actions.move(actor=actor, allegation=allegation, act=act, today=TODAY)
        assert moved.state == find(MOVES, state, act).target
        assert Entry.objects.count() == before + 1
        return
    with pytest.raises(expected), transaction.atomic():
        actions.move(actor=actor, allegation=allegation, act=act, today=TODAY)
    assert Allegation.objects.get(pk=allegation.pk).state == state
    assert Entry.objects.count() == before


def _expected(actor, allegation, state, act):
    """What the policy and the table say, worked out apart from the code under test."""
    reads = [
        GRANTS[h.role].get(Permission.MATTER_READ)
        for h in actor.holdings
        if h.mission in ("", "MINARA")
    ]
    if not {Reach.EVERYWHERE, Reach.OWN_MISSION} & set(reads):
        return gate.Denied
    row = next((m for m in MOVES if (m.source, m.act) == (state, act)), None)
    if row is None:
        return IllegalMove
    if not any(row.permission in GRANTS[h.role] for h in actor.holdings):
        return gate.Denied
    objects = any(check(allegation) for check in row.checks)
    return IllegalMove if objects else None


def test_an_investigator_sees_a_matter_only_once_assigned(cast, matter, allegation):
    with pytest.raises(gate.Denied):
        gate.require(cast.investigator, Permission.MATTER_READ, matter)
    actions.assign(
        actor=cast.officer,
        matter=matter,
        account=people.account_of(cast.investigator),
        part=Part.INVESTIGATOR,
        today=TODAY,
    )
    gate.require(cast.investigator, Permission.MATTER_READ, matter)
    gate.require(cast.investigator, Permission.FINDING_RECORD, allegation)


def test_an_investigator_reads_the_subject_but_not_the_notes(cast, matter):
    subject = subject_in(cast, matter, identity="A name")
    event = actions.note(actor=cast.officer, matter=matter, text="A note", today=TODAY)
    actions.assign(
        actor=cast.officer,
        matter=matter,
        account=people.account_of(cast.investigator),
        part=Part.INVESTIGATOR,
        today=TODAY,
    )
    assert vault.open_seals(
        actor=cast.investigator, references=[subject.identity.reference], reason="work"
    ) == {subject.identity.reference: "A name"}
    with pytest.raises(gate.Denied):
        vault.open_seals(
            actor=cast.investigator, references=[event.seal.reference], reason="prying"
        )


def test_somebody_walled_off_loses_sight_and_cannot_be_assigned(cast, matter):
    access.wall_off(
        actor=cast.headquarters,
        account=people.account_of(cast.officer),
        scope=matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    with pytest.raises(gate.Denied):
        actions.note(actor=cast.officer, matter=matter, text="Let me in", today=TODAY)
    with pytest.raises(Refused):
        actions.assign(
            actor=cast.headquarters,
            matter=matter,
            account=people.account_of(cast.officer),
            part=Part.LEAD,
            today=TODAY,
        )


def test_a_mission_cannot_hide_a_matter_from_headquarters(cast, matter):
    for overseer in (cast.headquarters, cast.custodian):
        with pytest.raises(Refused):
            keep_away(cast.officer, matter, overseer)
    assert queries.readable_by(cast.headquarters).filter(pk=matter.pk).exists()


def test_somebody_at_headquarters_always_keeps_sight(cast, matter):
    keep_away(cast.headquarters, matter, cast.custodian)
    with pytest.raises(Refused):
        keep_away(cast.headquarters, matter, cast.headquarters)


def test_a_wall_put_up_twice_is_an_objection_and_no_fault(cast, matter):
    keep_away(cast.headquarters, matter, cast.officer)
    with pytest.raises(Refused):
        keep_away(cast.headquarters, matter, cast.officer)


def keep_away(actor, matter, whom):
    actions.keep_away(
        actor=actor,
        matter=matter,
        account=people.account_of(whom),
        source=WallSource.MANUAL,
        today=TODAY,
    )


def test_a_charge_has_one_final_finding_and_the_database_says_so_too(cast, allegation):
    told = {
        "allegation": allegation,
        "stage": Stage.FINAL,
        "result": "substantiated",
        "body": "oios",
        "found_on": TODAY,
    }
    actions.record_finding(actor=cast.headquarters, **told)
    with pytest.raises(Refused):
        actions.record_finding(actor=cast.headquarters, **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        allegation.findings.create(
            stage=Stage.FINAL, result="substantiated", body="oios", found_on=TODAY
        )


def test_a_measure_may_answer_another_charge_than_the_one_alleged(cast, allegation):
    measure = actions.record_measure(
        actor=cast.officer,
        allegation=allegation,
        authority=Authority.STATE,
        kind="jail",
        charge="curfew",
        decided_on=TODAY,
    )
    assert (measure.charge, allegation.has_final_measure) == ("curfew", True)


def test_an_interim_measure_is_not_the_action_taken(cast, allegation):
    actions.record_measure(
        actor=cast.officer,
        allegation=allegation,
        authority=Authority.UN_INTERIM,
        kind="suspension",
        decided_on=TODAY,
    )
    assert not allegation.has_final_measure


def test_the_same_charge_against_the_same_subject_is_recorded_once(cast, matter, allegation):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.allege(
            actor=cast.officer,
            matter=matter,
            subject=allegation.subject,
            charge=Charge(conduct="sea-rape"),
            received_on=TODAY,
            today=TODAY,
        )


def test_an_unknown_subject_is_counted_per_incident(cast, matter):
    unknown = subject_in(cast, matter, SubjectKind.UNKNOWN)
    allegation = actions.allege(
        actor=cast.officer,
        matter=matter,
        subject=unknown,
        charge=Charge(conduct="sea-rape"),
        received_on=TODAY,
        today=TODAY,
    )
    assert allegation.counted_as == "incident"


def test_assessing_every_allegation_stops_the_clock(cast, matter, allegation):
    later = TODAY + timedelta(days=3)
    actions.move(actor=cast.officer, allegation=allegation, act=Act.ASSESS, today=later)
    assert Clock.objects.get(scope=matter.reference).met_on == later
    matter.refresh_from_db()
    assert matter.next_due is None


def test_a_stranger_changes_nothing_and_leaves_no_entry(cast, matter, allegation):
    before = Entry.objects.count(), Event.objects.count()
    attempts = (
        lambda: actions.note(actor=cast.stranger, matter=matter, text="x", today=TODAY),
        lambda: actions.add_victim(
            actor=cast.stranger, matter=matter, age_band="adult", sex="female", today=TODAY
        ),
        lambda: actions.add_subject(
            actor=cast.stranger,
            matter=matter,
            kind=SubjectKind.UNKNOWN,
            snapshot=Snapshot(category="mc"),
            today=TODAY,
        ),
        lambda: actions.record_measure(
            actor=cast.stranger,
            allegation=allegation,
            authority=Authority.STATE,
            kind="none",
            decided_on=TODAY,
        ),
    )
    for attempt in attempts:
        with pytest.raises(gate.Denied):
            attempt()
    assert (Entry.objects.count(), Event.objects.count()) == before


def test_a_charge_joins_no_subject_or_victim_of_another_matter(cast, matter):
    other = actions.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    victim = actions.add_victim(
        actor=cast.officer, matter=other, age_band="adult", sex="female", today=TODAY
    )
    pairs = ((subject_in(cast, other), ()), (subject_in(cast, matter), (victim,)))
    for subject, victims in pairs:
        with pytest.raises(gate.Denied):
            actions.allege(
                actor=cast.officer,
                matter=matter,
                subject=subject,
                charge=Charge(conduct="sea-rape"),
                received_on=TODAY,
                victims=victims,
                today=TODAY,
            )
    assert not Allegation.objects.exists()


def test_an_installation_sets_its_own_length_of_a_clock(cast, settings):
    settings.CLOCKS = {"assessment": limit("3 days")}
    matter = actions.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    assert Clock.objects.get(scope=matter.reference).due_on == TODAY + timedelta(days=3)
