"""Adding files: one at a time, sealed at once, taken out again, sent with the rest."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.intake import drafts
from safeconduct.intake.models import Attachment
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
PAGE = "/report/en/question/files"


def chosen(content: bytes = b"text", name: str = "note.txt") -> dict[str, SimpleUploadedFile]:
    return {"files": SimpleUploadedFile(name, content)}


def test_files_are_added_listed_taken_out_and_sent(client):
    people.house()
    walking.fill(client)
    for name in ("one.txt", "two.txt"):
        assert client.post(PAGE, chosen(name=name) | {"add": "1"})["Location"] == PAGE
    text = client.get(PAGE).content.decode()
    assert "one.txt" in text
    first = drafts.read(walking.token(client))["files"][0]["reference"]
    client.post(PAGE, {"remove": first})
    assert "one.txt" not in client.get(PAGE).content.decode()
    assert "two.txt" in client.get("/report/en/check").content.decode()
    walking.send(client)
    assert Attachment.objects.count() == 1


def test_going_on_with_a_file_still_chosen_adds_it(client):
    walking.begin(client)
    onward = client.post(PAGE, chosen() | {"go-on": "1"})
    assert onward["Location"] == "/report/en/question/contact"
    assert len(drafts.read(walking.token(client))["files"]) == 1


def test_going_on_without_a_file_is_fine_and_adding_none_is_answered(client):
    walking.begin(client)
    assert client.post(PAGE, {"go-on": "1"}).status_code == 302
    assert "choose a file first" in client.post(PAGE, {"add": "1"}).content.decode()


@pytest.mark.parametrize(
    ("content", "line"), [(b"MZ\x00", "cannot be taken"), (b"", "empty")], ids=["kind", "empty"]
)
def test_a_file_we_do_not_take_is_answered_with_one_line(client, content, line):
    walking.begin(client)
    answer = client.post(PAGE, chosen(content) | {"add": "1"})
    assert line in answer.content.decode()
    assert drafts.read(walking.token(client))["files"] == []


def test_a_name_cannot_break_out_of_the_page(client):
    walking.begin(client)
    client.post(PAGE, chosen(name='"><b>x.txt') | {"add": "1"})
    assert "<b>x" not in client.get(PAGE).content.decode()


def test_no_sixth_file(client):
    walking.begin(client)
    for _ in range(5):
        client.post(PAGE, chosen() | {"add": "1"})
    assert "No more files" in client.get(PAGE).content.decode()
    assert "No more files" in client.post(PAGE, chosen() | {"add": "1"}).content.decode()
    assert len(drafts.read(walking.token(client))["files"]) == 5


def test_without_a_draft_nothing_is_taken(client):
    assert client.post(PAGE, chosen() | {"add": "1"}).status_code == 410
