"""Records that have ended long ago, ready to fall due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Allegation, Matter
from safeconduct.cases.terms import Act, Stage, SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.intake import queries as mailboxes
from safeconduct.intake.models import Report
from safeconduct.intake.terms import SetAside
from safeconduct.memberstates import actions as states
from safeconduct.memberstates.models import Referral
from safeconduct.vault import receipts
from safeconduct.vault.seals import FileLabel
from tests import people
from tests.people import TODAY

LATER = date(2037, 1, 1)  # eleven years after the cast's day: everything but one rule is due
WORDS = "canary words"
LABEL = FileLabel("canary.txt", "text/plain", 12)


@dataclass(frozen=True)
class Old:
    """A closed matter with a report, a file, a note, names and a referral; a report set aside."""

    cast: people.House
    matter: Matter
    report: Report
    receipt: str
    referral: Referral
    allegation: Allegation
    aside: Report
    aside_receipt: str

    @property
    def hana(self) -> Actor:
        return self.cast.headquarters

    @property
    def cora(self) -> Actor:
        """The second person of headquarters."""
        return self.cast.custodian


@pytest.fixture
def old(db) -> Old:
    return build()


def build() -> Old:
    """Take one matter from a report to its close, and set another report aside."""
    cast = people.house()
    report, receipt = people.report_from_amina(cast.minara, words=WORDS, name="Amina Canary")
    box = mailboxes.mailbox(actors.reporter(), receipts.keys(receipt))
    intake.write_to_desk(
        actor=box.actor, report=report, text=WORDS, today=TODAY, files=[(LABEL, WORDS.encode())]
    )
    intake.acknowledge(actor=cast.officer, report=report, text=WORDS, today=TODAY)
    matter = intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    cases.note(actor=cast.officer, matter=matter, text=WORDS, today=TODAY)
    allegation = charge(cast, matter)
    cases.move(actor=cast.officer, allegation=allegation, act=Act.ASSESS, today=TODAY)
    referral = states.send(
        actor=cast.headquarters,
        matter=matter,
        state="RO",
        allegations=[allegation],
        letter=WORDS,
        today=TODAY,
    )
    close(cast, allegation)
    aside, aside_receipt = people.report_from_amina(cast.minara, words=WORDS, key="amina-2")
    intake.acknowledge(actor=cast.officer, report=aside, text=WORDS, today=TODAY)
    intake.set_aside(actor=cast.officer, report=aside, why=SetAside.NOT_MISCONDUCT, today=TODAY)
    for row in (matter, report, aside, allegation):
        row.refresh_from_db()
    return Old(cast, matter, report, receipt, referral, allegation, aside, aside_receipt)


def charge(cast: people.House, matter: Matter) -> Allegation:
    subject = cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", state="RO"),
        identity=WORDS,
        today=TODAY,
    )
    return cases.allege(
        actor=cast.officer,
        matter=matter,
        subject=subject,
        charge=Charge(conduct="curfew", incident_from=TODAY),
        received_on=TODAY,
        today=TODAY,
    )


def close(cast: people.House, allegation: Allegation, result: str = "unsubstantiated") -> None:
    """Take an allegation that was referred to its close."""
    for act in (Act.INVESTIGATE, Act.REPORT):
        allegation = cases.move(
            actor=cast.headquarters, allegation=allegation, act=act, today=TODAY
        )
    cases.record_finding(
        actor=cast.headquarters,
        allegation=allegation,
        stage=Stage.FINAL,
        result=result,
        body="oios",
        found_on=TODAY,
        reasons=WORDS,
    )
    for act in (Act.FIND, Act.CLOSE):
        allegation = cases.move(
            actor=cast.headquarters, allegation=allegation, act=act, today=TODAY
        )


def a_third_of_headquarters(name: str = "third") -> Actor:
    return people.somebody(name, Role.HEADQUARTERS_OFFICER)


def account(actor: Actor) -> Account:
    return people.account_of(actor)
