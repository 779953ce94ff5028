"""What is new, until when an answer comes, and what somebody decides in their mailbox."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from safeconduct.access import actors
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.models import Message, Report, Wish
from safeconduct.intake.rules import PUBLIC_STATUS
from safeconduct.intake.terms import SetAside, State
from safeconduct.web.reporter.mailbox import STATUS
from safeconduct.web.shared import days
from tests import people
from tests.people import TODAY
from tests.web.desk.conftest import browser

pytestmark = pytest.mark.django_db
BOX = "/report/en/mailbox"
HOW, WHEN = "+00 555 0100", "Mondays before noon"


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def sent(cast):
    return people.report_from_amina(cast.minara)


@pytest.fixture
def opened(client, sent):
    client.post(BOX, {"receipt": sent[1]})
    return client


def shown(client, path=""):
    page = client.get(f"{BOX}{path}")
    assert page.status_code == 200
    return page.content.decode()


def answer(cast, report, *words):
    intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=TODAY)
    for text in words:
        intake.write_to_reporter(actor=cast.officer, report=report, text=text, today=TODAY)


def test_what_is_new_is_counted_and_marked_and_survives_a_lost_page(client, cast, sent):
    answer(cast, sent[0], "Are you safe?")
    client.post(BOX, {"receipt": sent[1]})
    for _page in range(2):
        page = shown(client)
        assert "2 new answers" in page
        assert page.count("New\n") == 2
    client.post(f"{BOX}/close")
    client.post(BOX, {"receipt": sent[1]})
    assert "new answer" not in shown(client)
    intake.write_to_reporter(actor=cast.officer, report=sent[0], text="One more.", today=TODAY)
    assert "1 new answer" in shown(client)


def test_until_when_an_answer_comes_is_said_and_that_it_is_late(opened, cast, sent, monkeypatch):
    due = queries.answer_due(queries.mailbox_for(actors.reporter(), sent[1]).actor, sent[0])
    on = f"{due.day} {due:%b} {due.year}"
    for day, words in (
        (due, f"You will be answered by {on}."),
        (due + timedelta(1), "We are late"),
    ):
        monkeypatch.setattr("safeconduct.web.reporter.mailbox.today", lambda day=day: day)
        assert words in shown(opened)
    monkeypatch.undo()
    answer(cast, sent[0])
    page = shown(opened)
    assert "You will be answered" not in page
    assert "We are late" not in page


@pytest.mark.parametrize(
    ("path", "kind", "marks"),
    [("/contact", "contact", "You said yes."), ("/call", "call", "You asked for a call on")],
)
def test_how_to_be_reached_is_said_read_by_the_desk_and_taken_back(opened, cast, path, kind, marks):
    assert opened.post(f"{BOX}{path}", {"how": HOW, "when": WHEN}).status_code == 302
    page = shown(opened)
    assert marks in page
    assert HOW not in page + shown(opened, path)  # nobody reads it over a shoulder
    (wish,) = Wish.objects.filter(ended_on__isnull=True)
    assert wish.kind == kind
    opened.post(f"{BOX}{path}", {"no" if kind == "contact" else "back": "1"})
    assert marks not in shown(opened)


@pytest.mark.parametrize(
    ("path", "how"), list(product(["/contact", "/call"], ["", " ", "x" * 501]))
)
def test_a_way_that_is_empty_or_endless_is_refused_and_kept_on_the_page(opened, path, how):
    page = opened.post(f"{BOX}{path}", {"how": how, "when": WHEN})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert WHEN in page.content.decode()
    assert not Wish.objects.exists()


def test_a_report_is_withdrawn_and_brought_back_until_it_is_closed(opened, cast, sent):
    assert "a life is in danger" in shown(opened, "/withdraw")
    opened.post(f"{BOX}/withdraw")
    assert "You withdrew your report" in shown(opened)
    opened.post(f"{BOX}/withdraw", {"back": "1"})
    assert "You withdrew your report" not in shown(opened)
    answer(cast, sent[0])
    why = SetAside.NOT_MISCONDUCT
    intake.set_aside(actor=cast.officer, report=sent[0], why=why, today=TODAY)
    assert "Withdraw my report" not in shown(opened)
    assert opened.post(f"{BOX}/withdraw")["Location"] == BOX
    assert not Wish.objects.filter(ended_on__isnull=True).exists()
    assert opened.post(f"{BOX}/write", {"text": "I need help."}).status_code == 302
    assert Message.objects.filter(direction="from-reporter").exists()


@pytest.mark.parametrize("path", ["/contact", "/call", "/withdraw"])
def test_without_an_open_mailbox_nothing_is_decided_and_the_words_come_back(client, sent, path):
    assert client.get(f"{BOX}{path}")["Location"] == BOX
    late = client.post(f"{BOX}{path}", {"how": HOW})
    assert late.status_code == 410
    assert HOW in late.content.decode()
    assert not Wish.objects.exists()


@pytest.mark.parametrize(("state", "why"), list(product(State, SetAside)))
def test_in_no_state_does_the_mailbox_tell_more_than_the_public_status(
    opened, cast, sent, state, why
):
    report = sent[0]
    if state != State.RECEIVED:
        answer(cast, report)
    if state == State.SET_ASIDE:
        intake.set_aside(actor=cast.officer, report=report, why=why, today=TODAY)
    if state == State.JOINED:
        intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    page = shown(opened) + shown(opened, "/contact") + shown(opened, "/call")
    said = [words for words in STATUS.values() if str(words) in page]
    assert said == [STATUS[PUBLIC_STATUS[state]]]
    report = Report.objects.select_related("matter", "desk").get(pk=report.pk)
    inside = [why.value, str(why.label), str(state.label), report.reference, report.desk.name]
    inside += [report.matter.number, report.matter.reference] if report.matter else []
    for told in inside:
        if told not in ("Received",):
            assert told not in page, told


def test_the_desk_sees_that_a_call_waits_and_that_a_report_was_withdrawn(opened, cast, sent):
    opened.post(f"{BOX}/call", {"how": HOW, "when": WHEN})
    opened.post(f"{BOX}/withdraw")
    desk, at = browser("osei"), f"/desk/reports/{sent[0].reference}"
    listed = desk.get("/desk/reports?show=call").content.decode()
    assert "Asks for a call" in listed
    assert "Withdrawn" in listed
    assert "?show=call" in desk.get("/desk/").content.decode()
    page = desk.get(at).content.decode()
    assert "The reporter withdrew this report on" in page
    assert HOW not in page
    read = desk.post(f"{at}/read", {"reason": "answer"}).content.decode()
    assert HOW in read
    assert WHEN in read
    desk.post(f"{at}/called")
    assert at not in desk.get("/desk/reports?show=call").content.decode()
    assert "You asked for a call" not in shown(opened)
    assert days.today() == Wish.objects.get(kind="call").ended_on
