"""Who works on a matter opens what their part reads; when it ends or shrinks, so does that."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import gate
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Permission, Role, WallSource
from safeconduct.audit.models import Entry
from safeconduct.cases import actions
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Assignment, Event
from safeconduct.cases.rules import READS
from safeconduct.cases.terms import EventKind, Part, SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Compartment, Errand, Grant
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def matter(cast):
    return opened_by(cast)


def opened_by(cast):
    """A matter that a report of Amina's was joined to."""
    report, _receipt = people.report_from_amina(cast.minara)
    intake.acknowledge(actor=cast.officer, report=report, text="Received.", today=TODAY)
    return intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)


def assign(cast, matter, part=Part.INVESTIGATOR, to=None, by=None):
    return actions.assign(
        actor=by or cast.officer,
        matter=matter,
        account=people.account_of(to or cast.investigator),
        part=part,
        today=TODAY,
    )


def end(cast, matter, by=None, whom=None):
    return actions.end_assignment(
        actor=by or cast.officer,
        matter=matter,
        account=people.account_of(whom or cast.investigator),
        today=TODAY,
    )


def kinds(actor, matter):
    """The kinds of compartments of a matter that somebody opens."""
    inside = Compartment.objects.filter(scope=matter.reference)
    now = Account.objects.get(pk=people.account_of(actor).pk).actor(actor.secret)
    return set(gate.visible(now, Permission.SEAL_OPEN, inside).values_list("kind", flat=True))


def own_grants(actor):
    return Grant.live().filter(holder=people.keyring_of(actor))


def test_an_ended_part_opens_nothing_not_the_joined_report_either(cast, matter):
    assign(cast, matter)
    assert kinds(cast.investigator, matter) == set(READS[Part.INVESTIGATOR])
    assert end(cast, matter) is False
    assert kinds(cast.investigator, matter) == set()
    assert not own_grants(cast.investigator).exists()
    assert not Errand.objects.exists()  # the officer had the keys at hand
    assert not Assignment.objects.filter(matter=matter, ended_on=None).exists()
    assert Event.objects.filter(matter=matter, kind=EventKind.RELEASED).count() == 1
    assert Entry.objects.filter(event="matter.end-assignment").count() == 1


def test_who_led_leads_no_more(cast, matter):
    assign(cast, matter, Part.LEAD)
    matter.refresh_from_db()
    assert matter.lead == people.account_of(cast.investigator)
    end(cast, matter)
    matter.refresh_from_db()
    assert matter.lead is None


def test_a_part_is_ended_once(cast, matter):
    assign(cast, matter)
    end(cast, matter)
    with pytest.raises(Refused, match="no part"):
        end(cast, matter)
    assert Event.objects.filter(matter=matter, kind=EventKind.RELEASED).count() == 1


def test_it_is_said_when_somebody_still_opens_it_through_a_desk(cast, matter):
    noor = people.somebody("noor", Role.CONDUCT_OFFICER, mission="MINARA")
    desk = Desk.objects.get(kind=DeskKind.MISSION, mission=cast.minara)
    assign(cast, matter, to=noor)
    roster.admit(actor=cast.officer, desk=desk, member=people.keyring_of(noor))
    assert end(cast, matter, whom=noor) is True
    assert not own_grants(noor).exists()


@pytest.mark.parametrize(("before", "after"), [*product(Part, Part)])
def test_a_new_part_opens_what_it_reads_and_no_more(cast, matter, before, after):
    assign(cast, matter, before)
    assign(cast, matter, after)
    held = {kind for kind in READS[after] if kind in kinds(cast.officer, matter)}
    assert kinds(cast.investigator, matter) == held
    assert Assignment.objects.filter(matter=matter, ended_on=None).count() == 1


def test_without_a_key_the_part_ends_at_once_and_the_new_keys_follow(cast, matter):
    assign(cast, matter)
    keyless = replace(cast.headquarters, secret=None)
    end(cast, matter, by=keyless)
    assert kinds(cast.investigator, matter) == set()
    waiting = set(Errand.objects.values_list("compartment__kind", flat=True))
    assert waiting == set(READS[Part.INVESTIGATOR])
    assert roster.run_errands(actor=cast.officer, limit=50)[1] == 0
    assert kinds(cast.officer, matter) > waiting


def test_keeping_away_ends_the_part_and_what_it_gave(cast, matter):
    assign(cast, matter)
    actions.keep_away(
        actor=cast.officer,
        matter=matter,
        account=people.account_of(cast.investigator),
        source=WallSource.MANUAL,
        today=TODAY,
    )
    assert not own_grants(cast.investigator).exists()
    assert not Assignment.objects.filter(matter=matter, ended_on=None).exists()


def test_an_investigator_who_names_a_colleague_walls_them_off_without_holding_their_keys(
    cast, matter
):
    """Naming is an edit; that it ends the colleague's part must not be refused for want of one."""
    colleague = people.somebody("zelda", Role.INVESTIGATOR)
    account = people.account_of(colleague)
    Account.objects.filter(pk=account.pk).update(name="Zelda Quirke")
    assign(cast, matter)
    assign(cast, matter, to=colleague)
    ivo = people.account_of(cast.investigator).actor(cast.investigator.secret)
    actions.add_subject(
        actor=ivo,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", state="RO"),
        identity="Zelda Quirke",
        today=TODAY,
    )
    assert Exclusion.objects.filter(account=account, scope=matter.reference).exists()
    assert not own_grants(colleague).exists()
    assert Errand.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "investigator", "state", "auditor", "statistician"])
def test_only_who_staffs_a_matter_ends_a_part(cast, matter, who):
    assign(cast, matter)
    with pytest.raises(Denied):
        end(cast, matter, by=getattr(cast, who))
    assert Assignment.objects.filter(matter=matter, ended_on=None).exists()
    assert own_grants(cast.investigator).exists()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("assign"), st.sampled_from(list(Part)), st.booleans()),
        st.tuples(st.just("end"), st.none(), st.booleans()),
        st.tuples(st.just("errands"), st.none(), st.booleans()),
    ),
    max_size=6,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_happened_a_person_opens_what_their_part_reads(db, steps):
    with transaction.atomic():
        cast = people.house()
        matter, part = opened_by(cast), None
        for act, given_part, keyless in steps:
            if act == "assign":
                assign(cast, matter, given_part)
                part = given_part
            elif act == "end" and part is not None:
                by = replace(cast.headquarters, secret=None) if keyless else cast.officer
                end(cast, matter, by=by)
                part = None
            elif act == "errands":
                roster.run_errands(actor=cast.officer, limit=50)
            reads = set(READS[part]) if part else set()
            assert kinds(cast.investigator, matter) == reads & kinds(cast.officer, matter)
        inside = Compartment.objects.filter(scope=matter.reference)
        assert all(vault.enter(actor=cast.officer, compartment=each) for each in inside)
        transaction.set_rollback(True)
