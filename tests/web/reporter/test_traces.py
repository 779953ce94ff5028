"""What a visit leaves behind: no cookie before Start, no session ever, nothing readable after."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from safeconduct.access.models import Session
from safeconduct.intake.models import Draft, Report
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
WORDS = ("", "keeps", "help", "safety", "mailbox")
BEFORE = ("", "left", *(f"{language}/{page}" for language in ("en", "ar") for page in WORDS))
FIRST_VISIT_BYTES = 60 * 1024


@pytest.mark.parametrize("path", BEFORE)
def test_no_cookie_is_set_while_somebody_only_reads(client, path):
    answer = client.get(f"/report/{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_receipt_sets_no_cookie_either(client):
    assert not client.post("/report/en/mailbox", {"receipt": "one two"}).cookies


def test_the_cookie_is_kept_from_scripts_other_sites_and_other_days(client):
    walking.begin(client)
    cookie = client.cookies[settings.REPORT_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")


def test_no_session_is_ever_made(client):
    people.house()
    walking.fill(client)
    receipt = walking.send(client)
    client.post("/report/en/receipt/kept", {"skip": "1"})
    client.post("/report/en/mailbox", {"receipt": receipt})
    client.post("/report/en/mailbox/write", {"text": "More."})
    assert not Session.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_the_database_holds_no_moment_of_a_report_only_its_day(client):
    people.house()
    walking.fill(client)
    walking.send(client)
    for model in (Report, Draft):
        kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
        assert not kinds & {"DateTimeField", "TimeField", "GenericIPAddressField"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_visit_weighs_less_than_sixty_kilobytes(client, language):
    page = client.get(f"/report/{language}/").content
    text = page.decode()
    asked = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)  # none that stands in the page
    weight = len(gzip.compress(page))
    for address in asked:
        found = finders.find(address.removeprefix(settings.STATIC_URL))
        assert found, address
        weight += len(gzip.compress(Path(found).read_bytes()))
    assert weight < FIRST_VISIT_BYTES


@pytest.mark.parametrize("path", BEFORE)
def test_a_page_asks_no_other_site_and_is_kept_by_no_cache(client, path):
    answer = client.get(f"/report/{path}")
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.content.decode()) == []
    assert answer["Cache-Control"] == "no-store"


def test_the_way_out_stands_in_the_same_corner_of_every_page(client):
    people.house()
    walking.fill(client)
    pages = ["", "keeps", "help", "mailbox", "check"]
    pages += [f"question/{code}" for code in (*walking.SAYS, "files")]
    for page in pages:
        text = client.get(f"/report/en/{page}").content.decode()
        top = text[text.index("<header") : text.index("</header>")]
        assert 'href="/report/leave"' in top, page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_links_to_itself_in_every_language(client, language):
    text = client.get(f"/report/{language}/keeps").content.decode()
    assert 'href="/report/en/keeps"' in text
    assert 'href="/report/ar/keeps"' in text
    assert f'lang="{language}"' in text[:200]


@pytest.mark.parametrize("path", ["xx/", "xx/keeps", "en/question/nothing", "en/nowhere"])
def test_what_does_not_exist_is_not_found(client, path):
    walking.begin(client)
    assert client.get(f"/report/{path}").status_code == 404
