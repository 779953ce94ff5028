"""Desks open for their members alone, and nobody's name lies open in the roster."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.roster import actions as roster
from safeconduct.roster import queries
from safeconduct.roster.actions.founding import Entrant, Service
from safeconduct.roster.models import Deployment, Desk, Mission, Person
from safeconduct.roster.terms import DeskKind, UnitKind
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Keyring
from tests.people import SETUP, TODAY, house, keyring_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return house()


def test_a_desk_opens_for_its_members_and_for_nobody_else(cast):
    mission = Mission.objects.create(code="MINTOR", name="A third that does not exist")
    member = somebody("member", Role.CONDUCT_OFFICER, mission="MINTOR")
    desk = roster.found_desk(
        actor=SETUP,
        kind=DeskKind.MISSION,
        name="Desk of MINTOR",
        mission=mission,
        members=[keyring_of(member)],
    )
    assert rings.desk_secret(member, desk.keyring).keyring == desk.keyring.reference
    with pytest.raises(Denied):
        rings.desk_secret(cast.stranger, desk.keyring)
    assert Entry.objects.get(event="roster.found-desk").subject == desk.reference


def test_a_mission_has_one_desk_and_a_second_leaves_no_key_behind(cast):
    keys = Keyring.objects.count()
    with pytest.raises(roster.Misplaced), transaction.atomic():
        roster.found_desk(
            actor=SETUP, kind=DeskKind.MISSION, name="Again", mission=cast.minara, members=[]
        )
    assert Keyring.objects.count() == keys


@pytest.mark.parametrize("who", ["stranger", "state", "auditor"])
def test_nobody_is_put_behind_a_desk_in_a_post_that_opens_nothing_there(cast, who):
    mission = Mission.objects.create(code="MINTOR", name="A third that does not exist")
    with pytest.raises(roster.Misplaced):
        roster.found_desk(
            actor=SETUP,
            kind=DeskKind.MISSION,
            name="Desk of MINTOR",
            mission=mission,
            members=[keyring_of(cast.headquarters), keyring_of(getattr(cast, who))],
        )
    assert not Desk.objects.filter(mission=mission).exists()


@pytest.mark.parametrize("who", ["officer", "headquarters", "stranger", "auditor"])
def test_only_who_manages_accounts_founds_a_desk(cast, who):
    with pytest.raises(Denied):
        roster.found_desk(
            actor=getattr(cast, who), kind=DeskKind.STATE, name="A desk", state="FR", members=[]
        )
    assert not Desk.objects.filter(state="FR").exists()


def test_a_deployed_persons_name_opens_for_the_desks_and_is_stored_nowhere(cast):
    name = "Zebulon Marker"
    unit = roster.add_unit(
        actor=SETUP,
        mission=cast.minara,
        code="BATT1",
        name="First battalion",
        kind=UnitKind.CONTINGENT,
        state="RO",
    )
    deployment = roster.deploy(
        actor=SETUP,
        entrant=Entrant("mc", "RO", identity=name),
        service=Service(cast.minara, since=date(2026, 1, 1), unit=unit, rank="enlisted"),
        today=TODAY,
    )
    seal = deployment.person.identity
    assert seal is not None
    assert name.encode() not in bytes(seal.box)
    assert name not in repr(Entrant("mc", identity=name))
    for actor in (cast.officer, cast.headquarters):
        opened = vault.open_seals(actor=actor, references=[seal.reference], reason="test")
        assert opened == {seal.reference: name}
    with pytest.raises(Denied):
        vault.open_seals(actor=cast.stranger, references=[seal.reference], reason="test")
    entry = Entry.objects.get(event="roster.deploy")
    assert name not in entry.detail
    assert entry.subject == deployment.person.reference


def test_nobody_is_deployed_whom_no_desk_could_read():
    mission = Mission.objects.create(code="MINTOR", name="A third that does not exist")
    with pytest.raises(queries.NoDesk):
        roster.deploy(
            actor=SETUP,
            entrant=Entrant("mc", identity="A name"),
            service=Service(mission, since=date(2026, 1, 1)),
            today=TODAY,
        )
    assert not Person.objects.exists()


def test_stations_and_units_are_renewed_rather_than_doubled(cast):
    for name in ("First battalion", "First battalion, renamed"):
        station = roster.add_station(actor=SETUP, mission=cast.minara, name="Bel Port")
        roster.add_unit(
            actor=SETUP,
            mission=cast.minara,
            code="BATT1",
            name=name,
            kind=UnitKind.CONTINGENT,
            station=station,
        )
    (unit,) = queries.units_serving(SETUP, cast.minara, None)
    assert (unit.name, unit.station) == ("First battalion, renamed", station)
    assert list(queries.stations(SETUP, cast.minara)) == [station]


@pytest.mark.parametrize("who", ["officer", "stranger", "investigator", "auditor"])
def test_nobody_without_the_permission_fills_the_roster(cast, who):
    actor = getattr(cast, who)
    with pytest.raises(Denied):
        roster.add_station(actor=actor, mission=cast.minara, name="Bel Port")
    with pytest.raises(Denied):
        roster.add_unit(actor=actor, mission=cast.minara, code="B", name="B", kind=UnitKind.SECTION)
    with pytest.raises(Denied):
        roster.deploy(
            actor=actor,
            entrant=Entrant("mc"),
            service=Service(cast.minara, since=TODAY),
            today=TODAY,
        )
    assert not Deployment.objects.exists()
