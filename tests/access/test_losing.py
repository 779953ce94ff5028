"""Nobody sees more by losing a role, and a list, a page and a count never disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import Denied, Reachable
from safeconduct.access.models import Emergency
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import EmergencyReason, Permission, Role, WallSource
from safeconduct.cases import actions as cases
from safeconduct.cases import queries
from safeconduct.cases.models import Allegation, Event, Matter, Subject
from safeconduct.cases.queries import Sieve
from safeconduct.cases.terms import Part
from safeconduct.intake import actions as intake
from safeconduct.intake import queries as reports
from safeconduct.intake.models import Report
from safeconduct.memberstates.models import Referral
from safeconduct.vault.models import Compartment
from tests import people
from tests.people import TODAY

RECORDS: tuple[type[Reachable], ...] = (
    Matter,
    Report,
    Subject,
    Allegation,
    Event,
    Referral,
    Compartment,
)
APPOINTED = [role for role in GRANTS if role != Role.REPORTER]
HOLDINGS = st.builds(
    Holding,
    role=st.sampled_from(APPOINTED),
    mission=st.sampled_from(["", "MINARA", "UNMOST"]),
    state=st.sampled_from(["", "RO"]),
)
RELAXED = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class World:
    """Three matters, of which the person is assigned to two and walled off from one of those."""

    person: Actor
    matters: list[Matter]


@pytest.fixture
def world(db) -> World:
    cast = people.house()
    person = people.account_of(cast.investigator)
    matters = []
    for number, (mission, by) in enumerate(
        [(cast.minara, cast.officer), (cast.minara, cast.officer), (cast.unmost, cast.stranger)]
    ):
        report, _receipt = people.report_from_amina(mission, key=f"amina-{number}", name="Amina")
        intake.acknowledge(actor=by, report=report, text="We read it.", today=TODAY)
        matter = intake.open_matter(actor=by, report=report, mission=mission, today=TODAY)
        matters.append(matter)
    for matter in matters[:2]:
        cases.assign(actor=cast.officer, matter=matter, account=person, part=Part.LEAD, today=TODAY)
    for matter in matters[1:]:
        Emergency.objects.create(
            account=person,
            scope=matter.reference,
            reason=EmergencyReason.LIFE,
            opened_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=2),
            told=people.account_of(cast.officer),
        )
    access.wall_off(
        actor=cast.officer,
        account=person,
        scope=matters[1].reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    return World(cast.investigator, matters)


def seen(actor: Actor, permission: Permission, records: type[Reachable]) -> set[int]:
    """The keys of the records somebody sees under a permission."""
    found = gate.visible(actor, permission, records._default_manager.all())
    return set(found.values_list("pk", flat=True))


@RELAXED
@given(held=st.lists(HOLDINGS, min_size=1, max_size=4, unique=True), lost=st.integers(0, 3))
def test_nobody_sees_more_after_losing_a_role(world, held, lost):
    held = [replace(h, scope=world.matters[0].reference) for h in held]
    left = [h for number, h in enumerate(held) if number != lost % len(held)]
    before = replace(world.person, holdings=tuple(held))
    after = replace(world.person, holdings=tuple(left))
    for permission in Permission:
        for records in RECORDS:
            assert seen(after, permission, records) <= seen(before, permission, records)


@RELAXED
@given(held=st.lists(HOLDINGS, max_size=4, unique=True))
def test_a_wall_stands_above_every_role_and_every_emergency(world, held):
    walled = world.matters[1]
    scopes = [m.reference for m in world.matters]
    held = [replace(h, scope=scope) for h in held for scope in scopes]
    actor = replace(world.person, holdings=tuple(held))
    for permission in Permission:
        assert walled.pk not in seen(actor, permission, Matter)
        for records in (Subject, Allegation, Event):
            rows = records._default_manager.filter(pk__in=seen(actor, permission, records))
            assert not rows.filter(matter=walled).exists()
        inside = Compartment.objects.filter(scope=walled.reference).values_list("pk", flat=True)
        assert not set(inside) & seen(actor, permission, Compartment)


@RELAXED
@given(held=st.lists(HOLDINGS, max_size=3, unique=True), number=st.integers(0, 2))
def test_a_list_a_page_a_count_and_the_gate_never_disagree(world, held, number):
    scope = world.matters[number].reference
    actor = replace(world.person, holdings=tuple(replace(h, scope=scope) for h in held))
    listed = {m.reference for m in queries.listed(actor, Sieve(), TODAY)}
    assert queries.listed(actor, Sieve(), TODAY).count() == len(listed)
    assert sum(queries.listed(actor, Sieve(stage=s), TODAY).count() for s in stages()) == len(
        listed
    )
    for matter in world.matters:
        there = matter.reference in listed
        assert opens(queries.matter, actor, matter.reference) == there
        assert opens(gate.require, actor, Permission.MATTER_READ, matter) == there
        assert (queries.numbered(actor, matter.number) is not None) == there
    told = {r.reference for r in reports.readable_by(actor)}
    for report in Report.objects.all():
        assert opens(reports.report, actor, report.reference) == (report.reference in told)


def stages() -> set[str]:
    """The stages matters are at."""
    return set(Matter.objects.values_list("stage", flat=True))


def opens(ask, *about) -> bool:
    """Whether a question is answered rather than denied."""
    try:
        ask(*about)
    except Denied:
        return False
    return True
