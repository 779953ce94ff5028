"""Whoever listens rather than reads hears the question, in their language, without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access.terms import Role
from safeconduct.intake import actions
from safeconduct.web.shared.sound import _part
from tests import people
from tests.intake.test_reading_forms import LEAST
from tests.people import TODAY
from tests.sounds import OPUS
from tests.web.reporter.walking import begin

AT = re.compile(r'<audio controls preload="none" src="(/report/en/spoken/\w+)"')


@pytest.fixture
def heard(db):
    house = people.house()
    other = people.somebody("otto", Role.HEADQUARTERS_OFFICER)
    draft = actions.write_questions(actor=house.headquarters, text=LEAST, today=TODAY)
    kept = actions.record_question(
        actor=house.headquarters,
        questions=draft,
        page="what",
        young=False,
        language="en",
        raw=OPUS,
        today=TODAY,
    )
    hidden = f"/report/en/spoken/{kept.reference}"
    assert Client().get(hidden).status_code == 404
    actions.publish_questions(actor=other, questions=draft, today=TODAY)
    return Client()


def test_a_question_can_be_listened_to_and_costs_nothing_before_it_is(heard):
    begin(heard)
    page = heard.get("/report/en/question/what")
    assert "Listen to this question" in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
    answer = Client().get(AT.search(page.content.decode())[1])
    assert (answer["Content-Type"], answer.content) == ("audio/ogg", OPUS)
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_a_part_of_it_is_handed_out_where_a_browser_asks_for_parts(heard):
    begin(heard)
    at = AT.search(heard.get("/report/en/question/what").content.decode())[1]
    part = heard.get(at, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, OPUS[:2])
    assert part["Content-Range"] == f"bytes 0-1/{len(OPUS)}"
    assert heard.get(at, headers={"Range": "bytes=9999-"}).status_code == 200


def test_no_page_offers_what_nobody_recorded(heard):
    begin(heard, "ar")
    assert "<audio" not in heard.get("/report/ar/question/what").content.decode()
    assert heard.get("/report/en/spoken/0123456789abcdef").status_code == 404
    assert heard.post(AT.pattern).status_code == 404


@given(st.one_of(st.text(max_size=30), st.from_regex(r"bytes=\d*-\d*")), st.integers(1, 500))
def test_whatever_part_is_asked_for_lies_within_the_recording(asked, size):
    start, end = _part(asked, size)
    assert 0 <= start < end <= size
