"""The pages on which the questions of the report form are written, looked at and published."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.access.terms import Role
from safeconduct.intake import form
from safeconduct.intake.models import QuestionSet, Recording
from tests import people
from tests.intake.test_reading_forms import LEAST
from tests.sounds import OPUS
from tests.web.desk.conftest import browser

pytestmark = pytest.mark.django_db
AT = "/desk/questions"
TEXT = LEAST.replace('{ en = "What happened?" }', '{ en = "What happened?", ar = "ماذا حدث؟" }')


@pytest.fixture
def two():
    people.house()
    for name in ("one", "two"):
        people.somebody(name, Role.HEADQUARTERS_OFFICER)
    return browser("one"), browser("two")


def publish(browser, page):
    """Publish what the page shows, as somebody does who looked at it."""
    seen = re.search(r'name="seen" value="(\w+)"', browser.get(page).content.decode())[1]
    return browser.post(f"{page}/publish", {"seen": seen}, follow=True)


@pytest.mark.parametrize("how", ["words", "recording"])
def test_nobody_changes_a_version_between_the_look_and_the_act(two, how):
    one, other = two
    one.post(f"{AT}/write", {"text": TEXT})
    page = f"{AT}/{QuestionSet.objects.get().reference}"
    heard = {"language": "en", "file": SimpleUploadedFile("x.opus", OPUS)}
    one.post(f"{page}/pages/what/record", heard)
    seen = re.search(r'name="seen" value="(\w+)"', other.get(page).content.decode())[1]
    if how == "words":
        one.post(f"{page}/change", {"text": TEXT.replace("happened", "did you do")})
    one.post(
        f"{page}/pages/what/record",
        {"language": "en", "file": SimpleUploadedFile("x.opus", OPUS + b"something else")},
    )
    for tried in ({"seen": seen}, {}):
        said = other.post(f"{page}/publish", tried, follow=True).content.decode()
        assert "Something was changed meanwhile" in said
    assert form.current() == form.shipped()
    publish(other, page)
    assert form.current().code == "report.9"


def test_a_version_is_written_looked_at_in_two_languages_and_published_by_another(two):
    one, other = two
    assert "form = &quot;report.2&quot;" in one.get(f"{AT}/write").content.decode()
    assert one.post(f"{AT}/write", {"text": TEXT})["Location"] == AT
    page = f"{AT}/{QuestionSet.objects.get().reference}"
    assert "What happened?" in one.get(page).content.decode()
    assert f"{page}/publish" not in one.get(page).content.decode()
    assert f"{page}/publish" in other.get(page).content.decode()
    arabic = one.get(f"{page}?language=ar").content.decode()
    assert "ماذا حدث؟" in arabic
    assert 'dir="rtl"' in arabic
    assert one.get(f"{page}?language=xx").status_code == 200
    assert (
        "Somebody else has to publish" in one.post(f"{page}/publish", follow=True).content.decode()
    )
    assert form.current() == form.shipped()
    publish(other, page)
    assert form.current().code == "report.9"
    assert "does not change any more" in other.get(page).content.decode()
    assert "report.9" in other.get(AT).content.decode()


def test_a_fault_is_said_in_one_line_and_no_word_is_lost(two):
    one, _other = two
    said = one.post(f"{AT}/write", {"text": f"{TEXT}\nodd = 1"}).content.decode()
    assert "question what: nothing is called &#x27;odd&#x27; here." in said
    assert "odd = 1" in said
    assert not QuestionSet.objects.exists()


def test_a_draft_is_changed_and_discarded(two):
    one, _other = two
    one.post(f"{AT}/write", {"text": TEXT})
    page = f"{AT}/{QuestionSet.objects.get().reference}"
    one.post(f"{page}/change", {"text": TEXT.replace("What happened?", "What did you see?")})
    assert "What did you see?" in one.get(page).content.decode()
    assert one.post(f"{page}/discard")["Location"] == AT
    assert one.get(page).status_code == 404


def test_a_recording_is_supplied_listened_to_and_published_by_another(two):
    one, other = two
    one.post(f"{AT}/write", {"text": TEXT})
    page = f"{AT}/{QuestionSet.objects.get().reference}"
    record = one.get(f"{page}/pages/what/record?language=ar").content.decode()
    assert "ماذا حدث؟" in record
    wrong = SimpleUploadedFile("x.opus", b"not a sound")
    said = one.post(f"{page}/pages/what/record", {"language": "en", "file": wrong})
    assert "Please choose a recording" in said.content.decode()
    right = SimpleUploadedFile("x.opus", OPUS)
    assert one.post(f"{page}/pages/what/record", {"language": "en", "file": right})["Location"]
    sound = f"{AT}/recordings/{Recording.objects.get().reference}"
    assert sound in one.get(page).content.decode()
    assert sound not in one.get(f"{page}?language=ar").content.decode()
    assert other.get(sound).content == OPUS
    publish(other, page)
    assert form.current().code == "report.9"
    other.post(f"{sound}/remove")
    assert other.get(sound).status_code == 200
    assert one.get(f"{page}/pages/nowhere/record").status_code == 404
