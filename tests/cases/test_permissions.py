"""What may be done in a matter is asked with few questions, and answered as the gate would."""

from __future__ import annotations

import pytest

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.cases import actions, queries
from safeconduct.cases.models import Matter
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def matter(cast):
    return actions.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )


def test_every_person_is_offered_what_the_gate_lets_them_do_and_no_more(cast, matter):
    row = Matter.objects.filter(pk=matter.pk)
    asked = 0
    for name in cast.__dataclass_fields__:
        actor = getattr(cast, name)
        if not isinstance(actor, Actor):
            continue
        allowed = {p for p in queries.OF_A_MATTER if gate.visible(actor, p, row).exists()}
        assert queries.permissions_on(actor, matter) == allowed, name
        asked += bool(allowed)
    assert asked == 3  # the mission's officer, and two of headquarters
    assert queries.permissions_on(cast.stranger, matter) == frozenset()


def test_permissions_of_equal_reach_are_one_question(cast, matter, django_assert_num_queries):
    for actor in (cast.officer, cast.headquarters):
        with django_assert_num_queries(1):
            assert len(queries.permissions_on(actor, matter)) > 3
