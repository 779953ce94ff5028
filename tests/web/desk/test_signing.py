"""Who comes to the desk, and what a wrong passphrase tells them: nothing."""

from __future__ import annotations

import re
import threading

import pytest
from django.test import Client

from safeconduct.audit.models import Entry
from safeconduct.web.shared import signin
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


def sign_in(browser, name, passphrase=people.PASSPHRASE, back="", face="desk"):
    where = f"/{face}/sign-in" + (f"?next={back}" if back else "")
    return browser.post(where, {"username": name, "passphrase": passphrase})


def test_a_right_passphrase_opens_the_desk_with_the_key_unlocked(cast):
    browser = Client()
    assert sign_in(browser, "osei")["Location"] == "/desk/"
    page = browser.get("/desk/")
    assert page.status_code == 200
    assert not page.context["locked"]


def test_a_wrong_passphrase_and_an_unknown_name_get_the_same_page(cast):
    pages = []
    for name, passphrase in (("osei", "wrong"), ("nobody", "wrong"), ("nobody", people.PASSPHRASE)):
        answer = sign_in(Client(), name, passphrase)
        assert answer.status_code == 200
        text = answer.content.decode().replace(name, "NAME")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert len(set(pages)) == 1


def test_a_failed_sign_in_is_recorded_without_what_was_typed(cast):
    sign_in(Client(), "amina-the-victim", "her secret")
    entry = Entry.objects.order_by("seq").last()
    assert (entry.event, entry.reason) == ("session.sign-in.desk", "refused")
    row = " ".join(map(str, Entry.objects.filter(pk=entry.pk).values_list()[0]))
    assert "amina" not in row
    assert "secret" not in row


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/desk/",
        "//elsewhere.example/desk/",
        "/partner/",
        "/",
        "/desk/../partner/",
        "/desk\\elsewhere",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_led_off_the_desk_after_signing_in(cast, back):
    assert sign_in(Client(), "osei", back=back)["Location"] == "/desk/"


def test_the_page_somebody_wanted_comes_after_signing_in(cast):
    assert sign_in(Client(), "osei", back="/desk/matters")["Location"] == "/desk/matters"


def test_locking_forgets_the_key_and_unlocking_brings_it_back(cast):
    browser = Client()
    sign_in(browser, "osei")
    assert browser.post("/desk/lock")["Location"] == "/desk/unlock"
    assert browser.get("/desk/").context["locked"]
    assert browser.post("/desk/unlock", {"passphrase": "wrong"}).status_code == 200
    assert browser.get("/desk/").context["locked"]
    browser.post("/desk/unlock", {"passphrase": people.PASSPHRASE})
    assert not browser.get("/desk/").context["locked"]


def test_signing_out_ends_it(cast):
    browser = Client()
    sign_in(browser, "osei")
    assert browser.post("/desk/sign-out")["Location"] == "/desk/sign-in"
    assert browser.get("/desk/")["Location"].startswith("/desk/sign-in")


def test_a_link_cannot_lock_or_sign_out(cast):
    browser = Client()
    sign_in(browser, "osei")
    assert browser.get("/desk/lock").status_code == 404
    assert browser.get("/desk/sign-out").status_code == 404


def test_an_account_without_a_post_at_the_desk_finds_nothing_there(cast):
    browser = Client()
    sign_in(browser, "selma")
    unknown = browser.get("/desk/unknown")
    for path in ("/desk/", "/desk/matters", "/desk/reports"):
        page = browser.get(path)
        assert (page.status_code, page.content) == (404, unknown.content)


def test_a_flood_of_passphrases_leaves_threads_for_reporters(cast, monkeypatch):
    monkeypatch.setattr(signin, "CHECKED_AT_ONCE", threading.BoundedSemaphore(1))
    with signin.CHECKED_AT_ONCE:  # somebody else's is being checked
        page = sign_in(Client(), "osei")
    assert b"try again" in page.content
    assert sign_in(Client(), "osei").status_code == 302
