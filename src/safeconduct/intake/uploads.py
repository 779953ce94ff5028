"""Which files a reporter may add: told by what is in them, never by what they are called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from safeconduct.vault.seals import FileLabel

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 5
LONGEST_NAME = 120
TEXT_CONTROLS = frozenset("\t\n\r\f")
MOST_PARTS = 2000  # a written document has a few dozen; listing a quarter million takes seconds

STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
)
# The brand in the first box of an ISO media file. Cheap phones film in 3GP.
BRANDS: Mapping[bytes, str] = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"), "video/mp4"),
    **dict.fromkeys((b"avc1", b"M4V ", b"MSNV", b"dash"), "video/mp4"),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3gpp", b"3g2a"), "video/3gpp"),
}
RIFF: Mapping[bytes, str] = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


class NotTaken(Exception):
    """A file cannot be taken; the text is the one line the person reads."""


def label_of(name: str, content: bytes) -> FileLabel:
    """Return what a file is. Raises NotTaken for an empty, large or unknown one."""
    if not content:
        raise NotTaken(_("This file is empty. Please choose another."))
    if len(content) > MOST_BYTES:
        raise NotTaken(_("This file is too large. At most 10 MB can be sent in one file."))
    kind = kind_of(content)
    if kind is None:
        raise NotTaken(
            _("This kind of file cannot be taken. Send a photo, a recording, a PDF or a text.")
        )
    plain = name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
    return FileLabel(plain or "file", kind, len(content))


def too_many() -> str:
    """Return the line for somebody who adds one file more than can be taken."""
    return _("No more files can be added. Send the report, then add others in your mailbox.")


def kind_of(content: bytes) -> str | None:
    """Return the media type of a file we take, or None. The first that recognises it decides."""
    looks: tuple[Callable[[bytes], str | None], ...] = (_by_start, _by_box, _by_folder, _by_words)
    return next((kind for look in looks if (kind := look(content))), None)


def _by_start(content: bytes) -> str | None:
    return next((kind for start, kind in STARTS if content.startswith(start)), None)


def _by_box(content: bytes) -> str | None:
    if content[:4] == b"RIFF":
        return RIFF.get(content[8:12])
    return BRANDS.get(content[8:12]) if content[4:8] == b"ftyp" else None


def _by_folder(content: bytes) -> str | None:
    """Look into a zip for a text document; one that carries macros is not taken.

    Nothing packed is ever unpacked: a few hundred bytes can be packed to fill all memory. The one
    entry that is read must be stored as it is, as its format asks.
    """
    if not content.startswith(b"PK\x03\x04") or content.count(b"PK\x01\x02") > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            names = set(folder.namelist())
            first = folder.infolist()[0]
            plain = first.compress_type == zipfile.ZIP_STORED
            if first.filename == "mimetype" and plain and first.file_size == len(OPEN_TEXT):
                return OPEN_TEXT if folder.read(first) == OPEN_TEXT.encode() else None
    except (zipfile.BadZipFile, IndexError, RuntimeError, OSError, ValueError):
        return None
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return OFFICE if not any("vbaProject" in name for name in names) else None
    return None


def _by_words(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    odd = any(c < " " and c not in TEXT_CONTROLS for c in text)
    return None if odd else "text/plain"
