"""Whoever leaves, in whatever order: no file is left that nobody opens."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Permission, Role, WallSource
from safeconduct.cases import actions, parts
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Assignment, Matter
from safeconduct.cases.terms import Part
from safeconduct.vault import actions as vault
from safeconduct.vault import days, queries
from safeconduct.vault.models import Compartment, Grant, Keyring, Share
from safeconduct.vault.terms import Kind
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
OPENERS = (Role.CONDUCT_OFFICER, Role.HEADQUARTERS_OFFICER, Role.INVESTIGATOR)

# What follows draws offices at random: desks with members and covers, things granted to desks and
# people, for good or for a while, walls, posts that open nothing. Then people leave, in any order.
STAFF, DESKS, THINGS = range(4), range(2), range(4)
BEHIND = st.sampled_from(("", "for good", "for good", "a while"))
GIVEN = st.sampled_from(("", "", "for good", "a while", "a while"))


@st.composite
def layouts(draw):
    return {
        "roles": [draw(st.sampled_from((*OPENERS, Role.STATISTICIAN))) for _ in STAFF],
        "members": {pair: draw(BEHIND) for pair in product(DESKS, STAFF)},
        "desks": {pair: draw(st.integers(0, 2)) == 0 for pair in product(THINGS, DESKS)},
        "grants": {pair: draw(GIVEN) for pair in product(THINGS, STAFF)},
        "walls": {pair: draw(st.integers(0, 5)) == 0 for pair in product(THINGS, STAFF)},
        "leads": [draw(st.sampled_from((None, *STAFF))) for _ in THINGS],
        "advises": {pair: draw(st.integers(0, 3)) == 0 for pair in product(THINGS, STAFF)},
        "leave": draw(st.permutations(STAFF)),
    }


def build(layout, later: date) -> tuple[list[Account], list[str]]:
    """Lay an office out; return its people and the scopes of its files."""
    staff = [
        people.somebody(f"p{n}", role, mission="MINARA" if role == Role.CONDUCT_OFFICER else "")
        for n, role in enumerate(layout["roles"])
    ]
    rings = [people.keyring_of(one) for one in staff]
    until = {"for good": None, "a while": later}
    mission = people.Mission.objects.create(code="MINARA", name="MINARA")
    desks = [
        vault.found_desk(actor=people.SETUP, members=[r for n, r in enumerate(rings) if told[n]])
        for told in ({n: layout["members"][desk, n] for n in STAFF} for desk in DESKS)
    ]
    for (desk, n), said in layout["members"].items():
        if said:
            held = Share.objects.filter(desk=desks[desk], member=rings[n])
            held.update(until=until[said])
    for thing in THINGS:
        holders = [desks[d] for d in DESKS if layout["desks"][thing, d]]
        holders += [rings[n] for n in STAFF if layout["grants"][thing, n]]
        scope = f"scope-{thing}"
        matter = file(scope, mission)
        opened = vault.open_compartment(
            actor=people.SETUP, kind=Kind.FACTS, scope=scope, holders=holders, reason="opened"
        )
        for n in STAFF:
            if said := layout["grants"][thing, n]:
                held = Grant.objects.filter(compartment=opened.compartment, holder=rings[n])
                held.update(until=until[said])
            staff_a_matter(layout, matter, thing, (n, people.account_of(staff[n])))
    return [people.account_of(one) for one in staff], [f"scope-{n}" for n in THINGS]


def staff_a_matter(layout, matter: Matter, thing: int, one: tuple[int, Account]) -> None:
    """Give somebody their part in a matter, and the wall before it."""
    n, account = one
    leads = layout["leads"][thing] == n
    if leads or layout["advises"][thing, n]:
        part = Part.LEAD if leads else Part.ADVISER
        Assignment.objects.create(matter=matter, account=account, part=part, since=TODAY)
    if leads:
        Matter.objects.filter(pk=matter.pk).update(lead=account)
    if layout["walls"][thing, n]:
        Exclusion.objects.create(
            account=account, scope=matter.reference, source=WallSource.MANUAL, raised_on=TODAY
        )


def file(reference: str, mission) -> Matter:
    """An open matter, for what is sealed in it."""
    return Matter.objects.create(
        reference=reference, number=reference, mission=mission, received_on=TODAY, opened_on=TODAY
    )


def hand_all_over(admin: Actor, account: Account) -> None:
    """Give every matter somebody leads to the first who may have it, if anybody may."""
    for matter in list(parts.led_by(admin, account)):
        for other in parts.successors(admin, account):
            try:
                actions.hand_over(
                    actor=admin, matter=matter, account=account, to=other, today=TODAY
                )
            except Refused:
                continue
            break


def reached(staff: list[Account], scopes: list[str]) -> set[str]:
    """The files somebody of the staff opens, as the gate says."""
    found: set[str] = set()
    for one in staff:
        fresh = Account.objects.get(pk=one.pk)
        actor = fresh.actor(Secret(Keyring.objects.get(account=fresh).reference, b""))
        seen = gate.visible(
            actor, Permission.SEAL_OPEN, Compartment.objects.filter(scope__in=scopes)
        )
        found |= set(seen.values_list("scope", flat=True))
    return found


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(layout=layouts())
def test_no_departure_leaves_a_file_that_nobody_opens(monkeypatch, layout):
    now = days.today()
    soon, later = now + timedelta(days=2), now + timedelta(days=9)
    with transaction.atomic():
        admin = people.somebody("adan", Role.ADMINISTRATOR)
        staff, scopes = build(layout, soon)
        for n in layout["leave"]:
            with monkeypatch.context() as patch:
                patch.setattr(days, "today", lambda: later)
                before = reached(staff, scopes)
            access.begin_departure(actor=admin, account=staff[n], today=now)
            hand_all_over(admin, staff[n])
            try:
                ended = actions.end_departure(actor=admin, account=staff[n], today=now)
            except Refused:
                alone = queries.alone_in(admin, Keyring.objects.get(account=staff[n]))
                assert not alone.nothing or parts.led_by(admin, staff[n]).exists()
                assert Account.objects.get(pk=staff[n].pk).is_active
                continue
            assert ended
            assert not Assignment.objects.filter(account=staff[n], ended_on=None).exists()
            assert not Matter.objects.filter(lead=staff[n]).exists()
            assert not Share.live().filter(member__account=staff[n]).exists()
            assert not Grant.live().filter(holder__account=staff[n]).exists()
            with monkeypatch.context() as patch:
                patch.setattr(days, "today", lambda: later)
                assert reached(staff, scopes) >= before
        transaction.set_rollback(True)
