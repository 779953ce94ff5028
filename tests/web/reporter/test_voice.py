"""An answer may be spoken: it stands for the words, and only its page may ask for a microphone."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.intake import drafts
from safeconduct.intake.models import Attachment, DraftFile
from safeconduct.vault.models import SealedFile
from tests import people
from tests.sounds import webm
from tests.web.reporter import walking
from tests.web.reporter.test_pieces import AT, give

pytestmark = pytest.mark.django_db
WHAT = "/report/en/question/what"
SOUND = webm("A_OPUS")
ALLOWED = "microphone=(self)"


def speak(client, content: bytes = SOUND, *, code: str = "what", seconds: str = "42"):
    """Send a recording as the script does."""
    said = {"name": f"{code}.webm", "size": len(content), "answers": code, "seconds": seconds}
    told = client.post(AT, said)
    if told.status_code != 200:
        return told
    taken = give(client, told.json()["file"], 0, content)
    return taken if taken.status_code != 200 else client.post(f"{AT}/{told.json()['file']}/finish")


def recording(client) -> str:
    return str(drafts.spoken(drafts.read(walking.token(client)))["what"]["reference"])


def test_a_recording_answers_a_question_that_needs_an_answer(client):
    people.house()
    walking.fill(client)
    assert speak(client).status_code == 200
    assert client.post(WHAT, {"what": ""}).status_code == 302
    assert "A recording, 0:42" in client.get(WHAT).content.decode()
    page = client.get("/report/en/check").content.decode()
    assert "A recording, 0:42" in page
    assert "what.webm" not in page
    assert "what.webm" not in client.get("/report/en/question/files").content.decode()
    walking.send(client)
    assert Attachment.objects.count() == SealedFile.objects.count() == 1


def test_deleted_on_the_check_or_by_the_question_it_is_gone_and_the_words_are_needed_again(client):
    walking.begin(client)
    speak(client)
    back = client.post(f"{WHAT}/voice?check=1", {"remove": recording(client)})
    assert back["Location"] == "/report/en/check"
    assert DraftFile.objects.count() == 0
    speak(client)
    client.post(WHAT, {"what": "Some words.", "unsay": recording(client)})
    assert DraftFile.objects.count() == 0
    assert "Some words." in client.get(WHAT).content.decode()
    assert client.post(WHAT, {"what": ""}).status_code == 200


def test_a_new_recording_takes_the_place_of_the_one_before(client):
    walking.begin(client)
    speak(client)
    before = recording(client)
    speak(client, SOUND + b"more", seconds="9999")
    assert recording(client) != before
    assert DraftFile.objects.count() == 1
    assert "A recording, 10:00" in client.get(WHAT).content.decode()


def test_who_would_rather_speak_loses_no_word(client):
    walking.begin(client)
    to = client.post(f"{WHAT}?check=1", {"what": "Half a sen", "voice": "1"})
    assert to["Location"] == f"{WHAT}/voice?check=1"
    assert "Half a sen" in client.get(WHAT).content.decode()


def test_only_the_page_that_records_may_ask_for_the_microphone(client):
    walking.begin(client)
    page = client.get(f"{WHAT}/voice")
    assert ALLOWED in page["Permissions-Policy"]
    assert "camera=()" in page["Permissions-Policy"]
    assert "blob:" in page["Content-Security-Policy"]
    for at in (WHAT, "/report/en/question/files", "/report/en/check", "/report/en/"):
        other = client.get(at)
        assert ALLOWED not in other["Permissions-Policy"], at
        assert "blob:" not in other["Content-Security-Policy"], at


@pytest.mark.parametrize("code", ["where", "name", "reach", "nothing", ""])
def test_only_a_question_that_asks_for_a_story_takes_a_recording(client, code):
    walking.begin(client)
    client.post("/report/en/question/contact", {"contact": "named"})
    assert client.get(f"/report/en/question/{code or 'danger'}/voice").status_code == 404
    assert speak(client, code=code or "danger").status_code == 404


@pytest.mark.parametrize("content", [b"only words", webm("A_OPUS", "V_VP8"), b"%PDF-1.7"])
def test_what_is_no_recording_answers_nothing(client, content):
    walking.begin(client)
    assert speak(client, content).status_code == 422
    assert drafts.spoken(drafts.read(walking.token(client))) == {}
    assert DraftFile.objects.count() == 0


@pytest.mark.parametrize("seconds", ["", "-1", "x", "1" * 20, "٣"])
def test_a_length_that_is_none_is_refused(client, seconds):
    walking.begin(client)
    assert speak(client, seconds=seconds).status_code == 400


def test_a_stranger_neither_deletes_nor_learns_of_it(client):
    walking.begin(client)
    speak(client)
    reference, other = recording(client), Client()
    assert other.get(f"{WHAT}/voice")["Location"] == "/report/en/"
    walking.begin(other)
    unknown = other.post(f"{WHAT}/voice", {"remove": "0123456789abcdef"})
    known = other.post(f"{WHAT}/voice", {"remove": reference})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert recording(client) == reference
