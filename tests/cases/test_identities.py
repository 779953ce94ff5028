"""A complainant's name goes to one person, for one matter, for a time, by a custodian's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission, Role, WallSource
from safeconduct.cases import actions as cases
from safeconduct.cases import guarding, spine
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import IdentityRequest, Matter
from safeconduct.cases.terms import Answered, IdentityReason, Part, RefusalReason
from safeconduct.intake import actions as intake
from safeconduct.intake.models import Report
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import days, rings
from safeconduct.vault import duties as keys
from safeconduct.vault.models import Compartment, Errand
from safeconduct.vault.terms import Kind
from tests import people
from tests.people import TODAY

PLACES = (
    "officer",
    "headquarters",
    "investigator",
    "state",
    "auditor",
    "statistician",
    "stranger",
    "custodian",
)


@dataclass
class Room:
    cast: people.House
    matter: Matter
    report: Report
    name: Compartment

    def ask(self, actor: Actor) -> IdentityRequest:
        return cases.request_identity(
            actor=actor,
            matter=self.matter,
            compartment=self.name,
            reason=IdentityReason.INTERVIEW,
            today=TODAY,
        )

    def release(self, asked: IdentityRequest, *, actor: Actor | None = None, days: int = 7):
        return cases.release_identity(
            actor=actor or self.cast.custodian,
            request=asked,
            until=TODAY + timedelta(days=days),
            today=TODAY,
        )

    def read(self, actor: Actor) -> str:
        seal = self.report.identity.reference
        return vault.open_seals(actor=actor, references=[seal], reason="interview")[seal]


@pytest.fixture
def room(db, monkeypatch):
    monkeypatch.setattr(days, "today", lambda: TODAY)
    cast = people.house()
    report, _receipt = people.report_from_amina(cast.minara, name="Amina Yusra")
    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    matter = intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    cases.assign(
        actor=cast.officer,
        matter=matter,
        account=people.account_of(cast.investigator),
        part=Part.INVESTIGATOR,
        today=TODAY,
    )
    report.refresh_from_db()
    return Room(cast, matter, report, Compartment.objects.get(kind=Kind.COMPLAINANT))


@pytest.mark.parametrize("who", PLACES)
def test_only_who_works_on_the_matter_asks_and_nobody_who_can_open_it_anyhow(room, who):
    actor = getattr(room.cast, who)
    if who in {"officer", "headquarters", "investigator"}:
        assert room.ask(actor).asked_by_id == actor.account
        with pytest.raises(Refused):
            room.ask(actor)
    else:
        with pytest.raises(Refused if who == "custodian" else gate.Denied):
            room.ask(actor)


@pytest.mark.parametrize("who", PLACES)
@pytest.mark.parametrize("answer", Answered)
def test_custodians_alone_answer_and_never_themselves(room, who, answer):
    asked = room.ask(room.cast.investigator)
    actor = getattr(room.cast, who)

    def act():
        if answer == Answered.RELEASED:
            return room.release(asked, actor=actor)
        return cases.refuse_identity(
            actor=actor, request=asked, reason=RefusalReason.RISK, today=TODAY
        )

    if who == "custodian":
        assert list(guarding.names_asked_for(actor)) == [asked]
        assert act().answer == answer
        assert not guarding.names_asked_for(actor).exists()
        with pytest.raises(Refused):
            act()
    else:
        assert not guarding.names_asked_for(actor).exists()
        with pytest.raises(gate.Denied):
            act()


@pytest.mark.parametrize("who", PLACES)
def test_a_released_name_opens_to_who_asked_and_to_nobody_else(room, who):
    room.release(room.ask(room.cast.investigator))
    actor = getattr(room.cast, who)
    if who in {"investigator", "custodian"}:
        assert "Amina Yusra" in room.read(actor)
    else:
        with pytest.raises(gate.Denied):
            room.read(actor)


def test_whom_a_name_was_released_to_cannot_release_it_further(room):
    room.release(room.ask(room.cast.officer))
    asked = room.ask(room.cast.investigator)
    assert not guarding.names_asked_for(room.cast.officer).exists()
    with pytest.raises(gate.Denied):
        room.release(asked, actor=room.cast.officer)


@pytest.mark.parametrize("lasts", [-1, 0, 1, 7, 30, 31])
def test_a_release_lasts_from_today_to_thirty_days(room, lasts):
    asked = room.ask(room.cast.investigator)
    if 0 <= lasts <= 30:
        assert room.release(asked, days=lasts).until == TODAY + timedelta(days=lasts)
    else:
        with pytest.raises(Refused):
            room.release(asked, days=lasts)
        asked.refresh_from_db()
        assert asked.answer == ""


def test_a_release_ends_with_its_day_and_the_name_gets_a_new_key(room, monkeypatch):
    room.release(room.ask(room.cast.investigator), days=7)
    last = TODAY + timedelta(days=7)
    monkeypatch.setattr(days, "today", lambda: last)
    assert "Amina" in room.read(room.cast.investigator)
    monkeypatch.setattr(days, "today", lambda: last + timedelta(days=1))
    with pytest.raises(gate.Denied):
        room.read(room.cast.investigator)
    assert keys.end_covers(last) == 0
    assert keys.end_covers(last + timedelta(days=1)) == 1
    assert Errand.objects.filter(compartment=room.name).exists()
    assert vault.run_errands(actor=room.cast.custodian, limit=10) == (1, 0)
    assert "Amina" in room.read(room.cast.custodian)


def test_one_may_ask_again_after_an_answer(room):
    cases.refuse_identity(
        actor=room.cast.custodian,
        request=room.ask(room.cast.investigator),
        reason=RefusalReason.NO_CONSENT,
        today=TODAY,
    )
    (name,) = guarding.names_in(room.cast.investigator, room.matter)
    assert (name.openable, name.may_ask, name.asked.refusal) == (False, True, "no-consent")
    room.release(room.ask(room.cast.investigator))
    (name,) = guarding.names_in(room.cast.investigator, room.matter)
    assert (name.openable, name.may_ask) == (True, False)


def test_a_wall_after_asking_stops_the_release_and_one_after_releasing_shuts_the_name(room):
    asked, other = room.ask(room.cast.investigator), room.ask(room.cast.officer)
    room.release(other)
    for one in (room.cast.investigator, room.cast.officer):
        cases.keep_away(
            actor=room.cast.headquarters,
            matter=room.matter,
            account=people.account_of(one),
            source=WallSource.DECLARED,
            today=TODAY,
        )
    with pytest.raises(Refused):
        room.release(asked)
    with pytest.raises(gate.Denied):
        room.read(room.cast.officer)
    with pytest.raises(gate.Denied):
        guarding.names_in(room.cast.officer, room.matter)
    assert not guarding.names_answered(room.cast.officer, TODAY).exists()


def test_a_custodian_behind_a_wall_neither_sees_the_request_nor_answers_it(room):
    asked = room.ask(room.cast.investigator)
    access.wall_off(
        actor=room.cast.officer,
        account=people.account_of(room.cast.custodian),
        scope=room.matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    assert not guarding.names_asked_for(room.cast.custodian).exists()
    with pytest.raises(gate.Denied):
        room.release(asked)


def test_a_custodian_who_asks_for_another_is_answered_by_a_second_one(room):
    desk = Desk.objects.get(kind=DeskKind.CUSTODIAN)
    second = people.somebody("sela", Role.HEADQUARTERS_OFFICER)
    secret = rings.desk_secret(room.cast.custodian, desk.keyring)
    asked = room.ask(second)  # before she sat at the desk
    rings.share(desk.keyring, secret, people.keyring_of(second))
    assert gate.visible(second, Permission.GRANT_GIVE, Compartment.objects.all()).exists()
    with pytest.raises(gate.Denied):
        room.release(asked, actor=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityRequest.objects.filter(pk=asked.pk).update(
            decided_by=second.account, answer=Answered.REFUSED, refusal=RefusalReason.RISK
        )


def test_of_two_custodians_who_decide_at_once_the_first_one_counts(room):
    desk = Desk.objects.get(kind=DeskKind.CUSTODIAN)
    second = people.somebody("sela", Role.HEADQUARTERS_OFFICER)
    secret = rings.desk_secret(room.cast.custodian, desk.keyring)
    rings.share(desk.keyring, secret, people.keyring_of(second))
    asked = room.ask(room.cast.investigator)
    stale = IdentityRequest.objects.get(pk=asked.pk)  # both pages were open
    cases.refuse_identity(actor=second, request=asked, reason=RefusalReason.RISK, today=TODAY)
    with pytest.raises(Refused):
        room.release(stale)
    with pytest.raises(gate.Denied):
        room.read(room.cast.investigator)


def test_no_name_of_another_matter_is_asked_for(room):
    other = cases.open_matter(
        actor=room.cast.officer, mission=room.cast.minara, received_on=TODAY, today=TODAY
    )
    with pytest.raises(gate.Denied):
        cases.request_identity(
            actor=room.cast.officer,
            matter=other,
            compartment=room.name,
            reason=IdentityReason.COURT,
            today=TODAY,
        )
    facts = Compartment.objects.get(scope=other.reference, kind=Kind.FACTS)
    with pytest.raises(gate.Denied):
        cases.request_identity(
            actor=room.cast.officer,
            matter=other,
            compartment=facts,
            reason=IdentityReason.COURT,
            today=TODAY,
        )


def walled_off_while_waiting(monkeypatch, cast: people.House, account) -> None:
    """Let a wall go up while whoever acts next waits for the lock of the matter."""
    lock, waits = spine.lock, []

    def waiting(matter: Matter) -> Matter:
        if not waits:
            waits.append(matter)
            cases.keep_away(
                actor=cast.headquarters,
                matter=matter,
                account=account,
                source=WallSource.DECLARED,
                today=TODAY,
            )
        return lock(matter)

    monkeypatch.setattr(spine, "lock", waiting)


def test_a_name_is_not_released_to_whom_a_wall_keeps_away_at_the_same_moment(room, monkeypatch):
    asked = room.ask(room.cast.officer)
    walled_off_while_waiting(monkeypatch, room.cast, people.account_of(room.cast.officer))
    with pytest.raises(Refused, match="no longer"):
        room.release(asked)
    assert not rings.reaches(people.keyring_of(room.cast.officer), room.name)


def test_a_report_is_not_shared_with_whom_a_wall_keeps_away_at_the_same_moment(room, monkeypatch):
    ivo = room.cast.investigator
    cases.assign(
        actor=room.cast.officer,
        matter=room.matter,
        account=people.account_of(ivo),
        part=Part.INVESTIGATOR,
        today=TODAY,
    )
    other, _receipt = people.report_from_amina(room.cast.minara, key="amina-2")
    intake.acknowledge(actor=room.cast.officer, report=other, text="Read.", today=TODAY)
    walled_off_while_waiting(monkeypatch, room.cast, people.account_of(ivo))
    intake.join_matter(actor=room.cast.officer, report=other, matter=room.matter, today=TODAY)
    assert not rings.reaches(people.keyring_of(ivo), other.compartment)
