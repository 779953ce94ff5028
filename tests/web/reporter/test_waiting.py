"""Beginning a report while thousands do: a little later, never not at all."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from safeconduct.flow import rules, tickets
from safeconduct.flow.models import Bucket
from safeconduct.intake.models import Draft
from tests.flow import working
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000


@pytest.fixture
def clock(monkeypatch):
    """The time of day, which a test may move on."""
    at = [NOW]
    monkeypatch.setattr("safeconduct.web.reporter.waiting.time.time", lambda: at[0])
    return at


@pytest.fixture
def crowd(settings, clock):
    """A site where so many begin that the next one has to wait."""
    settings.REPORTS_PER_MINUTE = 1
    Bucket.objects.create(left=0, tick=NOW // rules.TICK)
    return clock


def sent_to_the_line(client: Client) -> str:
    answer = client.post("/report/en/start")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/report/en/wait?")
    return answer["Location"]


def ticket_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["ticket"][0]


def test_by_default_a_report_begins_at_once(client):
    walking.begin(client)
    assert settings.REPORT_COOKIE_NAME in client.cookies


def test_who_waits_has_no_cookie_and_no_draft(client, crowd):
    page = client.get(sent_to_the_line(client))
    assert page.status_code == 200
    assert not client.cookies
    assert not Draft.objects.exists()


def test_who_waits_without_scripts_goes_on_with_the_button(client, crowd):
    at = sent_to_the_line(client)
    assert "Wait about 1 minute," in client.get(at).content.decode()
    assert client.post("/report/en/start", {"ticket": ticket_in(at)})["Location"] == at
    crowd[0] += rules.LONGEST_WAIT
    assert "It is your turn now." in client.get(at).content.decode()
    answer = client.post("/report/en/start", {"ticket": ticket_in(at), "proof": ""})
    assert answer["Location"] == "/report/en/question/danger"
    assert settings.REPORT_COOKIE_NAME in client.cookies


def test_who_does_the_work_goes_on_at_once_and_nobody_twice(client, crowd):
    ticket = ticket_in(sent_to_the_line(client))
    said = {"ticket": ticket, "proof": working.solve(tickets.read(ticket, NOW).name)}
    assert client.post("/report/ar/start", said)["Location"].startswith("/report/ar/question/")
    assert "/wait?" in Client().post("/report/ar/start", said)["Location"]


def test_a_draft_that_waits_is_not_lost_to_the_line(client, clock, settings):
    walking.begin(client)
    settings.REPORTS_PER_MINUTE = 1
    Bucket.objects.update(left=0)
    sent_to_the_line(client)
    assert client.get("/report/en/question/danger").status_code == 200


@pytest.mark.parametrize("ticket", ["", "?ticket=", "?ticket=forged", "?ticket=a:b"])
def test_without_a_ticket_of_ours_the_line_leads_to_the_first_page(client, ticket):
    assert client.get(f"/report/en/wait{ticket}")["Location"] == "/report/en/"
