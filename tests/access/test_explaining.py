"""An explanation says what the gate says: same table, same reaches, same walls."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Holding, Secret
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Role, WallSource
from safeconduct.cases.models import Allegation, Assignment, Matter, Subject
from safeconduct.cases.terms import Part, SubjectKind
from safeconduct.vault.models import Compartment, Grant, Keyring
from safeconduct.vault.terms import Holder, Kind
from tests import people
from tests.people import TODAY

MISSIONS = ("MINARA", "UNMOST")
holdings = st.lists(
    st.builds(
        Holding,
        role=st.sampled_from(Role),
        mission=st.sampled_from(("", *MISSIONS)),
        scope=st.sampled_from(("", "m" * 16)),
    ),
    max_size=4,
    unique=True,
)


class WhatIsExplained(TestCase):
    """Matters, their parts and compartments; one account with any posts, parts, grants, walls."""

    @classmethod
    def setUpTestData(cls):
        cls.account = Account.objects.create(username="probe", name="Probe")
        cls.keyring = Keyring.objects.create(
            holder=Holder.PERSON, account=cls.account, public=b"k" * 32, made_on=TODAY
        )
        cls.records = []
        for code, letter in zip(MISSIONS, "mn", strict=True):
            mission = people.Mission.objects.create(code=code, name=code)
            matter = Matter.objects.create(
                reference=letter * 16,
                number=f"{code}-1",
                mission=mission,
                received_on=TODAY,
                opened_on=TODAY,
            )
            subject = Subject.objects.create(
                matter=matter, slot=1, kind=SubjectKind.KNOWN, category="mc"
            )
            allegation = Allegation.objects.create(
                matter=matter, subject=subject, conduct="sea-rape", received_on=TODAY
            )
            compartment = Compartment.objects.create(
                kind=Kind.FACTS, scope=matter.reference, made_on=TODAY
            )
            cls.records += [matter, allegation, compartment]

    @given(
        held=holdings,
        permission=st.sampled_from(Permission),
        stands=st.sets(st.sampled_from(("part", "granted", "wall", "unlocked"))),
    )
    def test_the_verdict_is_what_the_gate_answers(self, held, permission, stands):
        matter, _allegation, compartment = self.records[:3]
        if "part" in stands:
            Assignment.objects.create(
                matter=matter, account=self.account, part=Part.LEAD, since=TODAY
            )
        if "granted" in stands:
            Grant.objects.create(
                compartment=compartment,
                holder=self.keyring,
                box=b"",
                given_by="setup",
                reason="test",
                given_on=TODAY,
            )
        if "wall" in stands:
            Exclusion.objects.create(
                account=self.account,
                scope=matter.reference,
                source=WallSource.DECLARED,
                raised_by="setup",
                raised_on=TODAY,
            )
        secret = Secret(self.keyring.reference, b"") if "unlocked" in stands else None
        actor = Actor("officer:x", tuple(held), account=self.account.pk, secret=secret)
        for record in self.records:
            seen = gate.visible(actor, permission, type(record).objects.filter(pk=record.pk))
            told = gate.explain(actor, permission, record)
            assert told.verdict == seen.exists()
            assert told.walled == ("wall" in stands and record in self.records[:3])
            assert [ground.reach for ground in told.holdings] == [
                GRANTS[holding.role].get(permission) for holding in held
            ]

    @given(permission=st.sampled_from(Permission))
    def test_nobody_without_a_post_is_told_of_a_ground(self, permission):
        for record in self.records:
            told = gate.explain(Actor("officer:x", account=self.account.pk), permission, record)
            assert (told.holdings, told.verdict) == ((), False)
