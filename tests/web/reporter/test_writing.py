"""Somebody reports: one question after another, and the receipt only once the report is stored."""

from __future__ import annotations

import json
from datetime import date

import pytest

from safeconduct.access import actors
from safeconduct.intake import drafts, queries
from safeconduct.intake.models import Draft, Report
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db


def test_a_report_arrives_sealed_to_its_desk_and_its_receipt_opens_the_mailbox(client):
    cast = people.house()
    walking.fill(client)
    receipt = walking.send(client)
    report = Report.objects.get()
    assert (report.mission, report.urgent, report.form) == (cast.minara, False, "report.2")
    words = vault.open_seals(
        actor=cast.officer, references=[report.answers.reference], reason="read"
    )
    assert json.loads(words[report.answers.reference]) == {
        "danger": "no",
        "relation": "witness",
        "mission": "MINARA",
        "what": "He took the fuel.",
        "when": "2026-03",
        "where": "By the well",
        "who": "A tall man",
        "category": "military",
        "harmed": ["adult"],
        "contact": "named",
    }
    named = vault.open_seals(
        actor=cast.custodian, references=[report.identity.reference], reason="read"
    )
    assert json.loads(named[report.identity.reference]) == {
        "name": "Amina",
        "reach": "The market",
    }
    assert queries.mailbox_for(actors.reporter(), receipt).report == report


def test_pressing_send_twice_going_back_and_reloading_give_one_report_and_one_receipt(client):
    people.house()
    walking.fill(client)
    seen = {walking.send(client), walking.send(client), walking.receipt(client)}
    assert client.get("/report/en/check")["Location"] == "/report/en/receipt"
    assert client.get("/report/en/question/what")["Location"] == "/report/en/receipt"
    assert client.post("/report/en/question/what", {"what": "x"})["Location"].endswith("/receipt")
    assert len(seen) == 1
    assert Report.objects.count() == 1


def test_the_receipt_is_in_digits_where_no_word_list_exists(client):
    people.house()
    walking.fill(client, "ar")
    assert walking.send(client, "ar").replace(" ", "").isdecimal()


def test_the_receipt_is_not_shown_before_the_report_is_stored(client):
    people.house()
    walking.fill(client)
    drafts.settle(walking.token(client), "en", date(2026, 5, 4))
    assert client.get("/report/en/receipt")["Location"] == "/report/en/check"
    assert not Report.objects.exists()


def test_danger_leads_to_help_and_marks_the_report_urgent(client):
    people.house()
    walking.begin(client)
    answer = client.post("/report/en/question/danger", {"danger": "medical"})
    assert answer["Location"] == "/report/en/question/help"
    assert "72 hours" in client.get(answer["Location"]).content.decode()
    client.post("/report/en/question/what", {"what": "Words"})
    walking.send(client)
    assert Report.objects.get().urgent


def test_a_page_that_does_not_apply_does_not_exist_and_what_was_said_there_is_not_sent(client):
    people.house()
    walking.fill(client)
    client.post("/report/en/question/contact", {"contact": "here"})
    assert client.get("/report/en/question/you").status_code == 404
    walking.send(client)
    assert Report.objects.get().identity is None


@pytest.mark.parametrize(
    ("page", "said", "line"),
    [
        ("danger", {"danger": "perhaps"}, "Please choose one of the answers"),
        ("mission", {"mission": "NOWHERE"}, "Please choose one of the answers"),
        ("harmed", {"harmed": ["adult", "giant"]}, "Please choose one of the answers"),
        ("what", {"what": "kept words " * 2000}, "at most 20000 characters"),
        ("what", {"what": "   "}, "needs an answer"),
        ("what", {"what": "kept words", "extra": "1"}, "does not ask that"),
        ("when", {"when-year": "2999"}, "has not come yet"),
        ("when", {"when-year": "2025", "when-month": "2", "when-day": "30"}, "no such day"),
        ("when", {"when-day": "3"}, "add the year"),
        ("when", {"when-year": "soon"}, "in digits"),
    ],
)
def test_an_answer_outside_its_question_is_refused_with_one_line_and_the_words_kept(
    client, page, said, line
):
    people.house()
    walking.begin(client)
    answer = client.post(f"/report/en/question/{page}", said)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert line in text
    for value in said.values():
        if isinstance(value, str) and "kept words" in value:
            assert "kept words" in text
    assert drafts.read(walking.token(client))["answers"] == {}


def test_a_report_without_its_one_required_answer_is_not_sent(client):
    people.house()
    walking.begin(client)
    answer = client.post("/report/en/check")
    assert "needs an answer" in answer.content.decode()
    assert "/report/en/question/what?check=1" in answer.content.decode()
    assert not Report.objects.exists()


def test_skipping_takes_back_what_was_said(client):
    people.house()
    walking.begin(client)
    client.post("/report/en/question/where", {"where": "There"})
    client.post("/report/en/question/where", {"where": "There", "skip": "1"})
    assert "where" not in drafts.read(walking.token(client))["answers"]


def test_changing_one_answer_leads_back_to_the_check_unless_it_opens_a_question(client):
    people.house()
    walking.begin(client)
    changed = client.post("/report/en/question/where?check=1", {"where": "Here"})
    assert changed["Location"] == "/report/en/check"
    opened = client.post("/report/en/question/contact?check=1", {"contact": "named"})
    assert opened["Location"] == "/report/en/question/you?check=1"


def test_an_installation_without_a_desk_says_so_and_keeps_the_words(client):
    walking.begin(client)
    client.post("/report/en/question/what", {"what": "kept words"})
    answer = client.post("/report/en/check")
    assert answer.status_code == 503
    assert "kept words" in answer.content.decode()
    people.house()
    assert walking.send(client)


def test_somebody_whose_draft_is_gone_gets_the_words_back(client):
    answer = client.post("/report/en/question/what", {"what": "kept words"})
    assert answer.status_code == 410
    assert "kept words" in answer.content.decode()


def test_saying_that_the_receipt_is_kept_makes_the_phone_and_the_server_forget(client):
    people.house()
    walking.fill(client)
    receipt = walking.send(client)
    wrong = client.post("/report/en/receipt/kept", {"group": "nothing"})
    assert "not what the receipt says" in wrong.content.decode()
    right = client.post("/report/en/receipt/kept", {"group": receipt.split()[2].upper()})
    assert right["Location"] == "/report/en/receipt/done"
    assert not Draft.objects.exists()
    assert client.get("/report/en/receipt")["Location"] == "/report/en/check"


def test_the_check_of_the_receipt_can_be_skipped(client):
    people.house()
    walking.fill(client)
    walking.send(client)
    assert client.post("/report/en/receipt/kept", {"skip": "1"}).status_code == 302
    assert not Draft.objects.exists()


def test_leaving_forgets_what_was_not_sent_and_may_be_followed_twice(client):
    people.house()
    walking.begin(client)
    for _ in range(2):
        answer = client.get("/report/leave")
        assert answer["Location"] == "/report/left"
    assert answer.cookies["report"]["max-age"] == 0
    assert not Draft.objects.exists()


def test_leaving_may_lead_to_a_page_the_installation_chose(client, settings):
    settings.EXIT_TO = "https://weather.example/"
    assert client.get("/report/leave")["Location"] == "https://weather.example/"


def test_another_site_cannot_begin_a_report_in_somebodys_browser(client):
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert client.post("/report/en/start", headers=header).status_code == 404


def test_words_typed_back_with_noise_open_the_same_receipt():
    made = receipts.make("en")
    assert receipts.says_group(made, 3, f" {made.split()[2][:4].upper()} ")
    assert not receipts.says_group(made, 3, "")
