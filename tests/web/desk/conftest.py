"""The cast at the desk, each with a browser of their own, and one matter to look at."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from safeconduct.cases import actions as cases
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Allegation, Matter
from safeconduct.cases.terms import SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.intake.models import Report
from tests import people
from tests.people import TODAY


@dataclass(frozen=True)
class Desk:
    """The house, a report of Amina's that became a matter, and a report that waits."""

    cast: people.House
    waiting: Report
    report: Report
    matter: Matter
    allegation: Allegation


def browser(name: str) -> Client:
    """A browser in which somebody of the cast has signed in and unlocked their key."""
    held = Client()
    held.post("/desk/sign-in", {"username": name, "passphrase": people.PASSPHRASE})
    return held


@pytest.fixture
def desk(db, monkeypatch) -> Desk:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    cast = people.house()
    waiting, _receipt = people.report_from_amina(cast.minara, words="marked words", key="amina-0")
    report, _receipt = people.report_from_amina(cast.minara, words="other words", name="Amina")
    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    matter = intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    subject = cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", state="RO"),
        identity="marked name",
        today=TODAY,
    )
    cases.add_victim(actor=cast.officer, matter=matter, age_band="adult", sex="female", today=TODAY)
    cases.note(actor=cast.officer, matter=matter, text="marked note", today=TODAY)
    allegation = cases.allege(
        actor=cast.officer,
        matter=matter,
        subject=subject,
        charge=Charge(conduct="sea-rape", incident_from=TODAY),
        received_on=TODAY,
        today=TODAY,
    )
    report.refresh_from_db()
    return Desk(cast, waiting, report, matter, allegation)
