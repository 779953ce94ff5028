"""Walls follow from names and commands at once; a human decides; whoever is behind sees nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access import queries as accounts
from safeconduct.access.models import Account, Exclusion, Withheld
from safeconduct.access.terms import COMPUTED, LiftReason, Permission, Role, WallSource
from safeconduct.audit import queries as audit
from safeconduct.audit.models import Entry
from safeconduct.cases import actions as cases
from safeconduct.cases import duties, guarding, queries
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Matter
from safeconduct.cases.terms import Part, SubjectKind
from safeconduct.roster import actions as roster
from safeconduct.roster.terms import UnitKind
from safeconduct.vault.models import Errand, Grant
from safeconduct.vault.terms import Work
from tests import people
from tests.people import SETUP, TODAY

YEAR = timedelta(days=365)


@pytest.fixture
def cast(db):
    return people.house()


@pytest.fixture
def matter(cast):
    return cases.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )


@pytest.fixture
def named(cast):
    """An investigator whose name is Noor Adeyemi."""
    actor = people.somebody("noor", Role.INVESTIGATOR)
    access.rename(actor=SETUP, account=people.account_of(actor), name="Noor Adeyemi")
    return actor


def unit(mission, code, parent=None):
    made = roster.add_unit(
        actor=SETUP, mission=mission, code=code, name=code, kind=UnitKind.CONTINGENT
    )
    return roster.place_unit(actor=SETUP, unit=made, parent=parent)


def subject(cast, matter, identity="", unit=None, as_of=None):
    return cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", unit=unit, as_of=as_of),
        identity=identity,
        today=TODAY,
    )


def standing(actor, matter):
    return Exclusion.objects.filter(
        account=actor.account, scope=matter.reference, lifted_on=None
    ).first()


def test_who_is_named_is_kept_away_at_once_with_part_and_keys(cast, matter, named):
    account = people.account_of(named)
    cases.assign(
        actor=cast.officer, matter=matter, account=account, part=Part.INVESTIGATOR, today=TODAY
    )
    assert queries.readable_by(named).exists()
    subject(cast, matter, "Sergeant ADEYEMI, Noor, second company")
    assert standing(named, matter).source == WallSource.NAMED
    assert not queries.readable_by(named).exists()
    assert not queries.team(cast.officer, matter).exists()
    assert not Grant.live().filter(holder=people.keyring_of(named)).exists()


def test_a_given_name_alone_keeps_nobody_away(cast, matter, named):
    subject(cast, matter, "Noor, a driver")
    assert not Exclusion.objects.exists()


def test_no_name_of_a_file_is_in_the_wall(cast, matter, named):
    subject(cast, matter, "Noor Adeyemi")
    row = Exclusion.objects.values().get()
    assert "adeyemi" not in str(row).lower()


@pytest.mark.parametrize(
    ("term", "counts"),
    [
        ((TODAY - YEAR, None), True),  # today, and on the day
        ((TODAY - YEAR, TODAY - timedelta(days=100)), True),  # on the day of the incident
        ((TODAY - timedelta(days=1), None), True),  # today alone
        ((TODAY, TODAY), True),
        ((TODAY - 2 * YEAR, TODAY - YEAR), False),  # long before
        ((TODAY - timedelta(days=50), TODAY - timedelta(days=40)), False),  # between
        ((TODAY + timedelta(days=1), None), False),  # not yet
    ],
)
@pytest.mark.parametrize("over", ["own", "above", "mission", "beside", "below", "elsewhere"])
def test_who_commands_on_the_day_or_today_is_kept_away(cast, matter, term, counts, over):
    named = people.somebody("noor", Role.INVESTIGATOR)
    above = unit(cast.minara, "SECTOR")
    own = unit(cast.minara, "BATT", above)
    units = {
        "own": own,
        "above": above,
        "mission": None,
        "beside": unit(cast.minara, "OTHER", above),
        "below": unit(cast.minara, "COY", own),
        "elsewhere": None,
    }
    where = cast.unmost if over == "elsewhere" else cast.minara
    roster.appoint_command(
        actor=SETUP,
        account=people.account_of(named),
        mission=where,
        unit=units[over],
        since=term[0],
        until=term[1],
    )
    held = subject(cast, matter, unit=own)
    cases.allege(
        actor=cast.officer,
        matter=matter,
        subject=held,
        charge=Charge(conduct="sea-rape", incident_from=TODAY - timedelta(days=200)),
        received_on=TODAY,
        today=TODAY,
    )
    reached = over in {"own", "above", "mission"}
    assert (standing(named, matter) is not None) == (counts and reached)


def test_a_command_recorded_later_keeps_away_at_once_and_one_that_begins_by_a_duty(
    cast, matter, named
):
    own = unit(cast.minara, "BATT")
    subject(cast, matter, unit=own)
    tomorrow = TODAY + timedelta(days=1)
    for since in (tomorrow, TODAY):
        cases.appoint_command(
            actor=SETUP,
            account=people.account_of(named if since == TODAY else cast.investigator),
            mission=cast.minara,
            unit=own,
            since=since,
            today=TODAY,
        )
    assert standing(named, matter)
    assert standing(cast.investigator, matter) is None
    assert duties.wall_off_commanders(tomorrow) == 1
    assert standing(cast.investigator, matter)
    assert duties.wall_off_commanders(tomorrow) == 0


def test_a_unit_that_is_placed_under_another_brings_its_commander_over_its_files(
    cast, matter, named
):
    above, own = unit(cast.minara, "SECTOR"), unit(cast.minara, "BATT")
    subject(cast, matter, unit=own)
    cases.appoint_command(
        actor=SETUP,
        account=people.account_of(named),
        mission=cast.minara,
        unit=above,
        since=TODAY,
        today=TODAY,
    )
    assert standing(named, matter) is None
    cases.place_unit(actor=cast.headquarters, unit=own, parent=above, today=TODAY)
    assert standing(named, matter)
    with pytest.raises(roster.Misplaced):
        cases.place_unit(actor=cast.headquarters, unit=above, parent=own, today=TODAY)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REPORTER, Role.EMERGENCY}))
def test_only_who_may_change_the_roster_records_commands(cast, role):
    somebody = people.somebody("probe", role, mission="MINARA", state="RO")
    act = {
        "actor": somebody,
        "account": people.account_of(cast.investigator),
        "mission": cast.minara,
        "since": TODAY,
        "today": TODAY,
    }
    if role in {Role.HEADQUARTERS_OFFICER, Role.ADMINISTRATOR}:
        assert cases.appoint_command(**act).pk
    else:
        with pytest.raises(gate.Denied):
            cases.appoint_command(**act)


# Every way to a wall, everybody who might decide, and whether they may.
DECIDERS = {
    "officer": True,
    "headquarters": True,
    "investigator": False,
    "state": False,
    "auditor": False,
    "statistician": False,
    "stranger": False,
    "custodian": True,
}


@pytest.mark.parametrize("source", WallSource)
@pytest.mark.parametrize("who", DECIDERS)
def test_a_wall_is_decided_by_who_may_assign_there_and_only_if_it_was_computed(
    cast, matter, named, source, who
):
    actor = getattr(cast, who)
    wall = Exclusion.objects.create(
        account=people.account_of(named),
        scope=matter.reference,
        source=source,
        raised_by="x",
        raised_on=TODAY,
    )
    waits = source in COMPUTED
    seen = DECIDERS[who] and gate.may(actor, Permission.MATTER_ASSIGN)
    if seen:
        assert [w for w, _m in guarding.walls_to_confirm(actor)] == ([wall] if waits else [])
    for act in (cases.confirm_wall, cases.lift_wall):
        more = {"reason": LiftReason.MISTAKE} if act is cases.lift_wall else {}
        may = seen and (waits or act is cases.lift_wall)
        if may:
            act(actor=actor, wall=wall, today=TODAY, **more)
        else:
            with pytest.raises(gate.Denied):
                act(actor=actor, wall=wall, today=TODAY, **more)
    wall.refresh_from_db()
    assert (wall.lifted_on == TODAY) == seen
    assert (wall.decided_by == actor.reference) == seen


@pytest.mark.parametrize("role", [Role.CONDUCT_OFFICER, Role.HEADQUARTERS_OFFICER])
@pytest.mark.parametrize("source", WallSource)
def test_whoever_is_behind_a_wall_neither_sees_nor_decides_anything_about_it(
    cast, matter, role, source
):
    behind = people.somebody("noor", role, mission="MINARA" if role == Role.CONDUCT_OFFICER else "")
    walls = [
        Exclusion.objects.create(
            account=people.account_of(one),
            scope=matter.reference,
            source=source,
            raised_by="x",
            raised_on=TODAY,
        )
        for one in (behind, cast.investigator)
    ]
    assert guarding.walls_to_confirm(behind) == []
    for wall in walls:
        with pytest.raises(gate.Denied):
            guarding.wall(behind, wall.reference)
        with pytest.raises(gate.Denied):
            cases.lift_wall(actor=behind, wall=wall, reason=LiftReason.MISTAKE, today=TODAY)
    with pytest.raises(gate.Denied):
        queries.matter(behind, matter.reference)
    assert not Exclusion.objects.exclude(lifted_on=None).exists()


def test_a_lifted_wall_stays_down_until_its_cause_changes(cast, matter, named):
    subject(cast, matter, "Noor Adeyemi")
    wall = standing(named, matter)
    cases.lift_wall(actor=cast.officer, wall=wall, reason=LiftReason.ANOTHER_PERSON, today=TODAY)
    duties.ask_to_compare(TODAY)
    cases.compare_some(actor=cast.officer, limit=10, today=TODAY)
    assert standing(named, matter) is None
    subject(cast, matter, "Noor Adeyemi")
    assert standing(named, matter)


def test_a_lifted_wall_of_a_command_stays_down_until_there_is_another(cast, matter, named):
    own = unit(cast.minara, "BATT")
    subject(cast, matter, unit=own)
    given = {"actor": SETUP, "account": people.account_of(named), "mission": cast.minara}
    cases.appoint_command(**given, unit=own, since=TODAY, today=TODAY)
    cases.lift_wall(
        actor=cast.officer,
        wall=standing(named, matter),
        reason=LiftReason.NOT_IN_COMMAND,
        today=TODAY,
    )
    duties.wall_off_commanders(TODAY)
    assert standing(named, matter) is None
    cases.appoint_command(**given, since=TODAY, today=TODAY)
    assert standing(named, matter)


def test_lifting_gives_back_no_key_and_leaves_a_trace(cast, matter, named):
    account = people.account_of(named)
    cases.assign(
        actor=cast.officer, matter=matter, account=account, part=Part.INVESTIGATOR, today=TODAY
    )
    subject(cast, matter, "Noor Adeyemi")
    cases.lift_wall(
        actor=cast.officer,
        wall=standing(named, matter),
        reason=LiftReason.MISTAKE,
        today=TODAY,
    )
    assert not queries.readable_by(named).exists()
    assert not Grant.live().filter(holder=people.keyring_of(named)).exists()
    told = [e.event for e in Entry.objects.filter(audit.about(matter.reference))]
    assert "access.wall-lifted" in told


def test_the_last_overseer_is_not_blinded_and_the_others_are_warned(cast, matter):
    Account.objects.filter(pk=cast.custodian.account).update(is_active=False)
    access.rename(actor=SETUP, account=people.account_of(cast.headquarters), name="Hana Virtanu")
    subject(cast, matter, "Hana Virtanu")
    assert standing(cast.headquarters, matter) is None
    assert queries.readable_by(cast.headquarters).exists()
    assert guarding.warnings(cast.headquarters) == []
    ((warning, about),) = guarding.warnings(cast.officer)
    assert (about, warning.account_id) == (matter, cast.headquarters.account)
    for other in (cast.headquarters, cast.stranger, cast.auditor):
        with pytest.raises(gate.Denied):
            cases.settle_warning(actor=other, warning=warning, today=TODAY)
    cases.settle_warning(actor=cast.officer, warning=warning, today=TODAY)
    assert guarding.warnings(cast.officer) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Withheld.objects.filter(pk=warning.pk).update(settled_by="")


def test_a_name_that_changes_is_compared_by_somebody_with_a_key(cast, matter, named):
    subject(cast, matter, "Selam Tesfaye")
    vault_before = Errand.objects.filter(work=Work.COMPARE).count()
    access.rename(actor=SETUP, account=people.account_of(named), name="Selam Tesfaye")
    assert duties.ask_to_compare(TODAY) == 1
    assert duties.ask_to_compare(TODAY) == 0
    assert Errand.objects.filter(work=Work.COMPARE).count() == vault_before + 1
    assert not queries.names_to_compare(cast.stranger).exists()
    assert cases.compare_some(actor=cast.stranger, limit=5, today=TODAY) == (0, 0)
    assert standing(named, matter) is None
    assert cases.compare_some(actor=cast.officer, limit=5, today=TODAY) == (1, 0)
    assert standing(named, matter).source == WallSource.NAMED


def test_nobody_computes_walls_who_adds_nothing_to_files(cast, matter, named):
    for actor in (cast.auditor, cast.statistician, cast.state):
        with pytest.raises(gate.Denied):
            access.raise_wall(
                actor=actor,
                account=people.account_of(named),
                scope=matter.reference,
                source=WallSource.NAMED,
                cause="x",
                today=TODAY,
            )
    assert Matter.objects.filter(Matter.walled(named)).count() == 0
    assert list(accounts.walls_of(named)) == []
