"""What a page says of itself to whoever looks over a shoulder, into a history or at a network."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake.models import Draft
from safeconduct.site import onions
from safeconduct.web.reporter import urls
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
TELLING = re.compile(r"report|abuse|misconduct|conduct|\bUN\b|safe|mission|receipt", re.IGNORECASE)
KEY = bytes(range(32))


def name(key: bytes = KEY) -> str:
    """An onion name of version 3, as rend-spec-v3 lays it out."""
    checksum = hashlib.sha3_256(b".onion checksum" + key + b"\x03").digest()[:2]
    return base64.b32encode(key + checksum + b"\x03").decode().lower() + ".onion"


ONION = f"http://{name()}"


def read_only() -> list[str]:
    """Every address of this face, with what stands in its blanks filled in."""
    filled = {"language": "en", "code": "what"}
    return [
        "/report/" + re.sub(r"<\w+:(\w+)>", lambda blank: filled.get(blank[1], "1"), path)
        for path in (str(route.pattern) for route in urls.urlpatterns)
    ]


@pytest.mark.parametrize("path", read_only())
def test_no_address_of_this_face_gives_a_reader_a_cookie_or_leaves_a_page_in_a_cache(client, path):
    answer = client.get(path)
    given = {n for n, cookie in answer.cookies.items() if cookie.value}
    assert given == set()
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"


def test_no_tab_says_where_somebody_is(client):
    people.house()
    walking.fill(client)
    pages = ["", "keeps", "help", "safety", "mailbox", "check"]
    pages += [f"question/{code}" for code in (*walking.SAYS, "files")]
    texts = [client.get(f"/report/en/{page}").content.decode() for page in pages]
    walking.send(client)
    texts += [client.get(f"/report/en/receipt{page}").content.decode() for page in ("", "/kept")]
    titles = {re.search(r"<title>(.*?)</title>", t, re.DOTALL)[1].strip() for t in texts}
    assert titles == {"New page"}
    assert not any(TELLING.search(title) for title in titles)
    assert all('<link rel="icon" href="data:,">' in text for text in texts)


def test_a_page_that_was_filled_wrongly_says_so_in_its_tab_and_nothing_else(client):
    people.house()
    walking.begin(client)
    text = client.post("/report/en/question/what", {"what": ""}).content.decode()
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]
    assert "Please look again" in title
    assert not TELLING.search(title)


def test_the_owner_chooses_what_the_tab_says(client, settings):
    settings.NEUTRAL_TITLE = "Recipes"
    assert "Recipes" in client.get("/report/en/").content.decode().partition("</title>")[0]


def test_the_name_of_each_page_is_still_told_to_who_cannot_see_it(client):
    page = client.get("/report/en/keeps").content.decode()
    label = re.search(r'<main[^>]*aria-label="([^"]*)"', page, re.DOTALL)
    assert label[1].strip() == "What this site keeps"


def test_leaving_by_script_forgets_the_draft_and_sends_no_page(client):
    walking.begin(client)
    answer = client.post("/report/leave")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Draft.objects.exists()
    assert answer.cookies[settings.REPORT_COOKIE_NAME].value == ""


def test_another_site_cannot_close_somebodys_draft(client):
    walking.begin(client)
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert client.post("/report/leave", headers=headers).status_code == 404
    assert Draft.objects.exists()


def test_the_way_out_names_where_it_leads_so_that_a_script_need_not_ask(client, settings):
    assert 'data-to="/report/left"' in client.get("/report/en/").content.decode()
    settings.EXIT_TO = "https://weather.example/"
    assert 'data-to="https://weather.example/"' in client.get("/report/en/").content.decode()


def test_without_an_onion_address_nothing_speaks_of_one(client):
    answer = client.get("/report/en/safety")
    assert "Onion-Location" not in answer
    assert "/onion" not in answer.content.decode()
    assert client.get("/report/en/onion").status_code == 404


def test_an_onion_address_is_named_to_browsers_and_explained_to_people(client, settings):
    settings.ONION = ONION
    answer = client.get("/report/en/safety?a=b")
    assert answer["Onion-Location"] == f"{ONION}/report/en/safety?a=b"
    assert 'href="/report/en/onion"' in answer.content.decode()
    assert f"{ONION}/report/" in client.get("/report/ar/onion").content.decode()
    assert "Onion-Location" not in client.get("/desk/sign-in")


def test_who_came_by_the_onion_address_is_not_sent_there_again(client, settings):
    settings.ONION = ONION
    settings.ALLOWED_HOSTS = [name()]
    assert "Onion-Location" not in client.get("/report/en/", headers={"Host": name()})


@given(st.binary(min_size=32, max_size=32), st.integers(0, 55), st.sampled_from("abcdefg234567"))
def test_an_onion_address_with_a_wrong_letter_is_refused(key, place, letter):
    whole = name(key)
    wrong = whole[:place] + letter + whole[place + 1 :]
    assert onions.is_address(f"http://{whole}")
    assert onions.is_address(f"http://{wrong}") == (wrong == whole)


@given(st.text(max_size=80))
def test_whatever_else_is_written_is_no_onion_address(text):
    assert not onions.is_address(text)
    assert not onions.is_address(f"http://{text}.onion")


@pytest.mark.parametrize("tail", ["/report/", "?a=b", "#a", ":80x", "@x"])
def test_an_onion_address_is_the_name_and_nothing_more(tail):
    assert onions.is_address(f"{ONION}/")
    assert not onions.is_address(ONION + tail)


def test_the_guide_to_safety_is_one_short_page(client):
    text = client.get("/report/en/safety").content.decode()
    main = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")])
    assert 100 < len(main.split()) < 400
