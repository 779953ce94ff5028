"""A preview shows what a file looks like, and nothing else: whatever the file is made to do."""

from __future__ import annotations

import errno
import io
import os
import struct
import subprocess
import sys
import zlib
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings as schema
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from safeconduct.intake.previews import confining, drawing, frames, making

MARK = "canary-of-the-camera"


def encoded(image: Image.Image, kind: str, **said) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **said)
    return made.getvalue()


def told_by_a_camera() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = exif[ExifTags.Base.Artist] = MARK
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: MARK, 2: (12.0, 34.0, 56.0)})
    return exif


def photo(kind: str = "JPEG", size: tuple[int, int] = (300, 200)) -> bytes:
    """A photograph that tells where, when and with what it was made, in every way it can."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    said = {"exif": told_by_a_camera(), "icc_profile": profile, "xmp": MARK.encode()}
    if kind == "JPEG":
        return encoded(image, kind, comment=MARK, **said)
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", MARK)
        return encoded(image, kind, pnginfo=texts, exif=said["exif"], icc_profile=profile)
    return encoded(image, kind, **said)


def document(pages: int = 1) -> bytes:
    """A PDF with an author, a script that runs when it is opened, and a link."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"4 0 R " * pages, pages),
        b"<</Author(%s)/Title(%s)>>" % (MARK.encode(), MARK.encode()),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 5 0 R>>",
        b"<</Length 32>>stream\n0.9 0.1 0.1 rg 20 20 100 50 re f\nendstream",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF"
    return made + head + table + end % (len(objects) + 1, len(made))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(edge: int) -> bytes:
    """A PNG of a few kilobytes that would fill all memory when unpacked."""
    head = struct.pack(">IIBBBBB", edge, edge, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def without_any_word(drawn: bytes) -> bool:
    """Nothing but pixels: none of the parts of a JPEG in which anything else can be told."""
    parts = (MARK.encode(), b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com", b"\xff\xfe")
    image = Image.open(io.BytesIO(drawn))
    known = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    return not known and not any(part in drawn[: drawn.index(b"\xff\xda")] for part in parts)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_shown_upright_without_what_the_camera_wrote(kind):
    content = photo(kind)
    assert b"Exif" in content or b"eXIf" in content or b"EXIF" in content
    made = making.make(f"image/{kind.lower()}", [content])
    (drawn,) = made.pictures
    assert Image.open(io.BytesIO(drawn)).size == (200, 300)
    assert without_any_word(drawn)


def test_a_large_photograph_becomes_a_small_one():
    made = making.make("image/jpeg", [photo(size=(4000, 3000))])
    assert Image.open(io.BytesIO(made.pictures[0])).size == (1200, 1600)


def test_the_first_pages_of_a_document_are_drawn_and_its_scripts_and_author_stay_behind():
    content = document(pages=50)
    assert MARK.encode() in content
    assert b"JavaScript" in content
    made = making.make("application/pdf", [content[:100], content[100:]])
    assert (made.total, len(made.pictures), made.cut) == (50, frames.MOST, True)
    assert all(without_any_word(drawn) for drawn in made.pictures)
    colour = Image.open(io.BytesIO(made.pictures[0])).getpixel((240, 200))
    assert colour == pytest.approx((230, 26, 26), abs=6)


def test_the_library_that_draws_documents_knows_no_scripts():
    assert "V8" not in pypdfium2.PDFIUM_INFO.flags


def test_a_text_is_shown_from_its_beginning():
    made = making.make("text/plain", ["كلمات ".encode() * 50_000])
    assert (made.text[:5], len(made.text), made.cut) == ("كلمات", making.LONGEST_TEXT, True)
    assert making.make("text/plain", [b"short"]) == making.Preview(text="short")


HOSTILE = {
    "a bomb": ("image/png", bomb(60_000)),
    "a smaller bomb": ("image/png", bomb(7_000)),
    "half a photograph": ("image/jpeg", photo()[:900]),
    "a photograph cut before its end": ("image/jpeg", photo(size=(900, 900))[:-4000]),
    "a malformed TIFF under another name": ("image/jpeg", b"II*\0\xff\xff\xff\xff" + bytes(99)),
    "a drawing that is a page": ("image/png", b"<svg onload='alert(1)' xmlns='x'><script/></svg>"),
    "a PDF that is called a photograph": ("image/jpeg", document()),
    "a photograph that is called a PDF": ("application/pdf", photo()),
    "half a PDF": ("application/pdf", document()[:60]),
    "a PDF without pages": ("application/pdf", document(pages=0)),
    "a folder behind a photograph's first bytes": ("image/jpeg", b"\xff\xd8\xff\xe0PK\x03\x04"),
    "nothing": ("image/png", b""),
}


@pytest.mark.parametrize(("kind", "content"), HOSTILE.values(), ids=HOSTILE)
def test_of_a_hostile_or_broken_file_no_preview_is_made_and_nothing_else_happens(kind, content):
    assert making.make(kind, [content]) is None


def test_a_file_that_is_two_things_is_only_its_pixels():
    made = making.make("image/jpeg", [photo() + b"PK\x03\x04<script>alert(1)</script>"])
    assert b"script" not in made.pictures[0]


def test_other_kinds_have_no_preview_and_start_nothing(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    assert making.make("video/mp4", [b"x"]) is None
    assert not making.can_be_made("audio/mpeg")


def test_a_file_that_is_too_large_is_not_drawn(monkeypatch):
    monkeypatch.setattr(frames, "LARGEST_FILE", 100)
    assert making.make("image/jpeg", [photo()]) is None


def test_drawing_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(making, "PATIENCE_SECONDS", 0.01)
    assert making.make("image/jpeg", [photo(size=(3000, 3000))]) is None


@schema(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(making.DRAWN)), st.binary(max_size=500), st.integers(0, 400))
def test_any_bytes_end_in_a_preview_or_in_none(kind, noise, place):
    content = document() if kind == "application/pdf" else photo(kind.rpartition("/")[2].upper())
    broken = content[:place] + noise + content[place + len(noise) :]
    assert isinstance(making.make(kind, [broken]), making.Preview | None)


@given(st.binary(max_size=200), st.integers(0, 9), st.booleans())
def test_whatever_the_other_process_says_is_pictures_or_nothing(noise, total, framed):
    answer = frames.laid_out(total, [frames.START + noise]) if framed else noise
    try:
        pages, pictures = frames.read(answer)
    except frames.Garbled:
        assert not framed or not total
    else:
        assert 0 < len(pictures) <= min(pages, frames.MOST)


def shut_in(attempt: str) -> str:
    """What somebody says who was shut in and then tries something."""
    code = (
        "import os, socket, subprocess, sys\n"
        "from safeconduct.intake.previews import confining, drawing\n"
        "confining.confine()\n"
        f"try:\n    {attempt}\n"
        "except OSError as fault:\n    os.write(1, str(fault.errno).encode())\n"
        "except BaseException as fault:\n    os.write(1, type(fault).__name__.encode())\n"
        "else:\n    os.write(1, b'it worked')\n"
        "os._exit(0)"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-s", "-c", code],
        env={"PYTHONPATH": making.ROOT},
        capture_output=True,
        timeout=30,
        check=False,
    )
    return ran.stdout.decode() or f"ended by {-ran.returncode}"


ATTEMPTS = {
    "read a file": "open('/etc/passwd')",
    "write a file": "open('/tmp/stolen', 'w')",
    "list a folder": "os.listdir('/')",
    "reach the network": "socket.socket()",
    "start a process": "os.fork()",
    "become a program": "os.execv('/bin/true', ['true'])",
    "signal another": "os.kill(os.getppid(), 0)",
    "load a part of the product": "import safeconduct.vault.boxes",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_whoever_draws_is_shut_in(attempt):
    assert shut_in(attempt) in {str(errno.EPERM), str(errno.EMFILE), "ModuleNotFoundError"}


def test_whoever_draws_can_still_compute_and_cannot_take_all_memory():
    assert shut_in("assert sum(range(10)) == 45") == "it worked"
    assert shut_in(f"bytes({confining.MEMORY})") == "MemoryError"


def test_whoever_draws_knows_nothing_of_the_product_and_nobodys_settings(monkeypatch):
    monkeypatch.setenv("SAFECONDUCT_SECRET_KEY", MARK)
    code = (
        "import os, sys; from safeconduct.intake.previews import drawing; "
        "ours = {x for x in sys.modules if x.startswith(('safeconduct', 'django', 'nacl'))}; "
        "print(sorted(ours), sorted(os.environ))"
    )
    started: dict[str, Any] = {}

    class Seen(subprocess.Popen[bytes]):
        def __init__(self, command, **said):
            started.update(said, command=command)
            super().__init__([*command[:3], "-c", code], **said)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    said = making._answer("picture", [])
    assert MARK not in said.decode()
    assert b"django" not in said
    assert b"nacl" not in said
    assert b"safeconduct.intake.previews.drawing" in said
    assert b"safeconduct.vault" not in said
    assert started["cwd"] == "/"
    assert set(started["env"]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def test_where_the_kernel_shuts_nobody_in_nothing_is_looked_into():
    with pytest.raises(confining.NotConfined):
        confining._filter_calls("another machine")
    assert set(confining.CALLS) == set(confining.MACHINES)
    assert {len(set(calls)) for calls in confining.CALLS.values()} == {
        len(calls) for calls in confining.CALLS.values()
    }


def test_nothing_in_the_clear_touches_the_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert making.make("image/jpeg", [photo()]) is not None
    assert os.listdir(tmp_path) == []
    assert drawing.EDGE == 1600
