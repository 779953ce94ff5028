"""A desk has one key that counts: whoever is admitted or released, files go to who is behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.cases import actions as cases
from safeconduct.roster import actions
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import days, rings
from safeconduct.vault.models import Compartment, Errand, Grant, Share
from safeconduct.vault.rings import Locked
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def desk(cast):
    return Desk.objects.get(kind=DeskKind.MISSION, mission=cast.minara)


@pytest.fixture
def noor(cast, desk):
    fresh = people.somebody("noor", Role.CONDUCT_OFFICER, mission="MINARA")
    actions.admit(actor=cast.officer, desk=desk, member=people.keyring_of(fresh))
    return fresh


def matter_of(cast):
    return cases.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )


def release(cast, desk, whom, by=None):
    actions.release(
        actor=by or cast.officer, desk=desk, member=people.keyring_of(whom), reason="moved"
    )
    desk.refresh_from_db()


def test_a_release_gives_the_desk_a_new_key_and_its_new_files_go_to_that(cast, desk, noor):
    before = desk.keyring
    release(cast, desk, noor)
    assert desk.keyring != before
    fresh = matter_of(cast)
    granted = Grant.live().filter(compartment__scope=fresh.reference)
    assert granted.filter(holder=desk.keyring).count() == 3
    assert not granted.filter(holder=before).exists()
    assert not Errand.objects.filter(compartment__scope=fresh.reference).exists()


def test_the_way_to_the_oldest_file_stays_short_however_often_people_leave(cast, desk, noor):
    old = Compartment.objects.filter(scope=matter_of(cast).reference).first()
    for _time in range(4):
        release(cast, desk, noor)
        actions.admit(actor=cast.officer, desk=desk, member=people.keyring_of(noor))
    assert vault.enter(actor=noor, compartment=old)
    earlier = Share.objects.filter(member=desk.keyring)
    assert earlier.count() == 4
    assert not Share.objects.filter(member__in=earlier.values("desk")).exists()


def test_only_a_member_with_an_open_key_admits_or_releases(cast, desk, noor):
    outsider = people.keyring_of(cast.stranger)
    for who in (cast.stranger, cast.auditor, cast.headquarters):
        with pytest.raises(Denied):
            actions.admit(actor=who, desk=desk, member=outsider)
        with pytest.raises(Denied):
            release(cast, desk, noor, by=who)
    locked = people.account_of(cast.officer).actor()
    with pytest.raises(Locked):
        actions.admit(actor=locked, desk=desk, member=outsider)
    with pytest.raises(Locked):
        actions.run_errands(actor=locked, limit=5)
    assert not rings.is_member(outsider, desk.keyring)


def test_nobody_is_admitted_whose_post_does_not_fit(cast, desk):
    for other in (cast.stranger, cast.auditor):
        with pytest.raises(actions.Misplaced):
            actions.admit(actor=cast.officer, desk=desk, member=people.keyring_of(other))
        assert not rings.is_member(people.keyring_of(other), desk.keyring)


def test_the_last_one_behind_a_desk_is_not_released(cast, desk):
    with pytest.raises(vault.Orphaned):
        release(cast, desk, cast.officer)
    assert rings.is_member(people.keyring_of(cast.officer), desk.keyring)


def test_members_may_leave_by_themselves_and_then_do_nothing_there(cast, desk, noor):
    release(cast, desk, noor, by=noor)
    with pytest.raises(Denied):
        actions.admit(actor=noor, desk=desk, member=people.keyring_of(cast.stranger))


def test_a_second_tab_releases_nobody_twice(cast, desk, noor):
    release(cast, desk, noor)
    after = desk.keyring
    with pytest.raises(Denied):
        release(cast, desk, noor)
    desk.refresh_from_db()
    assert desk.keyring == after
    assert Entry.objects.filter(event="roster.release").count() == 1


def test_who_covers_reads_until_the_last_day_and_is_told_by_the_log(cast, desk, monkeypatch):
    inside = Compartment.objects.filter(scope=matter_of(cast).reference).first()
    last = days.today() + timedelta(days=3)
    cover = people.somebody("noor", Role.CONDUCT_OFFICER, mission="MINARA")
    ring = people.keyring_of(cover)
    actions.admit(actor=cast.officer, desk=desk, member=ring, until=last)
    assert last.isoformat() in Entry.objects.filter(event="desk.admit").latest("seq").detail
    monkeypatch.setattr(days, "today", lambda: last)
    assert rings.reaches(ring, inside)
    monkeypatch.setattr(days, "today", lambda: last + timedelta(days=1))
    assert not rings.reaches(ring, inside)


def test_a_desk_whose_key_was_retired_without_one_gets_it_before_its_files_do(cast, desk, noor):
    matter_of(cast)
    vault.expel_member(
        actor=people.SETUP, desk=desk.keyring, member=people.keyring_of(noor), reason="left"
    )
    waiting = Errand.objects.count()
    assert vault.run_errands(actor=cast.officer, limit=50) == (0, 0)
    assert Errand.objects.count() == waiting > 0
    before = desk.keyring
    assert actions.run_errands(actor=cast.officer, limit=50) == (waiting, 0)
    desk.refresh_from_db()
    assert desk.keyring != before
    assert not Grant.objects.filter(holder=before, withdrawn_on=None).exists()
    assert actions.run_errands(actor=cast.officer, limit=50) == (0, 0)
