"""Whoever reports meets no text that their language was not asked to say."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation

from safeconduct.wording import asked, speaking, texts
from tests import people
from tests.web.reporter import walking

PACKAGE = django_settings.PACKAGE
UNSEEN = (":", "Whether the user will be able to authenticate")  # Django's, on no page of ours


@pytest.fixture
def met(monkeypatch) -> set[str]:
    """Every text that a page asks the catalogue for."""
    found: set[str] = set()
    ours = translation._trans
    for name in ("gettext", "ngettext"):
        real = getattr(ours, name)

        def noting(text, *rest, real=real):
            found.add(str(text).rpartition("\x04")[2])
            return real(text, *rest)

        monkeypatch.setattr(ours, name, noting)
    return found


def walk(client: Client) -> None:
    """Go wherever somebody who reports can go, and give answers that are refused too."""
    for path in ("", "en/", "en/keeps", "en/help", "left", "en/nothing", "leave", "en/mailbox"):
        client.get(f"/report/{path}")
    walking.begin(client)
    for code, said in walking.SAYS.items():
        client.get(f"/report/en/question/{code}")
        client.post(f"/report/en/question/{code}", {"odd": "x"})
        client.post(f"/report/en/question/{code}", said)
    for said in ({"when-month": "3"}, {"when-year": "x"}, {"when-year": "3000"}, {"when-day": "1"}):
        client.post("/report/en/question/when", said)
    client.get("/report/en/question/files")
    client.post("/report/en/question/files", {"add": "1"})
    client.get("/report/en/check")
    receipt = walking.send(client)
    for page in ("receipt/kept", "receipt/done"):
        client.get(f"/report/en/{page}")
    client.post("/report/en/receipt/done", {"group": "wrong"})
    client.post("/report/en/mailbox", {"receipt": "wrong"})
    client.post("/report/en/mailbox", {"receipt": receipt})
    client.get("/report/en/mailbox")
    client.post("/report/en/mailbox/write", {"text": ""})
    client.post("/report/en/mailbox/write", {"text": "More."})
    client.get("/report/en/mailbox")
    client.post("/report/en/mailbox/close")
    client.post("/report/en/mailbox/write", {"text": "Late."})


@pytest.mark.django_db
def test_every_text_on_the_way_of_a_report_is_asked_of_every_language(met):
    people.house()
    walk(Client())
    asked = {
        one
        for message in texts.of_reporters(PACKAGE, "xx")
        for one in ([message.id] if isinstance(message.id, str) else message.id)
    }
    assert len(met) > 150
    assert {text for text in met - asked if not text.startswith(UNSEEN)} == set()


def test_a_language_that_django_speaks_needs_no_names_of_months():
    months = {message.id for message in texts.of_reporters(PACKAGE, "ht")}
    assert months - {message.id for message in texts.of_reporters(PACKAGE, "fr")} == {
        message.id for message in texts.of_reporters(PACKAGE, "ht") if message.id in texts._months()
    }


def test_a_reporter_meets_less_than_the_whole_product_says():
    whole, met = texts.found(PACKAGE), texts.of_reporters(PACKAGE, "fr")
    assert 0 < len(met) < len(whole) / 3


@pytest.mark.parametrize("code", [code for code, _name in django_settings.REPORTER_LANGUAGES])
def test_a_shipped_language_is_said_whole_by_its_catalogue_or_by_the_form_itself(code):
    known = asked.of_reporters(code).values()
    assert [text.said for text in known if not speaking.shipped(code, text)] == []


def test_what_the_form_says_in_arabic_itself_counts_as_said_and_what_nobody_says_does_not():
    assert asked.by_the_form("ar")["A soldier"] == "عسكري"
    unsaid = asked.Text("0123456789abcdef", ("Nobody ever said this.",))
    assert speaking.shipped("ar", unsaid) == ()
    assert "Nobody ever said this." not in asked.by_the_form("ar")
