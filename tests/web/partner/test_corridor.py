"""One State's corridor: sign in, one referral, one answer, and absence for everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.audit.models import Entry
from safeconduct.memberstates import actions
from safeconduct.memberstates.models import Referral
from safeconduct.memberstates.terms import Stage
from tests import people
from tests.memberstates import corridors

pytestmark = pytest.mark.django_db
ANSWER = {"election": "elect-own", "text": "Canary-answer", "officer": "", "contact": ""}


@pytest.fixture
def scene():
    return corridors.scene()


@pytest.fixture
def referral(scene):
    return corridors.sent(scene)


def come(name, face="partner"):
    browser = Client()
    browser.post(f"/{face}/sign-in", {"username": name, "passphrase": people.PASSPHRASE})
    return browser


def at(referral, act=""):
    return f"/partner/referrals/{referral.reference}" + (f"/{act}" if act else "")


def test_the_way_from_signing_in_to_a_recorded_answer(referral):
    browser = come("selma")
    home = browser.get("/partner/").content.decode()
    assert referral.number in home
    page = browser.get(at(referral)).content.decode()
    assert corridors.LETTER not in page  # closed until it is opened
    opened = browser.post(at(referral, "read")).content.decode()
    assert corridors.LETTER in opened
    assert browser.post(at(referral, "acknowledge"))["Location"] == at(referral)
    sent = browser.post(
        at(referral, "answer"), ANSWER | {"officer": "Col. Canary", "contact": "+00 1"}
    )
    assert sent["Location"] == at(referral, "answered")
    assert referral.number in browser.get(sent["Location"]).content.decode()
    referral.refresh_from_db()
    assert (referral.stage, referral.officer_named) == (Stage.ELECTED, True)
    again = browser.post(at(referral, "read")).content.decode()
    assert "Canary-answer" in again
    assert "Col. Canary" in again


def test_opening_the_letter_is_recorded_and_looking_is_not(scene, referral):
    browser = come("selma")
    before = Entry.objects.count()
    browser.get("/partner/")
    browser.get(at(referral))
    assert Entry.objects.count() == before
    browser.post(at(referral, "read"))
    entry = Entry.objects.order_by("seq").last()
    assert (entry.event, entry.actor) == ("seal.open", scene.cast.state.reference)


def test_the_corridor_shows_nothing_of_the_matter_but_what_was_sent(scene, referral):
    browser = come("selma")
    pages = [
        browser.get("/partner/"),
        browser.get(at(referral)),
        browser.post(at(referral, "read")),
        browser.get(at(referral, "answer")),
        browser.post(at(referral, "answer"), ANSWER),
        browser.get(at(referral, "answered")),
    ]
    hidden = (
        scene.matter.number,
        scene.matter.reference,
        scene.cast.minara.code,
        scene.own.reference,
        "Canary-subject",
        "2026-01-17",
        "17 Jan",
        "17 January",
    )
    for page in pages:
        text = page.content.decode()
        assert [word for word in hidden if word in text] == []


@pytest.mark.parametrize("name", ["bram", "osei", "hana", "ivo", "quinn", "rui", "stranger"])
@pytest.mark.parametrize("act", ["", "answer", "answered"])
def test_a_referral_to_another_state_looks_like_no_route_at_all(referral, name, act):
    browser = come(name)
    page, unknown = browser.get(at(referral, act)), browser.get("/partner/no/such/page")
    assert (page.status_code, page.content) == (404, unknown.content)


@pytest.mark.parametrize("name", ["bram", "osei", "hana", "ivo", "quinn", "rui", "stranger"])
@pytest.mark.parametrize("act", ["read", "acknowledge", "answer"])
def test_nobody_else_acts_on_a_referral(referral, name, act):
    assert come(name).post(at(referral, act), ANSWER).status_code == 404
    assert Referral.objects.get().stage == Stage.SENT


@pytest.mark.parametrize("name", ["osei", "hana", "quinn"])
def test_the_desk_has_no_key_to_the_corridor(referral, name):
    assert come(name).get("/partner/").status_code == 404


def test_another_state_finds_its_own_corridor_empty(referral):
    page = come("bram").get("/partner/")
    assert page.status_code == 200
    assert "NV-" not in page.content.decode()


def test_a_stranger_is_led_to_sign_in_on_every_path(referral):
    for path in ("/partner/", at(referral), "/partner/no/such/page"):
        assert Client().get(path)["Location"].startswith("/partner/sign-in")


def test_a_link_opens_no_letter(referral):
    browser = come("selma")
    assert browser.get(at(referral, "read")).status_code == 404
    assert browser.get(at(referral, "acknowledge")).status_code == 404


def test_a_locked_session_is_led_to_unlock_and_keeps_the_words_of_an_answer(referral):
    browser = come("selma")
    assert browser.post("/partner/lock")["Location"] == "/partner/unlock"
    assert browser.post(at(referral, "read"))["Location"] == "/partner/unlock"
    page = browser.post(at(referral, "answer"), ANSWER)
    assert page.status_code == 200
    assert "Canary-answer" in page.content.decode()
    assert Referral.objects.get().stage == Stage.SENT
    browser.post("/partner/unlock", {"passphrase": people.PASSPHRASE})
    assert browser.post(at(referral, "answer"), ANSWER).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"election": ""},
        {"election": "acknowledge"},
        {"election": "shrug"},
        {"text": ""},
        {"text": "x" * 20001},
        {"officer": "Col. Canary"},
        {"contact": "+00 1"},
        {"election": "decline", "officer": "Col. Canary", "contact": "+00 1"},
    ],
    ids=str,
)
def test_an_answer_outside_its_question_is_refused_and_every_word_is_kept(referral, wrong):
    page = come("selma").post(at(referral, "answer"), ANSWER | wrong)
    assert page.status_code == 200
    text = page.content.decode()
    kept = {name: said for name, said in (ANSWER | wrong).items() if name != "election"}
    assert [said for said in kept.values() if said not in text] == []
    assert Referral.objects.get().stage == Stage.SENT


def test_an_answer_is_given_once(referral):
    browser = come("selma")
    browser.post(at(referral, "answer"), ANSWER)
    assert browser.get(at(referral, "answer")).status_code == 404
    assert browser.post(at(referral, "answer"), ANSWER | {"election": "decline"}).status_code == 404
    assert Referral.objects.get().election == "elect-own"


def test_confirming_receipt_twice_is_said_plainly(referral):
    browser = come("selma")
    browser.post(at(referral, "acknowledge"))
    page = browser.post(at(referral, "acknowledge"), follow=True)
    assert "Receipt was confirmed before." in page.content.decode()


def test_no_confirmation_is_shown_before_an_answer(referral):
    assert come("selma").get(at(referral, "answered")).status_code == 404


def test_silence_shows_as_overdue_and_can_still_be_broken(scene):
    long_ago = timezone.localdate() - timedelta(days=60)
    late = actions.send(
        actor=scene.cast.headquarters,
        matter=scene.matter,
        state="RO",
        allegations=[scene.own],
        letter=corridors.LETTER,
        today=long_ago,
    )
    browser = come("selma")
    assert "Overdue" in browser.get("/partner/").content.decode()
    assert "You can still answer" in browser.get(at(late)).content.decode()
    assert browser.post(at(late, "answer"), ANSWER).status_code == 302


def test_the_corridor_speaks_arabic_from_right_to_left(referral):
    browser = come("selma")
    browser.get("/language/ar")
    for path in ("/partner/", at(referral), at(referral, "answer")):
        assert 'dir="rtl"' in browser.get(path).content.decode()
