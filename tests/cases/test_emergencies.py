"""Broken glass: two hours in one matter, to read, told to one person and reviewed by another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Emergency
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import EmergencyReason, Permission, Role, Verdict, WallSource
from safeconduct.audit.models import Entry
from safeconduct.cases import actions as cases
from safeconduct.cases import guarding, queries
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Matter, Subject
from safeconduct.cases.terms import IdentityReason, SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.intake import queries as reports
from safeconduct.intake.models import Report
from safeconduct.post.models import Letter
from safeconduct.roster import actions as roster
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Compartment
from safeconduct.vault.terms import Kind
from tests import people
from tests.people import SETUP, TODAY

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
LASTS = timedelta(hours=2)
OTHERS = tuple(role for role in Role if role not in {Role.REPORTER, Role.EMERGENCY})


@dataclass
class Room:
    cast: people.House
    matter: Matter
    report: Report
    subject: Subject

    def break_glass(self, actor: Actor, now: datetime = NOW) -> Emergency:
        return cases.break_glass(
            actor=actor, number=self.matter.number, reason=EmergencyReason.LIFE, now=now
        )


def now(actor: Actor) -> Actor:
    """The same person at their next request."""
    return people.account_of(actor).actor(actor.secret)


@pytest.fixture
def clock(monkeypatch):
    def turn(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    turn(NOW)
    return turn


@pytest.fixture
def room(db, clock):
    cast = people.house()
    members = [people.keyring_of(cast.stranger), people.keyring_of(cast.headquarters)]
    roster.found_desk(actor=SETUP, kind=DeskKind.EMERGENCY, name="Glass", members=members)
    report, _receipt = people.report_from_amina(cast.minara, name="Amina Yusra")
    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    matter = intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    subject = cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc"),
        identity="Somebody Named",
        today=TODAY,
    )
    report.refresh_from_db()
    return Room(cast, matter, report, subject)


@pytest.mark.parametrize("role", OTHERS)
def test_who_may_break_the_glass_is_told_by_the_policy_alone(room, role):
    mission = "UNMOST" if role == Role.CONDUCT_OFFICER else ""
    actor = people.somebody(
        "probe", role, mission=mission, state="XX"[: 2 * (role == "member-state")]
    )
    if Permission.EMERGENCY_OPEN in GRANTS[role]:
        assert room.break_glass(actor).ends_at == NOW + LASTS
        assert queries.matter(now(actor), room.matter.reference) == room.matter
    else:
        with pytest.raises(gate.Denied):
            room.break_glass(actor)
        assert not Emergency.objects.exists()


def test_glass_opens_one_matter_and_only_for_two_hours(room, clock):
    other = cases.open_matter(
        actor=room.cast.officer, mission=room.cast.minara, received_on=TODAY, today=TODAY
    )
    stranger = room.cast.stranger
    with pytest.raises(gate.Denied):
        queries.matter(stranger, room.matter.reference)
    room.break_glass(stranger)
    for moment, opens in (
        (NOW, True),
        (NOW + LASTS - timedelta(microseconds=1), True),
        (NOW + LASTS, False),
        (NOW + LASTS + timedelta(days=1), False),
    ):
        clock(moment)
        seen = set(queries.readable_by(now(stranger)))
        assert (room.matter in seen) == opens
        assert other not in seen
        assert bool(queries.openable(now(stranger), room.matter.reference)) == opens


def test_members_of_the_emergency_desk_open_words_and_others_see_what_is_open(room):
    bystander = people.somebody("nils", Role.CONDUCT_OFFICER, mission="UNMOST")
    seal = room.subject.identity.reference
    for actor, opens in ((room.cast.stranger, True), (bystander, False)):
        room.break_glass(actor)
        held = now(actor)
        assert queries.subjects(held, room.matter).count() == 1
        if opens:
            words = vault.open_seals(actor=held, references=[seal], reason="emergency")
            assert words[seal] == "Somebody Named"
        else:
            with pytest.raises(gate.Denied):
                vault.open_seals(actor=held, references=[seal], reason="emergency")


def test_a_member_of_that_desk_opens_nothing_while_the_glass_is_whole(room):
    with pytest.raises(gate.Denied):
        vault.open_seals(
            actor=now(room.cast.stranger),
            references=[room.subject.identity.reference],
            reason="emergency",
        )


def test_an_emergency_never_reaches_a_name_of_a_complainant_or_a_victims_file(room):
    stranger = room.cast.stranger
    room.break_glass(stranger)
    held = now(stranger)
    sealed = room.report.identity.reference
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=held, references=[sealed], reason="emergency")
    # Not even if somebody granted them to that desk by mistake.
    desk = roster_desk()
    for kind in (Kind.COMPLAINANT, Kind.VICTIM):
        opened = vault.open_compartment(
            actor=SETUP, kind=kind, scope=room.matter.reference, holders=[desk], reason="mistake"
        )
        reached = gate.visible(held, Permission.SEAL_OPEN, Compartment.objects.all())
        assert not reached.filter(pk=opened.compartment.pk).exists()
    with pytest.raises(gate.Denied):
        cases.request_identity(
            actor=held,
            matter=room.matter,
            compartment=room.report.identity.compartment,
            reason=IdentityReason.INTERVIEW,
            today=TODAY,
        )


def roster_desk():
    return rings.Keyring.objects.get(holder="emergency")


def test_an_emergency_gives_reading_and_nothing_else(room):
    room.break_glass(room.cast.stranger)
    held = now(room.cast.stranger)
    given = {p for p in Permission if gate.visible(held, p, Matter.objects.all()).exists()}
    # The rights to break glass and to take a report down are held before any file is chosen.
    reading = {
        Permission.REPORT_READ,
        Permission.MATTER_READ,
        Permission.SEAL_OPEN,
        Permission.EMERGENCY_OPEN,
        Permission.REPORT_TAKE,
    }
    keys = {
        p
        for p in Permission
        if gate.visible(held, p, Compartment.objects.filter(scope=room.matter.reference)).exists()
    }
    assert given == keys == reading
    assert queries.permissions_on(held, room.matter) == frozenset()
    assert list(reports.readable_by(held)) == [room.report]
    alone = replace(held, holdings=tuple(h for h in held.holdings if h.role == Role.EMERGENCY))
    for permission in Permission:
        assert not gate.reaches_mission(alone, permission, "MINARA")
        assert not gate.reaches_everywhere(alone, permission)


@pytest.mark.parametrize("source", WallSource)
@pytest.mark.parametrize("reason", EmergencyReason)
def test_a_wall_is_never_broken_and_looks_like_a_number_that_does_not_exist(room, source, reason):
    access.wall_off(
        actor=room.cast.officer,
        account=people.account_of(room.cast.stranger),
        scope=room.matter.reference,
        source=source,
        today=TODAY,
    )
    refusals = []
    for number in (room.matter.number, "MINARA-2026-09999"):
        with pytest.raises(gate.Denied) as refused:
            cases.break_glass(actor=room.cast.stranger, number=number, reason=reason, now=NOW)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]
    assert not Emergency.objects.exists()
    assert not Letter.objects.exists()


def test_a_wall_put_up_later_shuts_the_glass_at_once(room):
    room.break_glass(room.cast.stranger)
    access.wall_off(
        actor=room.cast.officer,
        account=people.account_of(room.cast.stranger),
        scope=room.matter.reference,
        source=WallSource.DECLARED,
        today=TODAY,
    )
    held = now(room.cast.stranger)
    assert not queries.readable_by(held).exists()
    assert not queries.openable(held, room.matter.reference)
    assert guarding.open_glass(held, NOW) == []


def test_a_second_person_is_told_at_once_by_a_letter_that_names_no_file(room):
    Account.objects.update(email="post@example.org")
    opened = room.break_glass(room.cast.stranger)
    assert opened.told.actor().holdings[0].role == Role.HEADQUARTERS_OFFICER
    letter = Letter.objects.get()
    assert room.matter.number not in str(vars(letter))
    assert room.matter.reference not in str(vars(letter))
    assert Entry.objects.filter(event="emergency.open", subject=room.matter.reference).exists()


def test_whoever_is_told_is_neither_the_one_who_did_it_nor_behind_a_wall(room):
    hana, cora = room.cast.headquarters, room.cast.custodian
    access.wall_off(
        actor=room.cast.officer,
        account=people.account_of(cora),
        scope=room.matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    assert room.break_glass(room.cast.stranger).told_id == hana.account
    Account.objects.filter(pk=hana.account).update(is_active=False)
    bystander = people.somebody("nils", Role.CONDUCT_OFFICER, mission="UNMOST")
    assert room.break_glass(bystander).told_id == room.cast.auditor.account


def test_without_anybody_to_tell_the_glass_stays_whole(room):
    able = (room.cast.headquarters, room.cast.custodian, room.cast.auditor)
    Account.objects.filter(pk__in=[a.account for a in able]).update(is_active=False)
    with pytest.raises(Refused):
        room.break_glass(room.cast.stranger)
    assert not Emergency.objects.exists()


def test_a_key_without_the_matter_keeps_nobody_from_breaking_the_glass(room):
    nils = people.somebody("nils", Role.CONDUCT_OFFICER, mission="UNMOST")
    facts = Compartment.objects.get(scope=room.matter.reference, kind=Kind.FACTS)
    vault.grant(
        actor=room.cast.officer,
        compartment=facts,
        holder=people.keyring_of(nils),
        reason="left over",
    )
    assert room.break_glass(nils).account_id == nils.account


def test_whoever_opens_the_matter_anyhow_breaks_no_glass(room):
    for actor in (room.cast.officer, room.cast.headquarters):
        with pytest.raises(Refused):
            room.break_glass(actor)
    room.break_glass(room.cast.stranger)
    with pytest.raises(Refused):
        room.break_glass(now(room.cast.stranger))


@pytest.mark.parametrize("role", OTHERS)
def test_another_person_reviews_and_only_once(room, role):
    opened = room.break_glass(room.cast.stranger)
    actor = people.somebody("probe", role, mission="MINARA", state="RO")
    act = {"actor": actor, "emergency": opened, "verdict": Verdict.JUSTIFIED, "today": TODAY}
    if Permission.EMERGENCY_REVIEW in GRANTS[role]:
        assert access.review_emergency(**act).reviewed_by_id == actor.account
    with pytest.raises(gate.Denied):
        access.review_emergency(**act)


def test_nobody_reviews_what_they_did_or_what_is_closed_to_them(room):
    mine = Emergency.objects.create(
        account=people.account_of(room.cast.headquarters),
        scope=room.matter.reference,
        reason=EmergencyReason.ORDER,
        opened_at=NOW,
        ends_at=NOW + LASTS,
        told=people.account_of(room.cast.custodian),
    )
    with pytest.raises(gate.Denied):
        access.review_emergency(
            actor=room.cast.headquarters, emergency=mine, verdict=Verdict.JUSTIFIED, today=TODAY
        )
    access.wall_off(
        actor=room.cast.officer,
        account=people.account_of(room.cast.custodian),
        scope=room.matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    assert guarding.glass(room.cast.custodian, TODAY) == []
    with pytest.raises(gate.Denied):
        access.review_emergency(
            actor=room.cast.custodian, emergency=mine, verdict=Verdict.JUSTIFIED, today=TODAY
        )
    for wrong in ({"told": mine.account}, {"ends_at": NOW}, {"verdict": Verdict.JUSTIFIED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Emergency.objects.filter(pk=mine.pk).update(**wrong)


@pytest.mark.parametrize(("after", "overdue"), [(0, False), (7, False), (8, True)])
def test_what_nobody_reviewed_for_seven_days_is_overdue(room, after, overdue):
    opened = room.break_glass(room.cast.stranger)
    day = TODAY + timedelta(days=after)
    (row,) = guarding.glass(room.cast.auditor, day)
    assert (row.emergency, row.overdue, row.may_review) == (opened, overdue, True)
    assert row.matter is None  # an auditor sees no matter
    access.review_emergency(
        actor=room.cast.auditor, emergency=opened, verdict=Verdict.NOT_JUSTIFIED, today=day
    )
    (row,) = guarding.glass(room.cast.headquarters, day)
    assert (row.overdue, row.may_review, row.matter) == (False, False, room.matter)
