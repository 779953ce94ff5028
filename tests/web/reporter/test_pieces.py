"""The protocol of docs/uploads.md, as a script speaks it."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.intake import drafts
from safeconduct.intake.models import Attachment
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
PAGE = "/report/en/question/files"
AT = f"{PAGE}/pieces"
PIECE = 128 * 1024
PHOTO = b"\xff\xd8\xff" + bytes(300_000)
SCHEMA = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def announce(client, size: int = len(PHOTO), name: str = "photo.jpg"):
    return client.post(AT, {"name": name, "size": size})


def give(client, file: str, number: int, content: bytes, digest: bytes | None = None):
    digest = hashlib.sha256(content).digest() if digest is None else digest
    return client.post(
        f"{AT}/{file}/{number}",
        content,
        content_type="application/octet-stream",
        headers={"Content-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:"},
    )


def cut(content: bytes) -> list[bytes]:
    return [content[start : start + PIECE] for start in range(0, len(content), PIECE)]


def begun(client) -> str:
    walking.begin(client)
    return str(announce(client).json()["file"])


def test_a_file_sent_in_pieces_is_listed_and_sent_with_the_report(client):
    people.house()
    walking.fill(client)
    told = announce(client).json()
    assert (told["piece"], told["here"]) == (PIECE, ["", "", ""])
    for number, content in enumerate(cut(PHOTO)):
        assert give(client, told["file"], number, content).status_code == 200
    assert client.post(f"{AT}/{told['file']}/finish").status_code == 200
    assert "photo.jpg" in client.get(PAGE).content.decode()
    walking.send(client)
    assert Attachment.objects.count() == 1


def test_who_comes_back_is_told_what_is_here_and_the_page_says_that_it_is_not_whole(client):
    file = begun(client)
    parts = cut(PHOTO)
    give(client, file, 1, parts[1])
    again = announce(client).json()
    assert again["file"] == file
    assert again["here"] == ["", hashlib.sha256(parts[1]).hexdigest()[:12], ""]
    assert "Not arrived whole yet" in client.get(PAGE).content.decode()
    missing = client.post(f"{AT}/{file}/finish")
    assert (missing.status_code, missing.json()) == (409, {"missing": [0, 2]})
    assert "has not arrived whole" in client.get("/report/en/check").content.decode()
    client.post(PAGE, {"remove": file})
    assert "photo.jpg" not in client.get(PAGE).content.decode()


def test_another_file_of_the_same_name_is_noticed(client):
    file = begun(client)
    give(client, file, 1, cut(PHOTO)[1])
    other = give(client, file, 1, bytes([1]) * PIECE)
    assert (other.status_code, other.json()) == (409, {"another": True})


def test_a_piece_that_was_garbled_on_the_way_is_asked_for_again(client):
    file = begun(client)
    part = cut(PHOTO)[0]
    assert give(client, file, 0, part, bytes(32)).status_code == 400
    assert give(client, file, 0, part[:-1]).status_code == 400
    for header in ("", "md5=:aaaa:", "sha-256=:é:", "sha-256=:=:"):
        answer = client.post(
            f"{AT}/{file}/0",
            part,
            content_type="application/octet-stream",
            headers={"Content-Digest": header},
        )
        assert answer.status_code == 400, header
    assert give(client, file, 0, part).status_code == 200


def test_a_kind_that_is_not_taken_is_one_line_after_the_first_piece(client):
    walking.begin(client)
    file = announce(client, 200_000, "program.exe").json()["file"]
    refused = give(client, file, 0, b"MZ" + bytes(PIECE - 2))
    assert refused.status_code == 422
    assert "cannot be taken" in refused.json()["line"]
    assert announce(client, 501 * 1024 * 1024).json()["line"].endswith("sent in one file.")


def test_without_a_draft_or_after_it_was_sent_nothing_is_taken(client):
    people.house()
    assert announce(client).status_code == 410
    assert give(client, "0123456789abcdef", 0, b"x").status_code == 410
    walking.fill(client)
    file = announce(client).json()["file"]
    walking.send(client)
    assert give(client, file, 0, cut(PHOTO)[0]).status_code == 410
    assert client.post(f"{AT}/{file}/finish").status_code == 410


def test_a_strangers_draft_reaches_nobody_elses_file(client):
    file, other = begun(client), Client()
    walking.begin(other)
    assert give(other, file, 0, cut(PHOTO)[0]).status_code == 404
    assert other.post(f"{AT}/{file}/finish").status_code == 404


@SCHEMA
@given(name=st.text(max_size=200), size=st.one_of(st.text(max_size=20), st.integers().map(str)))
def test_any_announcement_ends_in_an_answer(client, name, size):
    walking.begin(client)
    answer = client.post(AT, {"name": name, "size": size})
    assert answer.status_code in {200, 400, 422}
    if answer.status_code == 200:
        (file,) = drafts.unfinished(drafts.read(walking.token(client)))
        assert 0 < len(file.name) <= 120


@SCHEMA
@given(
    body=st.binary(max_size=400),
    digest=st.one_of(st.binary(max_size=40), st.none()),
    number=st.integers(0, 10**20),
)
def test_any_piece_ends_in_an_answer(client, body, digest, number):
    file = begun(client)
    assert give(client, file, number, body, digest).status_code in {200, 400, 404, 422}
