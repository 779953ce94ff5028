"""The form is changed by its fields: whoever does it writes no line of text, and loses none."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.access.terms import Role
from safeconduct.intake import form
from safeconduct.intake.models import QuestionSet, Report
from tests import people
from tests.web.desk.conftest import browser
from tests.web.desk.test_questions import publish
from tests.web.reporter.walking import begin

pytestmark = pytest.mark.django_db
AT = "/desk/questions"


@pytest.fixture
def hana() -> Client:
    people.house()
    people.somebody("one", Role.HEADQUARTERS_OFFICER)
    held = browser("one")
    assert held.post(f"{AT}/begin").status_code == 302
    return held


def here() -> str:
    return f"{AT}/{QuestionSet.objects.get().reference}"


def read() -> form.Form:
    return form.read(QuestionSet.objects.get().text)


def filled(client: Client, at: str) -> dict[str, object]:
    """What a browser sends when nobody changed anything."""
    shown = client.get(at)
    assert shown.status_code == 200, at
    said = {}
    for bound in shown.context["form"]:
        value = bound.value()
        if value not in (None, "", False, []):
            said[bound.html_name] = "on" if value is True else value
    return said


def test_a_version_begins_as_the_one_that_is_asked_with_a_code_of_its_own(hana):
    assert read().code == "report.3"
    assert read().pages == form.shipped().pages


def test_every_page_and_question_sent_back_unchanged_stays_as_it_was(hana):
    before = read()
    for page in before.pages:
        at = f"{here()}/pages/{page.code}"
        for place in (at, f"{at}/words", f"{at}/words?language=ar"):
            assert hana.post(place, filled(hana, place)).status_code == 302, place
        for question in page.questions:
            place = f"{here()}/question?code={question.code}"
            assert hana.post(place, filled(hana, place)).status_code == 302, place
    assert read() == before


@pytest.mark.parametrize("kind", sorted(form.KINDS - {"mission", "file"}))
def test_a_question_of_every_kind_is_added_and_changed_into_every_other(hana, kind):
    said = {"code": "more", "kind": kind, "label": "More?", "answers": "One\nTwo"}
    assert hana.post(f"{here()}/pages/add", said).status_code == 302
    page = read().pages[-1]
    assert (page.code, page.questions[0].kind, page.label) == ("more", kind, "More?")
    at = f"{here()}/question?code=more"
    for other in sorted(form.KINDS - {"mission", "file"}):
        more = filled(hana, at) | {"kind": other, "words-1": "One", "required": "on"}
        assert hana.post(at, more).status_code == 302
        question = read().pages[-1].questions[0]
        assert (question.kind, question.required) == (other, True)


def test_answers_are_added_marked_moved_and_taken_out(hana):
    at = f"{here()}/question?code=age"
    said = filled(hana, at) | {"words-4": "Ask me later", "place-4": "0", "urgent-4": "on"}
    hana.post(at, said | {"words-3": ""})
    (question,) = (q for q in read().questions() if q.code == "age")
    assert list(question.options) == ["a1", "yes", "no"]
    assert question.urgent == {"a1", "yes"}
    assert question.child == {"yes"}
    assert question.options["yes"]["ar"]


def test_a_page_is_shown_after_an_answer_and_to_whom_it_is_meant(hana):
    at = f"{here()}/pages/where"
    said = filled(hana, at) | {"when": ["victim/me", "victim/child"], "audience": "others"}
    hana.post(at, said)
    page = next(p for p in read().pages if p.code == "where")
    assert (page.after, page.answers, page.for_young) == ("victim", ("me", "child"), False)
    refused = hana.post(at, said | {"when": ["victim/me", "age/no"]}).content.decode()
    assert "Please tick answers of one question only." in refused


def test_texts_are_written_in_a_language_and_in_english_first(hana):
    at = f"{here()}/pages/where/words"
    hana.post(f"{at}?language=sw", filled(hana, f"{at}?language=sw") | {"label-where": "Wapi?"})
    question = next(q for q in read().questions() if q.code == "where")
    assert question.labels["sw"] == "Wapi?"
    assert question.labels["en"]
    refused = hana.post(f"{at}?language=sw", {"label": "Kichwa"}).content.decode()
    assert "Please write it in English first." in refused


def test_pages_and_questions_are_moved_and_taken_out(hana):
    codes = [page.code for page in read().pages]
    hana.post(f"{here()}/order", {"act": "down where"})
    assert [page.code for page in read().pages] != codes
    hana.post(f"{here()}/order", {"act": "up where"})
    hana.post(f"{here()}/order", {"act": "up when when-words"})
    when = next(page for page in read().pages if page.code == "when")
    assert [question.code for question in when.questions] == ["when-words", "when"]
    hana.post(f"{here()}/order", {"act": "remove when when-words"})
    hana.post(f"{here()}/order", {"act": "remove where"})
    assert "where" not in [page.code for page in read().pages]
    assert "when-words" not in [question.code for question in read().questions()]


def test_a_change_that_leaves_no_form_is_refused_in_one_line_and_not_kept(hana):
    before = read()
    said = hana.post(f"{here()}/order", {"act": "remove contact"}, follow=True).content.decode()
    assert "page you: when: expected a question with one answer, asked before." in said
    again = hana.post(f"{here()}/pages/add", {"code": "age", "kind": "text", "label": "x"})
    assert "there is another page of this code" in again.content.decode()
    assert hana.post(f"{here()}/order", {"act": "burn where"}).status_code == 404
    assert read() == before


def test_what_was_published_is_changed_by_no_field(hana):
    people.somebody("two", Role.HEADQUARTERS_OFFICER)
    publish(browser("two"), here())
    before = read()
    hana.post(f"{here()}/order", {"act": "down where"})
    hana.post(f"{here()}/pages/add", {"code": "more", "kind": "text", "label": "More?"})
    assert read() == before
    assert form.current() == before


def test_a_stranger_finds_no_field(hana):
    people.somebody("sten", Role.CONDUCT_OFFICER, mission="MINARA")
    stranger = browser("sten")
    for place in ("outline", "pages/add", "pages/age", "pages/age/words", "question?code=age"):
        nowhere = stranger.get(f"{AT}/0123456789abcdef/{place}")
        assert nowhere.status_code == 404
        assert stranger.get(f"{here()}/{place}").content == nowhere.content
    assert stranger.post(f"{here()}/order", {"act": "remove age"}).status_code == 404
    assert stranger.post(f"{AT}/begin").status_code == 404
    assert QuestionSet.objects.count() == 1


def test_a_question_added_by_fields_is_asked_of_the_next_and_not_of_who_began_before(hana):
    early, late = Client(), Client()
    begin(early)
    said = {"code": "weather", "kind": "choice", "label": "Did it rain?", "answers": "Yes\nNo"}
    hana.post(f"{here()}/pages/add", said)
    people.somebody("two", Role.HEADQUARTERS_OFFICER)
    assert form.current().code == "report.2"
    publish(browser("two"), here())
    begin(late)
    assert "Did it rain?" in late.get("/report/en/question/weather").content.decode()
    assert late.post("/report/en/question/weather", {"weather": "a1"}).status_code == 302
    late.post("/report/en/question/what", {"what": "words"})
    assert late.post("/report/en/check").status_code == 302
    assert Report.objects.get().form == "report.3"
    assert early.get("/report/en/question/weather").status_code == 404
    early.post("/report/en/question/what", {"what": "earlier words"})
    assert early.post("/report/en/check").status_code == 302
    assert set(Report.objects.values_list("form", flat=True)) == {"report.2", "report.3"}
