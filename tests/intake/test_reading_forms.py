"""A text is a form or is refused with one line that says where; it is never half a form."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.intake import form
from safeconduct.intake.form import Faulty
from safeconduct.intake.form.versions import SHIPPED

TEXT = SHIPPED[-1].read_text(encoding="utf-8")
LINES = TEXT.splitlines()
LEAST = """
form = "report.9"
[[page]]
code = "what"
[[page.question]]
code = "what"
kind = "text"
required = true
label = { en = "What happened?" }
"""
YES = '[[page.question]]\ncode = "sure"\nkind = "yes-no"\nlabel = { en = "Sure?" }\n'
AFTER = (
    '[[page]]\ncode = "more"\nwhen = { question = "%s", is = %s }\n'
    '[[page.question]]\ncode = "more"\nkind = "text"\nlabel = { en = "More?" }\n'
)


def heard(text: str) -> str:
    try:
        form.read(text)
    except Faulty as refused:
        return str(refused)
    return ""


def test_the_least_form_asks_one_question():
    read = form.read(LEAST)
    assert [question.code for question in read.questions()] == ["what"]
    assert read.code == "report.9"


@settings(deadline=None)
@given(st.data())
def test_a_damaged_text_is_a_form_still_or_refused_with_one_line(data):
    lines = list(LINES)
    for _change in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        junk = st.one_of(
            st.sampled_from(["", "[[page]]", "[[page.question]]", "say = 3", 'kind = "choice"']),
            st.sampled_from(["code = 7", 'code = "what"', "label = []", "part = {}", "most = 0"]),
            st.sampled_from(["help = 1", "required = 1", 'vocabulary = "none"', "when = 3"]),
            st.sampled_from(['when = { question = "x", is = ["y"] }', "option = 3", "[who]"]),
            st.text(max_size=30),
        )
        lines[at : at + data.draw(st.integers(0, 4))] = [data.draw(junk)]
    line = heard("\n".join(lines))
    assert "\n" not in line


def faults() -> list[tuple[str, str]]:
    """A text and what the refusal has to say of it."""
    least = LEAST.strip()
    files = least.replace('"what"\nkind = "text"', '"what"\nkind = "file"')
    return [
        ("=", "is not TOML"),
        ("x" * 200_001, "longer than"),
        (least.replace("required = true", ""), "one question at least"),
        (least.replace("required = true", 'required = "yes"'), "true or false"),
        (least.replace('"report.9"', '"Report 9"'), "form: code"),
        (least + "\nodd = 1", "question what: nothing is called 'odd'"),
        (least + "\nmost = 20001", "from 1 to 20000"),
        (least + "\nmost = true", "from 1 to 20000"),
        (least + '\npart = "secret"', "part: expected"),
        (least + '\nvocabulary = "age_bands"', "offers no answers"),
        (least.replace('kind = "text"', 'kind = "essay"'), "kind: expected one of"),
        (least.replace('kind = "text"', 'kind = "choice"'), "options or a vocabulary"),
        (least.replace('kind = "text"', 'kind = "choice"\nvocabulary = "x"'), "no vocabulary"),
        (least.replace('kind = "text"', 'kind = "mission"'), "has the code mission"),
        (least.replace("en =", "fr ="), "in English (en) at least"),
        (least.replace('"What happened?"', '" "'), "en: expected a text"),
        (least.replace('"What happened?"', "3"), "en: expected a text"),
        (files, "files are asked for alone"),
        (least + "\n" + least.partition("\n")[2], "another page of this code"),
        (least + "\n[[page]]\ncode = 'two'\n" + YES + YES, "question sure: it is asked twice"),
        (least + "\n" + AFTER % ("what", '["x"]'), "with one answer, asked before"),
        (least + "\n" + AFTER % ("later", '["x"]'), "with one answer, asked before"),
        (least + "\n" + YES + AFTER % ("sure", '["perhaps"]'), "answers that sure offers"),
        (least + "\n" + YES + AFTER % ("sure", "[]"), "answers that sure offers"),
        (least + "\n[[page]]\ncode = 'empty'", "page empty: expected a question, or a label"),
        (least.replace('code = "what"', 'code = "what"\nwho = "us"', 1), "nothing in [who]"),
    ]


@pytest.mark.parametrize(("text", "says"), faults())
def test_each_fault_is_named_with_its_place(text, says):
    assert says in heard(text)


def test_a_page_follows_the_answers_that_were_named():
    read = form.read(LEAST + YES + AFTER % ("sure", '["yes"]'))
    assert [p.code for p in read.path({"sure": "yes"})] == ["what", "more"]
    assert [p.code for p in read.path({"sure": "no"})] == ["what"]


def test_every_text_of_a_form_is_asked_of_the_translators():
    read = form.read(LEAST + YES)
    said = {words for part in read.every_text() for words in part}
    assert said == {"What happened?", "Sure?", "Yes", "No"}


def test_whoever_says_they_are_under_18_is_urgent_whatever_else_the_form_says():
    age = (
        '[[page.question]]\ncode = "age"\nkind = "choice"\nlabel = { en = "Under 18?" }\n'
        '[[page.question.option]]\ncode = "yes"\nchild = true\nlabel = { en = "Yes" }\n'
        '[[page.question.option]]\ncode = "no"\nlabel = { en = "No" }\n'
    )
    read = form.read(LEAST + age)
    for said, urgent in (("yes", True), ("no", False)):
        answers = {"what": "x", "age": said}
        assert form.settle(read, answers, today=date(2026, 1, 2), missions=()).urgent is urgent
