"""The pages on which what reporters read is worded anew, and a language is added without code."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from safeconduct.access.terms import Role
from safeconduct.intake import form
from safeconduct.wording.models import AddedLanguage, Wording
from safeconduct.wording.speaking import speech
from tests import people
from tests.web.desk.conftest import browser
from tests.wording.filling import filled
from tests.wording.test_actions import ASKED
from tests.wording.voices import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("said_as_shipped_again")]
AT = "/desk/wording"


@pytest.fixture
def two():
    people.house()
    people.somebody("one", Role.HEADQUARTERS_OFFICER)
    people.somebody("two", Role.ADMINISTRATOR)
    return browser("one"), browser("two")


def seen(client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200, at
    return answer.content.decode()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_text_is_found_worded_and_published_by_another_who_read_it(two, code):
    one, other = two
    assert ASKED in seen(one, f"{AT}/{code}?words=what+happened")
    text = f"{AT}/{code}/texts/{key_of(ASKED, code)}"
    assert one.post(text, {"words_0": "Speak to us"})["Location"] == f"{AT}/{code}"
    assert "Speak to us" in seen(one, f"{AT}/{code}?which=waiting")
    assert "/publish" not in seen(one, f"{AT}/{code}/waiting")
    page = seen(other, f"{AT}/{code}/waiting")
    assert "Speak to us" in page
    row = Wording.objects.get()
    assert f'value="{row.reference}"' in page
    assert "Speak to us" not in seen(other, f"/report/{code}/")
    other.post(f"{AT}/{code}/publish", {"wording": [row.reference]})
    speech.refresh()
    assert "Speak to us" in seen(other, f"/report/{code}/")
    assert "Speak to us" in seen(one, f"{AT}/{code}?which=own")
    assert "Say the shipped text again" in seen(one, text)
    one.post(f"{text}/take-back")
    speech.refresh()
    assert "Speak to us" not in seen(other, f"/report/{code}/")
    assert "as shipped" in seen(one, text)


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_a_question_is_worded_too_though_the_form_says_it_itself(two, code):
    one, other = two
    harmed = next(q for q in form.shipped().questions() if q.code == "harmed")
    text = f"{AT}/{code}/texts/{key_of(harmed.labels['en'], code)}"
    one.post(text, {"words_0": "Who got hurt"})
    other.post(f"{AT}/{code}/publish", {"wording": [Wording.objects.get().reference]})
    speech.refresh()
    with translation.override(code):
        assert harmed.label == "Who got hurt"
    one.post(f"{text}/take-back")
    speech.refresh()
    with translation.override(code):
        assert harmed.label != "Who got hurt"


@pytest.mark.parametrize("words", ["", "<b>now</b>", "\u202edne", "100 %"])
def test_words_that_cannot_stand_are_refused_and_no_word_is_lost(two, words):
    one, _other = two
    answer = one.post(f"{AT}/fr/texts/{key_of(ASKED)}", {"words_0": words})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Wording.objects.exists()


def test_words_that_wait_are_discarded(two):
    one, other = two
    one.post(f"{AT}/fr/texts/{key_of(ASKED)}", {"words_0": "Un"})
    reference = Wording.objects.get().reference
    other.post(f"{AT}/fr/discard/{reference}")
    assert not Wording.objects.exists()
    assert other.post(f"{AT}/fr/discard/{reference}").status_code == 404


def test_a_language_is_added_filled_with_a_catalogue_and_offered_by_another(two):
    one, other = two
    said = {"code": "sd", "name": "سنڌي", "right_to_left": "on"}
    assert one.post(f"{AT}/a-language", said)["Location"] == AT
    assert "0 percent" in seen(one, f"{AT}/sd")
    assert "/sd/offer" not in seen(other, f"{AT}/sd")
    assert other.post(f"{AT}/sd/offer")["Location"] == f"{AT}/sd"
    assert AddedLanguage.objects.get().offered_on is None
    assert one.get(f"{AT}/sd/catalogue")["Content-Disposition"] == 'attachment; filename="sd.po"'
    sent = SimpleUploadedFile("sd.po", filled("sd"))
    assert one.post(f"{AT}/sd/take-in", {"catalogue": sent})["Location"] == f"{AT}/sd/waiting"
    waits = list(Wording.objects.values_list("reference", flat=True))
    other.post(f"{AT}/sd/publish", {"wording": waits})
    assert "100 percent" in seen(one, f"{AT}/sd")
    assert "/sd/offer" not in seen(one, f"{AT}/sd")
    assert one.get("/report/sd/").status_code == 404
    assert "/sd/offer" in seen(other, f"{AT}/sd")
    other.post(f"{AT}/sd/offer")
    speech.refresh()
    page = seen(one, "/report/sd/")
    assert 'dir="rtl"' in page
    assert f"{ASKED} x" in page
    assert "سنڌي" in seen(one, "/report/en/")


def test_a_language_is_dropped_before_it_is_offered(two):
    one, other = two
    one.post(f"{AT}/a-language", {"code": "rn", "name": "Ikirundi"})
    other.post(f"{AT}/rn/drop")
    assert not AddedLanguage.objects.exists()
    assert one.get(f"{AT}/rn").status_code == 404


def test_what_no_catalogue_and_what_is_too_large_are_refused_in_one_line(two):
    one, _other = two
    for content in (b"\xff\xfe\x00", b" " * (1024 * 1024 + 1)):
        sent = SimpleUploadedFile("x.po", content)
        answer = one.post(f"{AT}/fr/take-in", {"catalogue": sent})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_a_language_that_is_not_spoken_here_is_no_page(two):
    one, _other = two
    unknown = one.get("/desk/no-such-route").content
    for at in ("xx", "xx/waiting", "xx/catalogue", "xx/take-in", "xx/texts/0123456789abcdef"):
        answer = one.get(f"{AT}/{at}")
        assert (answer.status_code, answer.content) == (404, unknown), at
