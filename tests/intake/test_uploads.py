"""Files: told by their content, small enough, few enough, and sealed before they lie anywhere."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake import tracks, uploads
from tests.sounds import webm


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as folder:
        for name, content in members.items():
            folder.writestr(
                name.replace("__", "/").replace("Content", "[Content_Types].xml"), content
            )
    return made.getvalue()


DOCUMENT = {"Content": b"<x/>", "word__document.xml": b"<x/>"}
TAKEN = {
    "image/jpeg": b"\xff\xd8\xff\xe0rest",
    "image/png": b"\x89PNG\r\n\x1a\nrest",
    "image/webp": b"RIFF\x00\x00\x00\x00WEBPrest",
    "image/heic": b"\x00\x00\x00\x18ftypheicrest",
    "application/pdf": b"%PDF-1.7 rest",
    "audio/mpeg": b"ID3\x03rest",
    "audio/mp4": b"\x00\x00\x00\x18ftypM4A rest",
    "audio/ogg": b"OggS\x00rest",
    "audio/webm": webm("A_OPUS"),
    "audio/wav": b"RIFF\x00\x00\x00\x00WAVErest",
    "video/mp4": b"\x00\x00\x00\x18ftypisomrest",
    "video/3gpp": b"\x00\x00\x00\x18ftyp3gp5rest",
    "text/plain": "كلمات".encode(),
    uploads.OFFICE: zipped(**DOCUMENT),
    uploads.OPEN_TEXT: zipped(mimetype=uploads.OPEN_TEXT.encode(), **{"content.xml": b"<x/>"}),
}
REFUSED = {
    "a program": b"MZ\x90\x00\x03",
    "a zip of anything": zipped(**{"readme.txt": b"x"}),
    "a document with macros": zipped(**DOCUMENT, **{"word__vbaProject.bin": b"x"}),
    "a broken zip": b"PK\x03\x04broken",
    "another film": b"RIFF\x00\x00\x00\x00AVI rest",
    "a film of the web": webm("A_OPUS", "V_VP8"),
    "a web file of nothing": webm(),
    "half a text": b"words\x00words",
    "another encoding": "é".encode("latin-1"),
}


@pytest.mark.parametrize(("kind", "content"), TAKEN.items())
def test_a_file_is_known_by_its_content_whatever_it_is_called(kind, content):
    label = uploads.label_of("C:\\secret\\evil.exe", content)
    assert (label.content_type, label.name, label.size) == (kind, "evil.exe", len(content))


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_not_on_the_list_is_refused_with_one_line(content):
    with pytest.raises(uploads.NotTaken, match="cannot be taken"):
        uploads.label_of("photo.jpg", content)


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_nothing_packed_is_unpacked_so_that_a_few_bytes_cannot_fill_all_memory(packing):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as folder:
        folder.writestr("mimetype", uploads.OPEN_TEXT)
        folder.writestr("content.xml", b"<x/>")
    assert uploads.kind_of(made.getvalue()) is None


def test_a_zip_of_countless_parts_is_not_looked_into():
    countless = b"PK\x03\x04" + b"PK\x01\x02" * (uploads.MOST_PARTS + 1)
    assert uploads.kind_of(countless) is None


def test_an_empty_or_a_large_file_is_refused():
    with pytest.raises(uploads.NotTaken, match="empty"):
        uploads.label_of("a", b"")
    with pytest.raises(uploads.NotTaken, match="10 MB"):
        uploads.label_of("a", b"x" * (uploads.MOST_BYTES + 1))


@given(st.binary(max_size=300))
def test_looking_into_any_bytes_ends_in_an_answer(content):
    known = {*TAKEN, "audio/amr"}
    for start in (b"", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00\x18ftyp"):
        assert uploads.kind_of(start + content) in {None, *known}


@pytest.mark.parametrize(
    ("handlers", "kind"), [(b"soun", "audio/mp4"), (b"soun vide", "video/mp4"), (b"", "video/mp4")]
)
def test_what_a_phone_records_is_no_film(handlers, kind):
    begins, rest = b"\x00\x00\x00\x18ftypisom", b"moov hdlr " + handlers
    assert uploads.kind_of(begins + rest) == kind
    late = begins + bytes(300_000) + rest
    assert uploads.kind_in(
        late[:131072], uploads.Window(len(late), lambda at, n: late[at:][:n])
    ) == (kind)


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda b: webm("A_OPUS") + b)))
def test_any_beginning_of_a_recording_is_told_or_not(content):
    assert tracks.is_sound(content) is (content.startswith(webm("A_OPUS")))


@given(st.integers(0, 200), st.integers(0, 255))
def test_a_garbled_list_of_tracks_ends_in_an_answer(at, byte):
    content = bytearray(webm("A_OPUS"))
    content[at % len(content)] = byte
    assert tracks.is_sound(bytes(content)) in {True, False}
