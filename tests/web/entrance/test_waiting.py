"""Whoever guesses waits, whoever mistypes hardly; and nobody keeps an officer out by guessing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from safeconduct.access import rules
from safeconduct.access.models import Attempt
from safeconduct.audit.models import Entry
from safeconduct.web.shared import throttle
from tests import people
from tests.web.entrance.coming import browser_of, fresh, is_in, set_up_app, sign_in

pytestmark = pytest.mark.django_db
FREE = rules.FREE_FAILURES


@pytest.fixture
def cast():
    return people.house()


def fail(name, times=FREE, browser=None):
    for _try in range(times):
        answer = sign_in(browser or Client(), name, "not the passphrase")
    return answer


def later(monkeypatch, wait):
    now = throttle.timezone.now() + wait
    monkeypatch.setattr(throttle.timezone, "now", lambda: now)


def plain(answer, name):
    text = answer.content.decode().replace(name, "NAME")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\d+ seconds?', "", text)


def test_after_five_failures_even_the_right_passphrase_waits_and_is_told_how_long(cast):
    fail("osei")
    waiting = Client()
    answer = sign_in(waiting, "osei")
    assert re.search(rb"Wait (30|29) seconds, then try again", answer.content)
    assert not is_in(waiting)


def test_after_the_wait_the_right_passphrase_comes_in_and_the_count_begins_anew(cast, monkeypatch):
    fail("osei")
    later(monkeypatch, rules.FIRST_WAIT)
    assert sign_in(Client(), "osei").status_code == 302
    assert not Attempt.objects.exists()


def test_a_known_and_an_unknown_name_wait_on_the_same_page_with_the_same_words(cast):
    pages = {name: plain(fail(name, FREE + 1), name) for name in ("osei", "nobody")}
    assert pages["osei"] == pages["nobody"]
    assert "Wait" in pages["osei"]


def test_a_name_written_otherwise_is_the_same_name(cast):
    for name in ("osei", "Osei", "OSEI", " osei", "ｏｓｅｉ"):
        fail(name, 1)
    assert b"Wait" in sign_in(Client(), "osei").content


def test_waiting_at_one_name_holds_nobody_else_up(cast):
    fail("osei")
    assert sign_in(Client(), "hana").status_code == 302


def test_a_stranger_who_guesses_does_not_keep_the_officer_out_of_her_own_browser(cast):
    own = browser_of("osei")
    own.post("/desk/sign-out")
    fail("osei", FREE + 1)
    assert b"Wait" in sign_in(Client(), "osei").content
    assert sign_in(own, "osei").status_code == 302


def test_her_own_browser_waits_too_once_somebody_guesses_in_it(cast):
    own = browser_of("osei")
    own.post("/desk/sign-out")
    assert b"Wait" in fail("osei", FREE + 1, own).content


def test_the_cookie_of_a_browser_tells_no_name_and_is_no_use_to_another(cast):
    own = browser_of("osei")
    (name,) = [n for n in own.cookies if n.startswith("device-")]
    assert "osei" not in name + own.cookies[name].value
    assert own.cookies[name]["httponly"]
    other = Client()
    for cookie in own.cookies.values():
        other.cookies[cookie.key] = cookie.value
    fail("hana", FREE)
    assert b"Wait" in sign_in(other, "hana").content


def test_codes_are_counted_like_passphrases(cast):
    secret = set_up_app(browser_of("osei"))
    guessing = Client()
    sign_in(guessing, "osei")
    for _try in range(FREE):
        guessing.post("/account/code", {"code": "000000"})
    answer = guessing.post("/account/code", {"code": fresh(secret)})
    assert b"Wait" in answer.content
    again = Client()
    sign_in(again, "osei")
    assert b"Wait" in again.post("/account/code", {"code": fresh(secret)}).content


@pytest.mark.parametrize("path", ["/desk/unlock", "/desk/confirm", "/account/unlock"])
def test_a_thief_of_a_session_cannot_guess_at_the_passphrase_either(cast, path):
    browser = browser_of("osei")
    for _try in range(FREE):
        browser.post(path, {"passphrase": "wrong"})
    assert b"Wait" in browser.post(path, {"passphrase": people.PASSPHRASE}).content


def test_each_failure_is_recorded_and_a_refused_try_is_no_failure(cast):
    fail("osei", FREE + 3)
    assert Entry.objects.filter(event="session.sign-in.desk", reason="refused").count() == FREE


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 second,"), (30, "30 seconds"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_the_wait_is_said_in_plain_words_and_never_too_short(seconds, said):
    assert said in throttle.words(throttle.timedelta(seconds=seconds))
