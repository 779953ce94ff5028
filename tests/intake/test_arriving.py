"""Files in pieces: whatever happens on the way, the file that arrives is the one that was sent."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access import actors
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, duties, uploads
from safeconduct.intake.drafts import arriving
from safeconduct.intake.models import Attachment, Draft, DraftFile
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, pieces, receipts, seals
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
PIECE = 1000  # as in the wild, only smaller
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 20


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(arriving, "SMALL", PIECE)


def lying() -> list[str]:
    store = seals.store()
    return [f"{at}/{name}" for at in store.listdir("")[0] for name in store.listdir(at)[1]]


def cut(content: bytes) -> list[bytes]:
    return [content[start : start + PIECE] for start in range(0, len(content), PIECE)]


def give(token: str, reference: str, number: int, content: bytes) -> None:
    digest = hashlib.sha256(content).digest()
    drafts.take_piece(token, reference, number, content, digest=digest, today=TODAY)


def announced(content: bytes = PHOTO, token: str = "") -> tuple[str, str]:
    token = token or drafts.begin(TODAY)
    drafts.answer(token, {"what": "canary words"}, TODAY)
    return token, drafts.announce(token, "photo.jpg", len(content), TODAY).file.reference


def arrived(content: bytes = PHOTO) -> str:
    token, reference = announced(content)
    for number, piece in enumerate(cut(content)):
        give(token, reference, number, piece)
    drafts.finish(token, reference, TODAY)
    return token


def opened(token: str) -> bytes:
    """Send the report and read its only file at the desk."""
    cast = people.house()
    submission, receipt = drafts.settle(token, "en", TODAY)
    report = intake.submit(
        actor=actors.reporter(), submission=submission, receipt=receipts.keys(receipt), today=TODAY
    )
    file = Attachment.objects.get(report=report).file
    label, chunks = vault.open_file(
        actor=cast.headquarters, reference=file.reference, reason="read"
    )
    content = b"".join(chunks)
    assert label.sha256 == hashlib.sha256(content).hexdigest()
    assert label.size == len(content)
    return content


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rest=st.binary(max_size=3 * PIECE),
    tries=st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from(["whole", "cut short", "altered", "of another", "asked again"]),
        ),
        max_size=14,
    ),
)
def test_in_any_order_and_broken_off_anywhere_a_file_is_equal_to_the_last_byte_or_refused(
    rest, tries
):
    content = b"\xff\xd8\xff" + rest
    parts = cut(content)
    token, reference = announced(content)
    here = set()
    for chance, how in tries:
        number = chance % len(parts)
        part = parts[number]
        if how == "whole":
            give(token, reference, number, part)
            here.add(number)
        elif how == "asked again":
            again = drafts.announce(token, "photo.jpg", len(content), TODAY)
            assert again.file.reference == reference
            assert {n for n, digest in enumerate(again.here) if digest} == here
        elif how == "of another" and number in here:
            other = bytes(byte ^ 1 for byte in part)
            with pytest.raises(drafts.AnotherFile):
                give(token, reference, number, other)
        elif how != "of another":
            other = part[:-1] if how == "cut short" else bytes([part[0] ^ 1]) + part[1:]
            with pytest.raises(drafts.Garbled):
                drafts.take_piece(
                    token,
                    reference,
                    number,
                    other,
                    digest=hashlib.sha256(part).digest(),
                    today=TODAY,
                )
    missing = [n for n in range(len(parts)) if n not in here]
    if missing:
        with pytest.raises(drafts.Missing) as told:
            drafts.finish(token, reference, TODAY)
        assert told.value.numbers == missing
    for number in missing:
        give(token, reference, number, parts[number])
    drafts.finish(token, reference, TODAY)
    drafts.finish(token, reference, TODAY)
    (file,) = drafts.read(token)["files"]
    assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    drafts.forget(token)


def test_a_file_in_pieces_arrives_with_its_report_and_the_pieces_are_gone():
    token = arrived()
    assert len(lying()) == 1
    assert opened(token) == PHOTO
    assert not DraftFile.objects.exists()
    drafts.forget(token)
    assert len(lying()) == 1


def test_nothing_lies_in_plain_words_before_or_after():
    marked = b"marked words " * 300
    token, reference = announced(marked)
    for number, piece in enumerate(cut(marked)):
        give(token, reference, number, piece)
    drafts.finish(token, reference, TODAY)
    for name in lying():
        with seals.store().open(name) as stored:
            assert b"marked" not in stored.read()
    assert b"photo" not in bytes(Draft.objects.get().box)


def written_over(name: str, content: bytes) -> None:
    seals.store().delete(name)
    assert seals.store().save(name, ContentFile(content)) == name


def stored(name: str) -> bytes:
    with seals.store().open(name) as file:
        return bytes(file.read())


@pytest.mark.parametrize(
    "harm",
    [
        lambda box: box[:-1],
        lambda box: box[:-1] + bytes([box[-1] ^ 1]),
        lambda box: box[: pieces.FRONT],
        lambda box: box + b"x",
    ],
    ids=["cut", "altered", "emptied", "longer"],
)
def test_a_piece_that_was_altered_where_it_lay_is_never_joined(harm):
    token, reference = announced()
    for number, piece in enumerate(cut(PHOTO)):
        give(token, reference, number, piece)
    name = pieces.stored_as(seals.stored_as(reference), 2)
    written_over(name, harm(stored(name)))
    with pytest.raises(uploads.NotTaken, match="add it again"):
        drafts.finish(token, reference, TODAY)
    assert drafts.read(token)["files"] == []
    assert lying() == []


def test_pieces_cannot_change_places_and_the_last_cannot_be_taken_for_another():
    token, reference = announced()
    parts = cut(PHOTO)
    for number, piece in enumerate(parts):
        give(token, reference, number, piece)
    draft = drafts.read(token)
    vault_of_it = arriving.files.opened(draft)
    (file,) = drafts.unfinished(draft)
    name = seals.stored_as(reference)
    first, second = (stored(pieces.stored_as(name, n)) for n in (1, 2))
    written_over(pieces.stored_as(name, 1), second)
    written_over(pieces.stored_as(name, 2), first)
    with pytest.raises(boxes.WillNotOpen):
        pieces.content(vault_of_it, file.place(1))
    last = len(parts) - 1
    with pytest.raises(boxes.WillNotOpen):
        pieces.content(vault_of_it, pieces.Place(reference, last, last=False))
    with pytest.raises(boxes.WillNotOpen):
        pieces.content(vault_of_it, pieces.Place(reference, 0, last=True))
    again = drafts.announce(token, "photo.jpg", len(PHOTO), TODAY)
    assert [n for n, digest in enumerate(again.here) if digest is None] == [1, 2]
    for number in (1, 2):
        give(token, reference, number, parts[number])
    drafts.finish(token, reference, TODAY)
    assert opened(token) == PHOTO


def test_pieces_of_one_file_are_none_of_another():
    token, mine = announced()
    other = drafts.announce(token, "other.jpg", len(PHOTO), TODAY).file.reference
    parts = cut(PHOTO)
    for number, piece in enumerate(parts):
        give(token, mine, number, piece)
        written_over(
            pieces.stored_as(seals.stored_as(other), number),
            stored(pieces.stored_as(seals.stored_as(mine), number)),
        )
    with pytest.raises(drafts.Missing) as told:
        drafts.finish(token, other, TODAY)
    assert told.value.numbers == list(range(len(parts)))


def test_a_kind_that_is_not_taken_is_refused_with_the_first_piece_and_lies_nowhere():
    program = b"MZ\x90" + bytes(PIECE * 3)
    token, reference = announced(program)
    with pytest.raises(uploads.NotTaken, match="cannot be taken"):
        give(token, reference, 0, cut(program)[0])
    assert (lying(), drafts.unfinished(drafts.read(token))) == ([], [])


@pytest.mark.parametrize(
    "content",
    [b"words " * 600 + b"\0", b"PK\x03\x04" + bytes(4 * PIECE), "é".encode() * 1500 + b"\xc3"],
    ids=["a text that is none", "a zip of nothing", "half a letter at the end"],
)
def test_what_shows_only_at_its_end_is_refused_at_the_end(content):
    token, reference = announced(content)
    for number, piece in enumerate(cut(content)):
        give(token, reference, number, piece)
    with pytest.raises(uploads.NotTaken, match="cannot be taken"):
        drafts.finish(token, reference, TODAY)
    assert lying() == []


def test_a_text_whose_letters_lie_across_pieces_is_a_text():
    text = ("x" + "é" * 2000).encode()
    assert opened(arrived(text)) == text


def test_too_large_too_empty_and_too_many_are_refused_before_a_byte_is_sent(settings):
    token = drafts.begin(TODAY)
    settings.UPLOAD_BYTES = 3 * uploads.MEGABYTE
    with pytest.raises(uploads.NotTaken, match="3 MB"):
        drafts.announce(token, "film.mp4", 3 * uploads.MEGABYTE + 1, TODAY)
    with pytest.raises(uploads.NotTaken, match="empty"):
        drafts.announce(token, "film.mp4", 0, TODAY)
    for number in range(uploads.most_files()):
        drafts.announce(token, f"{number}.jpg", 10, TODAY)
    with pytest.raises(uploads.NotTaken, match="No more files"):
        drafts.announce(token, "one more.jpg", 10, TODAY)
    with pytest.raises(uploads.NotTaken, match="No more files"):
        drafts.add_file(token, "one more.txt", b"text", TODAY)
    drafts.announce(token, "0.jpg", 10, TODAY)  # one that is known is no further one


def test_a_large_file_comes_in_large_pieces_and_a_small_one_in_small_ones():
    token = drafts.begin(TODAY)
    large = drafts.announce(token, "a.mp4", 500 * uploads.MEGABYTE, TODAY).file
    assert (large.piece, large.count) == (uploads.MEGABYTE, 500)
    small = drafts.announce(token, "b.mp4", arriving.SMALL_UP_TO, TODAY).file
    assert small.piece == PIECE


@pytest.mark.parametrize("number", [-1, len(PHOTO) // PIECE + 1, 10**9])
def test_a_piece_that_does_not_exist_is_not_taken(number):
    token, reference = announced()
    with pytest.raises(drafts.NotThis):
        give(token, reference, number, b"x")
    with pytest.raises(drafts.NotThis):
        give(token, "0123456789abcdef", 0, b"x")


def test_a_file_taken_out_while_it_arrives_leaves_nothing():
    token, reference = announced()
    give(token, reference, 0, cut(PHOTO)[0])
    drafts.remove_file(token, reference, TODAY)
    assert (lying(), DraftFile.objects.count()) == ([], 0)
    with pytest.raises(drafts.NotThis):
        give(token, reference, 1, cut(PHOTO)[1])
    with pytest.raises(drafts.NotThis):
        drafts.finish(token, reference, TODAY)


def test_a_piece_stored_in_the_moment_its_file_is_taken_out_goes_too(monkeypatch):
    token, reference = announced()
    put = pieces.put

    def late(*arguments):
        drafts.remove_file(token, reference, TODAY)
        put(*arguments)

    monkeypatch.setattr(pieces, "put", late)
    with pytest.raises(drafts.NotThis):
        give(token, reference, 0, cut(PHOTO)[0])
    assert lying() == []


def test_the_same_piece_twice_at_the_same_moment_lies_there_once(monkeypatch):
    token, reference = announced()
    monkeypatch.setattr(pieces, "digest", lambda *_: None)
    for _ in range(2):
        give(token, reference, 0, cut(PHOTO)[0])
    assert len(lying()) == 1


def test_two_tabs_that_finish_at_once_keep_one_file(monkeypatch):
    token, reference = announced()
    for number, piece in enumerate(cut(PHOTO)):
        give(token, reference, number, piece)
    replace = arriving._replace

    def second(*arguments):
        monkeypatch.setattr(arriving, "_replace", replace)
        drafts.finish(token, reference, TODAY)
        replace(*arguments)

    monkeypatch.setattr(arriving, "_replace", second)
    drafts.finish(token, reference, TODAY)
    assert len(drafts.read(token)["files"]) == len(lying()) == 1
    assert opened(token) == PHOTO


def test_a_draft_swept_takes_its_pieces_along_and_one_still_fed_is_not_swept():
    token, reference = announced()
    give(token, reference, 0, cut(PHOTO)[0])
    later = TODAY + timedelta(days=duties.DRAFTS_LAST_DAYS + 1)
    piece = cut(PHOTO)[1]
    digest = hashlib.sha256(piece).digest()
    drafts.take_piece(token, reference, 1, piece, digest=digest, today=later)
    assert duties.sweep_drafts(later) == 0
    assert duties.sweep_drafts(later + timedelta(days=duties.DRAFTS_LAST_DAYS + 1)) == 1
    assert lying() == []


def test_a_report_sent_before_its_file_arrived_whole_takes_no_more_of_it():
    people.house()
    token, reference = announced()
    give(token, reference, 0, cut(PHOTO)[0])
    submission, receipt = drafts.settle(token, "en", TODAY)
    intake.submit(
        actor=actors.reporter(), submission=submission, receipt=receipts.keys(receipt), today=TODAY
    )
    for act in (
        lambda: give(token, reference, 1, cut(PHOTO)[1]),
        lambda: drafts.finish(token, reference, TODAY),
        lambda: drafts.announce(token, "photo.jpg", len(PHOTO), TODAY),
    ):
        with pytest.raises(drafts.Frozen):
            act()
    drafts.forget(token)
    assert lying() == []


def test_a_draft_begun_before_files_came_in_pieces_still_takes_files():
    token = drafts.begin(TODAY)
    with drafts.changing(token, TODAY) as content:
        content["files"] = [
            {"reference": "a" * 16, "name": "x", "type": "text/plain", "size": 1, "stored_size": 9}
        ]
    announced(token=token)
    with drafts.changing(token, TODAY) as content:
        stored_file = arriving.files.stored(content["files"][0])
    assert stored_file.name == seals.stored_as("a" * 16)
