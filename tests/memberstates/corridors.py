"""A matter with allegations against nationals of two States, ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Allegation, Matter
from safeconduct.cases.terms import Act, SubjectKind
from safeconduct.memberstates import actions
from safeconduct.memberstates.actions import Answer
from safeconduct.memberstates.models import Referral
from safeconduct.memberstates.terms import Act as Move
from safeconduct.roster.terms import DeskKind
from tests import people
from tests.people import TODAY, House

LETTER = "The United Nations asks your Government to investigate. Canary-letter."
MAIL = "selma@permanent-mission.example"


@dataclass(frozen=True)
class Scene:
    """The cast, a second State's focal point, and one matter with three allegations."""

    cast: House
    bram: Actor  # focal point of another State
    matter: Matter
    own: Allegation  # against a national of RO, assessed
    second: Allegation  # against the same person, assessed
    other: Allegation  # against a national of KE, assessed

    def actor(self, name: str) -> Actor:
        return self.bram if name == "bram" else getattr(self.cast, name)


def scene() -> Scene:
    """Build the cast and the matter."""
    cast = people.house()
    Account.objects.filter(pk=people.account_of(cast.state).pk).update(email=MAIL, language="ar")
    bram = people.somebody("bram", Role.MEMBER_STATE, state="KE")
    people.desk(DeskKind.STATE, bram, state="KE")
    matter = cases.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    first = subject(cast, matter, "RO")
    return Scene(
        cast,
        bram,
        matter,
        allegation(cast, matter, first, "sea-rape"),
        allegation(cast, matter, first, "curfew"),
        allegation(cast, matter, subject(cast, matter, "KE"), "sea-rape"),
    )


def subject(cast: House, matter: Matter, state: str):
    """Add a known subject of a State, whose name is sealed."""
    return cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", rank="", state=state),
        identity="Canary-subject",
        today=TODAY,
    )


def allegation(cast: House, matter: Matter, of, conduct: str, *, assess: bool = True) -> Allegation:
    """Record an allegation, and assess it."""
    made = cases.allege(
        actor=cast.officer,
        matter=matter,
        subject=of,
        charge=Charge(conduct=conduct, incident_from=date(2026, 1, 17)),
        received_on=TODAY,
        today=TODAY,
    )
    if assess:
        made = cases.move(actor=cast.officer, allegation=made, act=Act.ASSESS, today=TODAY)
    return made


def sent(of: Scene, *, today: date = TODAY) -> Referral:
    """Headquarters sends the first allegation to RO."""
    return actions.send(
        actor=of.cast.headquarters,
        matter=of.matter,
        state="RO",
        allegations=[of.own],
        letter=LETTER,
        today=today,
    )


def act_on(actor, referral, act):
    """Take the act through its verb."""
    if act == Move.ACKNOWLEDGE:
        return actions.acknowledge(actor=actor, referral=referral, today=TODAY)
    return actions.answer(
        actor=actor, referral=referral, election=act, answer=Answer("We will."), today=TODAY
    )
