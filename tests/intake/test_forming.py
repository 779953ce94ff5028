"""The questions are written by one and published by another, and what was published stays."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from safeconduct.access import gate
from safeconduct.access.terms import Role
from safeconduct.intake import actions, form, queries
from safeconduct.intake.actions import NotWritten
from safeconduct.intake.form import Faulty
from safeconduct.intake.models import QuestionSet
from tests import people
from tests.intake.test_reading_forms import LEAST
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return people.house()


@pytest.fixture
def other(house):
    return people.somebody("otto", Role.HEADQUARTERS_OFFICER)


def written(actor, text: str = LEAST, **more) -> QuestionSet:
    return actions.write_questions(actor=actor, text=text, today=TODAY, **more)


def test_new_reports_are_asked_what_was_published_last(house, other):
    first = written(house.headquarters)
    assert form.current() == form.shipped()
    actions.publish_questions(actor=other, questions=first, today=TODAY)
    assert form.current().code == "report.9"
    second = written(other, LEAST.replace("report.9", "report.10"))
    actions.publish_questions(actor=house.headquarters, questions=second, today=TODAY)
    assert form.current().code == "report.10"
    assert form.version("report.9").code == "report.9"
    assert [s.code for s in queries.question_sets(other)] == ["report.10", "report.9"]


def test_answers_are_read_by_the_version_they_were_given_under(house, other):
    text = LEAST.replace("What happened?", "What did you see?")
    actions.publish_questions(actor=other, questions=written(house.headquarters, text), today=TODAY)
    assert form.lines("report.9", {"what": "x"})[0].label == "What did you see?"
    assert form.lines("report.1", {"what": "x"})[0].label == form.version("report.1").pages[4].label


def test_nobody_publishes_what_they_wrote(house, other):
    draft = written(house.headquarters)
    with pytest.raises(NotWritten):
        actions.publish_questions(actor=house.headquarters, questions=draft, today=TODAY)
    draft = written(other, LEAST + "most = 9", instead=draft)
    with pytest.raises(NotWritten):
        actions.publish_questions(actor=other, questions=draft, today=TODAY)
    actions.publish_questions(actor=house.headquarters, questions=draft, today=TODAY)


def test_the_database_knows_it_too(house, other):
    draft = written(house.headquarters)
    known = QuestionSet.objects.filter(pk=draft.pk)
    author = draft.written_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        known.update(published_by=author, published_on=TODAY, place=1)
    actions.publish_questions(actor=other, questions=draft, today=TODAY)
    for change in ({"text": "x"}, {"code": "x"}, {"published_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            known.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        known.delete()


def test_a_published_version_is_neither_changed_published_again_nor_discarded(house, other):
    draft = written(house.headquarters)
    actions.publish_questions(actor=other, questions=draft, today=TODAY)
    with pytest.raises(NotWritten):
        written(house.headquarters, LEAST.replace("report.9", "report.11"), instead=draft)
    with pytest.raises(NotWritten):
        actions.publish_questions(actor=other, questions=draft, today=TODAY)
    with pytest.raises(NotWritten):
        actions.discard_questions(actor=other, questions=draft)


@pytest.mark.parametrize("code", ["report.1", "report.2", "report.9"])
def test_a_code_is_used_once(house, code):
    written(house.headquarters)
    with pytest.raises(NotWritten):
        written(house.headquarters, LEAST.replace("report.9", code))


def test_a_text_that_is_no_form_is_not_kept(house):
    with pytest.raises(Faulty):
        written(house.headquarters, "nothing")
    assert not QuestionSet.objects.exists()


def test_a_draft_is_discarded(house):
    actions.discard_questions(actor=house.headquarters, questions=written(house.headquarters))
    assert not QuestionSet.objects.exists()


@pytest.mark.parametrize("role", [r for r in Role if r != Role.HEADQUARTERS_OFFICER])
def test_only_headquarters_writes_questions(house, role):
    if role in {Role.REPORTER, Role.EMERGENCY}:
        actor = house.officer
    else:
        mission = "MINARA" if role == Role.CONDUCT_OFFICER else ""
        actor = people.somebody("x", role, mission=mission, state="RO" if "state" in role else "")
    with pytest.raises(gate.Denied):
        written(actor)
    with pytest.raises(gate.Denied):
        queries.question_sets(actor)
