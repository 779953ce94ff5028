"""The demonstration: every state, channel and category, the same from one seed, nobody real."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.audit import queries as audit
from safeconduct.cases.models import Allegation, Matter
from safeconduct.cases.terms import State
from safeconduct.memberstates.models import Referral
from safeconduct.retention import queries as retention
from safeconduct.roster.models import Mission
from safeconduct.site.demo import build, cast, ended, stories
from safeconduct.transparency import published
from safeconduct.vocabulary import countries, shelf

TODAY = date(2026, 11, 21)


@given(st.integers(0, 50))
def test_the_same_seed_tells_the_same_stories(seed):
    first, second = (list(stories.plan(seed, 30, TODAY)) for _ in range(2))
    assert first == second


def test_the_plan_covers_every_state_channel_and_category_over_six_years():
    plan = list(stories.plan(7, 400, TODAY))
    assert {story.target for story in plan} == set(State)
    assert {story.channel for story in plan} == shelf.codes("channels") - {"register"}
    assert {story.category for story in plan} == shelf.codes("personnel_categories")
    assert min(story.reported for story in plan) < date(2021, 1, 31)
    assert max(story.reported for story in plan) <= TODAY


def test_no_invented_allegation_hangs_on_a_real_state():
    used = {story.state for story in stories.plan(7, 400, TODAY)} - {""}
    assert used
    assert used <= countries.invented()


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_walked_to(state):
    assert len(stories.path_to(state)) < len(State)


@pytest.mark.django_db
def test_a_built_demonstration_stands_where_its_plan_says():
    people = cast.assemble(TODAY)
    assert sum(build.perform_all(people, 7, 36, TODAY)) == 36
    build.leave_waiting(people, 7, TODAY)
    planned = sorted(story.target for story in stories.plan(7, 36, TODAY))
    assert sorted(Allegation.objects.values_list("state", flat=True)) == planned
    assert Matter.objects.count() == 36
    assert Referral.objects.exists()
    assert Mission.objects.count() > 100
    ended.leave_ended(people, 7, TODAY)
    hana = people.people["hana"]
    assert len(retention.due(hana, TODAY, "report-set-aside")) == ended.ENDED - 4
    assert retention.to_decide(hana).count() == 1
    assert retention.holds(hana).count() == retention.tombstones(hana).count() == 1
    build.publish_figures(people, TODAY)
    assert published.latest() is not None
    assert list(audit.verify()) == []
