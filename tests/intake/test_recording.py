"""A question is heard as it is written, and nobody puts a voice before a reporter alone."""

from __future__ import annotations

import contextlib

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access import actors, gate
from safeconduct.access.terms import Role
from safeconduct.intake import actions, form, queries, recordings
from safeconduct.intake.actions import NotWritten
from safeconduct.intake.models import QuestionSet, Recording
from tests import people
from tests.intake.test_reading_forms import LEAST
from tests.people import TODAY
from tests.sounds import M4A, MP3, OPUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return people.house()


@pytest.fixture
def other(house):
    return people.somebody("otto", Role.HEADQUARTERS_OFFICER)


@pytest.fixture
def draft(house) -> QuestionSet:
    return actions.write_questions(actor=house.headquarters, text=LEAST, today=TODAY)


def recorded(actor, draft, **said) -> Recording:
    told = {"page": "what", "young": False, "language": "en", "raw": OPUS, "today": TODAY}
    return actions.record_question(actor=actor, questions=draft, **(told | said))


@pytest.mark.parametrize(
    ("raw", "kind"), [(OPUS, "audio/ogg"), (MP3, "audio/mpeg"), (M4A, "audio/mp4")]
)
def test_a_recording_is_known_by_its_content(raw, kind):
    assert recordings.kind_of(raw) == kind


@pytest.mark.parametrize("brand", [b"mp42", b"isom", b"3gp4"])
def test_a_recording_that_a_phone_calls_a_film_is_known_by_having_no_picture(brand):
    raw = M4A.replace(b"M4A ", brand)
    assert recordings.kind_of(raw) == "audio/mp4"
    with pytest.raises(recordings.NotHeard):
        recordings.kind_of(raw + b"vide")


@given(st.binary(max_size=300))
def test_anything_else_is_refused_and_breaks_nothing(raw):
    with contextlib.suppress(recordings.NotHeard):
        assert recordings.kind_of(raw).startswith("audio/")


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", M4A + b"vide", OPUS + b"x" * recordings.MOST_BYTES]
)
def test_a_film_a_page_and_what_is_too_long_are_not_taken(house, draft, raw):
    with pytest.raises(recordings.NotHeard):
        recorded(house.headquarters, draft, raw=raw)


def test_a_reporter_hears_it_once_the_version_is_published_and_not_before(house, other, draft):
    kept, reporter = recorded(other, draft), actors.reporter()
    with pytest.raises(gate.Denied):
        queries.recording(reporter, kept.reference)
    assert queries.heard(reporter, "report.9", "what", "en", young=False) == ""
    carl = people.somebody("carl", Role.HEADQUARTERS_OFFICER)
    actions.publish_questions(actor=carl, questions=draft, today=TODAY)
    assert queries.heard(reporter, "report.9", "what", "en", young=False) == kept.reference
    assert queries.heard(reporter, "report.9", "what", "ar", young=False) == ""
    assert queries.heard(reporter, "report.9", "what", "en", young=True) == ""
    assert bytes(queries.recording(reporter, kept.reference).content) == OPUS


def test_nobody_publishes_what_they_recorded(house, other, draft):
    kept = recorded(other, draft)
    with pytest.raises(NotWritten, match="what you recorded"):
        actions.publish_questions(actor=other, questions=draft, today=TODAY)
    actions.remove_recording(actor=house.headquarters, recording=kept)
    actions.publish_questions(actor=other, questions=draft, today=TODAY)


def test_words_that_changed_after_they_were_recorded_are_not_published(house, other, draft):
    recorded(house.headquarters, draft)
    text = LEAST.replace("What happened?", "What did you see?")
    actions.write_questions(actor=house.headquarters, text=text, today=TODAY, instead=draft)
    with pytest.raises(NotWritten, match="after they were recorded"):
        actions.publish_questions(actor=other, questions=draft, today=TODAY)
    recorded(house.headquarters, draft, raw=MP3)
    assert Recording.objects.get().content_type == "audio/mpeg"
    actions.publish_questions(actor=other, questions=draft, today=TODAY)


def test_what_was_published_is_heard_as_it_was(house, other, draft):
    kept = recorded(house.headquarters, draft)
    actions.publish_questions(actor=other, questions=draft, today=TODAY)
    with pytest.raises(NotWritten):
        recorded(house.headquarters, draft)
    with pytest.raises(NotWritten):
        actions.remove_recording(actor=house.headquarters, recording=kept)
    known = Recording.objects.filter(pk=kept.pk)
    another = Recording.objects.get(pk=kept.pk)
    another.pk, another.reference, another.language = None, "a" * 16, "ar"
    with pytest.raises(IntegrityError), transaction.atomic():
        known.update(content=MP3)
    with pytest.raises(IntegrityError), transaction.atomic():
        known.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save(force_insert=True)


def test_a_draft_goes_with_its_recordings(house, draft):
    recorded(house.headquarters, draft)
    actions.discard_questions(actor=house.headquarters, questions=draft)
    assert not Recording.objects.exists()


def test_words_for_the_young_are_recorded_apart():
    shipped = form.shipped()
    aloud = [recordings.worded(shipped, "what", young=young) for young in (False, True)]
    assert recordings.read_aloud(aloud[0], "en") != recordings.read_aloud(aloud[1], "en")
    assert recordings.worded(shipped, "danger", young=True) is None


def test_a_stranger_supplies_removes_and_lists_nothing(house, draft):
    kept = recorded(house.headquarters, draft)
    for actor in (house.officer, people.somebody("x", Role.CONDUCT_OFFICER, mission="MINARA")):
        for act in (
            lambda who: recorded(who, draft),
            lambda who: actions.remove_recording(actor=who, recording=kept),
            lambda who: queries.recordings(who, draft),
            lambda who: queries.recording(who, kept.reference),
            lambda who: queries.recording(who, "0123456789abcdef"),
        ):
            with pytest.raises(gate.Denied):
                act(actor)
    assert Recording.objects.count() == 1
