"""What the way in told already is shown, can be changed, and is not asked."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.intake import drafts
from safeconduct.intake.models import Report
from safeconduct.roster.models import ReportingPoint
from tests import people
from tests.people import TODAY
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def point(cast):
    return ReportingPoint.objects.create(
        mission=cast.minara, kind="walk-in", name="The red gate", added_on=TODAY
    )


def begin(client: Client, at: str) -> None:
    page = client.get(f"/report/en/?at={at}")
    assert not client.cookies
    client.post("/report/en/start", {"at": page.context["at"]})


def after_relation(client: Client) -> str:
    answer = client.post("/report/en/question/relation", {"relation": "witness"})
    return answer["Location"].rpartition("/")[2]


def test_somebody_who_came_by_a_reporting_point_is_not_asked_for_its_mission(client, point):
    begin(client, point.reference)
    assert after_relation(client) == "what"
    shown = client.get("/report/en/question/what").content.decode()
    assert "MINARA" in shown
    assert "/report/en/question/mission" in shown
    client.post("/report/en/question/what", {"what": "He took the fuel."})
    walking.send(client)
    assert Report.objects.get().mission == point.mission


def test_it_can_be_changed_and_then_stands_as_said(client, point):
    begin(client, point.reference)
    assert client.get("/report/en/question/mission").status_code == 200
    client.post("/report/en/question/mission", {"mission": "unknown"})
    assert drafts.read(walking.token(client))["answers"]["mission"] == "unknown"


def test_it_is_asked_again_once_the_answer_was_taken_out(client, point):
    begin(client, point.reference)
    client.post("/report/en/question/mission", {"skip": "1"})
    assert after_relation(client) == "mission"


def test_the_way_stays_in_the_address_through_the_choice_of_a_language(client, point):
    for page in ("/report/", "/report/en/"):
        shown = client.get(f"{page}?at={point.reference}").content.decode()
        assert f"/report/ar/?at={point.reference}" in shown


def test_a_way_that_leads_nowhere_or_to_a_closed_point_tells_nothing(client, point):
    before = client.get("/report/en/").content
    ReportingPoint.objects.update(closed_on=TODAY)
    for at in (point.reference, "", "MINARA", "<script>", "x" * 500):
        assert not client.get("/report/en/", {"at": at}).context["at"]
    assert client.get("/report/en/", {"at": "<script>"}).content == before
    begin(client, point.reference)
    assert after_relation(client) == "mission"


def test_paper_of_a_reporting_point_carries_its_way(client, point, monkeypatch):
    addresses: list[str] = []
    monkeypatch.setattr(
        "safeconduct.intake.paper.sheet", lambda _form, address: addresses.append(address) or b""
    )
    client.get("/report/fr/paper", {"at": point.reference})
    client.get("/report/fr/paper", {"at": "nothing"})
    assert addresses[0].endswith(f"/report/fr/?at={point.reference}")
    assert addresses[1].endswith("/report/fr/")
