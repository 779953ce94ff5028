"""The gate: list, detail and count agree, and nobody sees more after losing a role."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Holding
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Reach, Role
from safeconduct.cases.models import Matter
from tests import people
from tests.people import TODAY

MISSIONS = ("MINARA", "UNMOST", "UNELSE")
holdings = st.lists(
    st.builds(Holding, role=st.sampled_from(Role), mission=st.sampled_from(("", *MISSIONS))),
    max_size=4,
    unique=True,
)


class WhatIsSeen(TestCase):
    """Matters of three missions, asked about by actors with any set of posts."""

    @classmethod
    def setUpTestData(cls):
        cls.matters = []
        for code in MISSIONS:
            mission = people.Mission.objects.create(code=code, name=code)
            for number in range(2):
                cls.matters.append(
                    Matter.objects.create(
                        number=f"{code}-{number}",
                        mission=mission,
                        received_on=TODAY,
                        opened_on=TODAY,
                    )
                )

    @given(held=holdings, permission=st.sampled_from(Permission))
    def test_list_detail_and_count_agree(self, held, permission):
        actor = Actor("officer:x", tuple(held), account=1)
        seen = gate.visible(actor, permission, Matter.objects.all())
        listed = set(seen)
        assert seen.count() == len(listed)
        for matter in self.matters:
            allowed = True
            try:
                gate.require(actor, permission, matter)
            except gate.Denied:
                allowed = False
            assert allowed == (matter in listed)

    @given(held=holdings, permission=st.sampled_from(Permission))
    def test_losing_a_role_never_shows_more(self, held, permission):
        everything = gate.visible(
            Actor("officer:x", tuple(held), account=1), permission, Matter.objects.all()
        )
        for fewer in combinations(held, max(len(held) - 1, 0)):
            less = gate.visible(
                Actor("officer:x", fewer, account=1), permission, Matter.objects.all()
            )
            assert set(less) <= set(everything)

    @given(held=holdings)
    def test_a_reader_with_several_roles_sees_each_matter_once(self, held):
        seen = list(
            gate.visible(
                Actor("officer:x", tuple(held), account=1),
                Permission.MATTER_READ,
                Matter.objects.all(),
            )
        )
        assert len(seen) == len(set(seen))


def test_every_role_stands_in_the_policy_and_every_permission_is_held():
    assert set(GRANTS) == set(Role)
    assert {p for granted in GRANTS.values() for p in granted} == set(Permission)


def test_auditors_and_administrators_reach_no_case_content():
    content = {
        Permission.SEAL_OPEN,
        Permission.MATTER_READ,
        Permission.REPORT_READ,
        Permission.REFERRAL_READ,
    }
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.STATISTICIAN):
        assert not content & set(GRANTS[role])


def test_conduct_officers_do_not_investigate_or_judge():
    """A mission's conduct team records, refers and tracks; it does not investigate (3-domain)."""
    judging = {Permission.ALLEGATION_INVESTIGATE, Permission.FINDING_RECORD}
    assert not judging & set(GRANTS[Role.CONDUCT_OFFICER])


def test_opening_seals_never_reaches_further_than_a_grant():
    for role, granted in GRANTS.items():
        farthest = Reach.EMERGENCY if role == Role.EMERGENCY else Reach.GRANTED
        for permission in (Permission.SEAL_OPEN, Permission.GRANT_GIVE):
            assert granted.get(permission, farthest) == farthest


@pytest.mark.django_db
def test_an_inactive_account_holds_nothing():
    cast = people.house()
    account = people.account_of(cast.officer)
    account.is_active = False
    assert account.actor().holdings == ()
