"""A desk served apart from reporters has all its pages, and prints no address that goes nowhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from safeconduct.access.terms import Role
from safeconduct.web.shared import elsewhere
from tests import house, people
from tests.people import TODAY
from tests.web import town
from tests.web.desk.conftest import browser
from tests.web.test_matrix import OBJECTS, UNKNOWN, address, relations

pytestmark = pytest.mark.django_db
AT = "/desk/take-report"
SAID = {"came_by": "hotline", "speaks_in": "ar", "danger": "no", "what": "Help.", "contact": "no"}
APART = "https://report.example.org"
ARGS = {"reporter:welcome": ["ar"], "reporter:mailbox": ["ar"], "hooks:receive": ["abc"]}


@pytest.fixture
def alone(settings, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    settings.ROOT_URLCONF = "tests.web.desk.alone"
    return settings


def test_the_paths_are_those_of_the_process_that_serves_reporters():
    told = {name: path.format(*ARGS.get(name, ())) for name, path in elsewhere.PATHS.items()}
    assert told == {name: reverse(name, args=ARGS.get(name)) for name in told}


@pytest.mark.parametrize(
    "role", [Role.CONDUCT_OFFICER, Role.HEADQUARTERS_OFFICER, Role.ADMINISTRATOR]
)
def test_no_page_of_a_desk_that_is_served_alone_breaks(role, alone):
    place = town.build(role)
    tried = 0
    for name in house.routes("desk"):
        said = OBJECTS.get("desk", {}).get(name, {})
        for relation in relations(said):
            reference = place.things.get((said.get("of", ""), relation), UNKNOWN)
            for method in ("get", "post"):
                page = place.answers(method, address("desk", name, reference))
                assert page.status_code < 500, (name, relation, method)
                tried += page.status_code == 200
    assert tried > 10


def test_a_desk_served_alone_takes_reports_down_and_never_names_its_own_host(alone):
    people.house()
    people.somebody("taker", Role.CONDUCT_OFFICER, mission="MINARA")
    taker = browser("taker")
    assert taker.get(f"{AT}/paper?language=ar").content.startswith(b"%PDF-")
    taker.post(AT, SAID)
    taker.post(f"{AT}/read-back", {"read_back": "confirmed"})
    page = taker.get(f"{AT}/receipt").content.decode()
    assert "on the host of the site for reporters" in page
    assert "testserver/report" not in page
    alone.REPORTER_SITE = APART
    page = taker.get(f"{AT}/receipt").content.decode()
    assert "report.example.org/report/ar/mailbox" in page
    assert "on the host of the site for reporters" not in page


def test_paper_leads_to_the_site_for_reporters_or_to_none(alone, monkeypatch):
    people.house()
    people.somebody("taker", Role.CONDUCT_OFFICER, mission="MINARA")
    addresses: list[str] = []
    monkeypatch.setattr(
        "safeconduct.intake.paper.sheet", lambda _form, address: addresses.append(address) or b""
    )
    taker = browser("taker")
    taker.get(f"{AT}/paper?language=ar")
    alone.REPORTER_SITE = APART
    taker.get(f"{AT}/paper?language=ar")
    assert addresses == ["", f"{APART}/report/ar/"]
