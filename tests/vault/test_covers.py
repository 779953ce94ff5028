"""Who covers an absence opens until the day it ends, and nothing that arrives meanwhile is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safeconduct.access.gate import Denied
from safeconduct.roster import actions as roster
from safeconduct.vault import actions as vault
from safeconduct.vault import days, duties
from safeconduct.vault.models import (
    Compartment,
    Errand,
    Grant,
    Seal,
    Share,
)
from tests import people
from tests.vault.rooms import Room, fill

pytestmark = pytest.mark.django_db


def test_whoever_covers_does_not_make_themselves_stay(room):
    stranger, ring = room.cast.headquarters, people.keyring_of(room.cast.headquarters)
    roster.admit(actor=room.osei, desk=room.desk, member=ring, until=days.today())
    with pytest.raises(Denied):
        roster.admit(actor=stranger, desk=room.desk, member=ring)
    assert Share.objects.get(desk=room.desk.keyring, member=ring).until == days.today()


def test_a_desk_is_not_left_to_somebody_who_covers(room):
    noor, osei = people.keyring_of(room.noor), people.keyring_of(room.osei)
    roster.admit(actor=room.osei, desk=room.desk, member=noor, until=days.today())
    for act in (
        lambda: roster.admit(actor=room.noor, desk=room.desk, member=osei, until=days.today()),
        lambda: roster.release(actor=room.noor, desk=room.desk, member=osei, reason="test"),
    ):
        with pytest.raises(vault.Orphaned):
            act()


def test_the_day_after_a_cover_the_gate_refuses_before_the_duty_ran(room, monkeypatch):
    ring = people.keyring_of(room.cast.headquarters)
    last = days.today()
    roster.admit(actor=room.osei, desk=room.desk, member=ring, until=last)
    assert room.reads(room.cast.headquarters)
    monkeypatch.setattr(days, "today", lambda: last + timedelta(days=1))
    assert not room.reads(room.cast.headquarters)
    assert duties.end_covers(days.today()) == 1
    assert duties.end_covers(days.today()) == 0
    assert Errand.objects.filter(compartment=room.compartment, because="cover-ended").exists()
    assert roster.run_errands(actor=room.osei, limit=50)[1] == 0
    room.desk.refresh_from_db()
    assert room.desk.keyring.retired_on is None
    assert room.reads(room.noor)


def test_a_grant_that_ran_out_is_cleared_and_its_compartment_waits_for_a_new_key(room, monkeypatch):
    stranger, last = people.keyring_of(room.cast.headquarters), days.today()
    vault.grant(actor=room.osei, holder=stranger, until=last, **room.named)
    assert room.reads(room.cast.headquarters)
    monkeypatch.setattr(days, "today", lambda: last + timedelta(days=1))
    assert not room.reads(room.cast.headquarters)
    duties.end_covers(days.today())
    assert not Grant.objects.filter(holder=stranger, withdrawn_on=None).exists()
    assert vault.run_errands(actor=room.osei, limit=50) == (1, 0)
    assert room.reads(room.osei)


def test_a_report_on_its_way_while_somebody_is_released_is_neither_lost_nor_left(room, monkeypatch):
    """The page read the desk's key before the release and stored its grants after the errands."""
    old = room.desk.keyring
    noor = people.keyring_of(room.noor)
    roster.release(actor=room.osei, desk=room.desk, member=noor, reason="test")
    roster.run_errands(actor=room.osei, limit=50)
    late, seal, file = fill(old, "late")
    arrived = replace_room(room, late, seal, file)
    assert arrived.reads(room.osei)
    assert not arrived.reads(room.noor)
    assert roster.run_errands(actor=room.osei, limit=50) == (1, 0)
    room.desk.refresh_from_db()
    assert Grant.objects.get(compartment=late, withdrawn_on=None).holder == room.desk.keyring
    later = days.today() + timedelta(days=2)
    monkeypatch.setattr(days, "today", lambda: later)
    roster.run_errands(actor=room.osei, limit=50)
    assert not Share.objects.filter(desk=old).exists()
    assert arrived.reads(room.osei)


def replace_room(room: Room, compartment: Compartment, seal: Seal, file: str) -> Room:
    return Room(room.cast, room.desk, room.noor, compartment, seal, file)
