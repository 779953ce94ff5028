"""The form: whatever is said is either kept exactly or refused with one line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake import form
from safeconduct.intake.form import Question, Refused, accept

TODAY = date(2026, 5, 4)
MISSIONS = ("MINARA", "UNMOST")
FORM = form.shipped()
QUESTIONS = {question.code: question for question in FORM.questions()}
EVERY_KIND = [
    Question(kind, kind, {"en": kind}, {}, {"a": {"en": "A"}, "b": {"en": "B"}}, most=40)
    for kind in sorted(form.KINDS)
]
codes = st.sampled_from(["a", "b", "MINARA", form.UNKNOWN, "2026-03", "2026-02-30", "9999", ""])
anything = st.one_of(
    codes,
    st.text(max_size=60),
    st.none(),
    st.integers(),
    st.lists(codes, max_size=4),
    st.dictionaries(st.sampled_from(["year", "month", "day", "else"]), st.text(max_size=5)),
)


def heard(check, *said, **place):
    """What a check keeps, and the line it refuses with."""
    try:
        return check(*said, **place), None
    except Refused as refused:
        return None, str(refused)


@given(st.sampled_from(EVERY_KIND), anything)
def test_anything_said_is_kept_exactly_or_refused_with_one_line(question, said):
    kept, line = heard(accept, question, said, today=TODAY, missions=MISSIONS)
    if line is not None:
        assert line
        assert "\n" not in line
        return
    if isinstance(said, str) and said.strip():
        assert kept == said.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(said, list):
        assert set(kept or []) == set(said)
    if kept is not None:
        assert accept(question, kept, today=TODAY, missions=MISSIONS) == kept


@given(st.text(max_size=400).filter(str.strip))
def test_words_come_back_as_they_were_written(words):
    kept = accept(QUESTIONS["what"], words, today=TODAY)
    assert kept == words.replace("\r\n", "\n").replace("\r", "\n")


@given(st.dates(date(1950, 1, 1), TODAY), st.integers(1, 3))
def test_a_day_may_be_known_in_part(day, known):
    parts = {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
    said = dict(list(parts.items())[:known])
    kept = accept(QUESTIONS["when"], said, today=TODAY)
    assert kept == "-".join(day.isoformat().split("-")[:known])


@given(st.integers(1, 4000))
def test_a_day_to_come_is_refused(days):
    day = TODAY + timedelta(days=days)
    said = {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
    with pytest.raises(Refused):
        accept(QUESTIONS["when"], said, today=TODAY)


def test_a_date_may_be_written_in_arabic_digits():
    said = {"year": "٢٠٢٦", "month": "3", "day": "٤"}
    assert accept(QUESTIONS["when"], said, today=TODAY) == "2026-03-04"


@given(st.dictionaries(st.sampled_from([*QUESTIONS, "else"]), anything, max_size=6))
def test_a_whole_report_is_settled_or_refused_and_never_loses_an_answer(answers):
    settled, line = heard(form.settle, FORM, answers, today=TODAY, missions=MISSIONS)
    if line is not None:
        assert line
        return
    said = settled.facts | settled.identity
    shown = {q.code for page in FORM.path(answers) for q in page.questions}
    for code, words in answers.items():
        if code in shown and isinstance(words, str) and words.strip():
            assert said[code] == words.replace("\r\n", "\n").replace("\r", "\n")
    assert not {q.code for q in QUESTIONS.values() if q.part == form.IDENTITY} & set(settled.facts)


def test_identity_is_sent_only_by_somebody_who_asked_to_give_it():
    answers = {"what": "x", "name": "Amina", "contact": "here"}
    settled = form.settle(FORM, answers, today=TODAY, missions=MISSIONS)
    assert settled.identity == {}
    settled = form.settle(FORM, answers | {"contact": "named"}, today=TODAY, missions=MISSIONS)
    assert settled.identity == {"name": "Amina"}


@pytest.mark.parametrize(("danger", "urgent"), [("yes", True), ("medical", True), ("no", False)])
def test_danger_makes_a_report_urgent(danger, urgent):
    answers = {"what": "x", "danger": danger}
    assert form.settle(FORM, answers, today=TODAY, missions=()).urgent is urgent


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_question_speaks_every_language_of_this_face(language):
    for page in FORM.pages:
        said = [*page.says, page.who_words, page.labels, page.helps]
        for question in page.questions:
            said += [question.labels, question.helps, *question.options.values()]
        assert all(words[language] for words in said if words), page.code


def test_every_question_is_of_a_known_kind_and_named_once():
    listed = list(FORM.questions())
    assert {question.kind for question in listed} <= form.KINDS
    assert len({question.code for question in listed}) == len(listed)
    assert all(page.after in QUESTIONS for page in FORM.pages if page.after)


def test_answers_are_read_back_in_words_in_the_order_asked():
    answers = {"harmed": ["adult", "child"], "when": "2026-03-04", "danger": "yes", "old": 1}
    with translation.override("en"):
        said = [(line.code, line.said) for line in form.lines("report.2", answers)]
    assert said == [
        ("danger", "Yes, somebody is in danger now"),
        ("when", "4 March 2026"),
        ("harmed", "18 or over · Under 18"),
        ("old", "1"),
    ]


@pytest.mark.django_db
def test_answers_of_a_form_nobody_knows_any_more_are_still_shown():
    assert form.lines("report.0", {"what": "words"})[0].said == "words"


CHILD = {"age": "yes", "victim": "me", "contact": "named"}


def test_danger_and_who_was_harmed_come_before_everything_else():
    assert [page.code for page in FORM.path({"danger": "yes"})[:3]] == ["danger", "help", "victim"]


def test_a_child_is_asked_less_one_thing_at_a_time_and_told_who_can_help():
    theirs, others = FORM.path(CHILD), FORM.path({**CHILD, "age": "no"})
    assert all(len(page.questions) <= 1 for page in theirs)
    asked = [sum(len(page.questions) for page in path) for path in (theirs, others)]
    assert asked[0] < asked[1]
    told = " ".join(page.label + " ".join(page.told) for page in theirs if page.code == "young")
    for promise in ("not your fault", "A grown-up you trust", "help now", "receipt", "stop at any"):
        assert promise in told
    settled = form.settle(FORM, CHILD | {"what": "x"}, today=TODAY, missions=())
    assert settled.urgent


def test_a_child_is_asked_in_words_that_a_twelve_year_old_reads():
    for page in FORM.path(CHILD):
        for question in page.questions:
            for line in filter(None, [question.label, question.help]):
                for sentence in line.rstrip(".?").split(". "):
                    assert len(sentence.split()) <= 16, sentence


@given(st.dictionaries(st.sampled_from(list(QUESTIONS)), anything, max_size=8))
def test_every_way_through_the_form_asks_what_happened_and_comes_to_an_end(answers):
    path = FORM.path(answers)
    assert "what" in [page.code for page in path]
    for page in path:
        follows = FORM.after(page, answers)
        assert [p.code for p in path[path.index(page) + 1 :]] == [p.code for p in follows]
    assert len(path) <= len(FORM.pages)


def test_an_answer_on_a_page_that_is_not_shown_any_more_decides_nothing():
    answers = {"contact": "named", "harmed": ["child"], "age": "no"}
    assert "you" in [page.code for page in FORM.path(answers)]
    young = [page.code for page in FORM.path(answers | {"age": "yes"})]
    assert "you-young" in young
    assert "you" not in young


def test_paper_and_editors_say_to_whom_a_page_is_shown():
    with translation.override("en"):
        said = {page.code: form.shown_to(FORM, page) for page in FORM.pages}
    assert said["danger"] == []
    assert said["help"][0].startswith("Only after: Is anyone in danger")
    assert said["relation"] == ["Not after: Who was harmed? I was", "Not for somebody under 18"]
    assert said["young"] == ["Only for somebody under 18"]
