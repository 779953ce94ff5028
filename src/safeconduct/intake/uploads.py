"""Which files a reporter may add: told by what is in them, never by what they are called."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from safeconduct.intake import tracks
from safeconduct.vault.seals import FileLabel

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE  # of a file that comes with an ordinary form, all at once
LONGEST_NAME = 120
TEXT = "text/plain"
ODD_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
MOST_PARTS = 2000  # a written document has a few dozen; listing a quarter million takes seconds
MOST_AT_ONCE = 256 * 1024  # bytes asked of a file in one go: room for the list of so many parts
FOLDER = b"PK\x03\x04"

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
FILM, MOVIE, SOUND, PICTURE = "video/mp4", b"moov", b"soun", b"vide"
RIFF: Mapping[bytes, str] = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


class NotTaken(Exception):
    """A file cannot be taken; the text is the one line the person reads."""


class Window:
    """A file to look into here and there, without ever holding much of it.

    `at(start, length)` reads a part. Whoever asks for too much at once is refused: what a file
    says of its own list of parts is a stranger's word.
    """

    def __init__(self, size: int, at: Callable[[int, int], bytes]) -> None:
        self.size, self.at, self.place = size, at, 0

    def seekable(self) -> bool:
        """It can be looked into anywhere."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place. Raises OSError for one before the beginning."""
        starts = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}
        if starts[whence] + offset < 0:
            raise OSError("before the beginning")
        self.place = starts[whence] + offset
        return self.place

    def read(self, length: int = -1) -> bytes:
        """Read on. Raises OSError when that is too much at once."""
        rest = max(self.size - self.place, 0)
        length = rest if length < 0 else min(length, rest)
        if length > MOST_AT_ONCE:
            raise OSError("too much at once")
        part = self.at(self.place, length) if length else b""
        self.place += len(part)
        return part


def label_of(name: str, content: bytes) -> FileLabel:
    """Return what a file is. Raises NotTaken for an empty, large or unknown one."""
    check_size(len(content), MOST_BYTES)
    kind = kind_of(content)
    if kind is None:
        raise NotTaken(unknown())
    return FileLabel(plain_name(name), kind, len(content))


def check_size(size: int, most: int) -> None:
    """Raise NotTaken for a file that is empty or too large."""
    if not size:
        raise NotTaken(_("This file is empty. Please choose another."))
    if size > most:
        line = _("This file is too large. At most %(most)s MB can be sent in one file.")
        raise NotTaken(line % {"most": most // MEGABYTE})


def plain_name(name: str) -> str:
    """Return what a file was called, without the folders it lay in."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.replace("\0", "")[-LONGEST_NAME:] or "file"


def most_bytes() -> int:
    """Return the size of the largest file that can arrive in pieces."""
    return int(settings.UPLOAD_BYTES)


def most_files() -> int:
    """Return how many files a report can have before it is sent."""
    return int(settings.UPLOAD_FILES)


def least_free() -> int:
    """Return how many bytes stay free on the disk before files are added to no more reports."""
    return int(settings.UPLOAD_FREE_BYTES)


def no_room() -> str:
    """Return the line for somebody whose file finds no room; their words always do."""
    return _("There is no room for files now. Send the report; add the file later in your mailbox.")


def not_whole() -> str:
    """Return the line for a file of which a piece was damaged where it lay."""
    return _("This file did not arrive whole. Please add it again.")


def unknown() -> str:
    """Return the line for a file of a kind that is not on the list."""
    return _("This kind of file cannot be taken. Send a photo, a recording, a PDF or a text.")


def too_many() -> str:
    """Return the line for somebody who adds one file more than can be taken."""
    return _("No more files can be added. Send the report, then add others in your mailbox.")


def kind_of(content: bytes) -> str | None:
    """Return the media type of a file we take, or None. The first that recognises it decides."""
    return kind_in(content, Window(len(content), lambda start, size: content[start : start + size]))


def kind_in(start: bytes, whole: Window) -> str | None:
    """Return the media type of a file of which only the start is at hand.

    What looks like a text may still turn out not to be one: `watched` looks at the rest.
    """
    if start.startswith(FOLDER):
        return _by_folder(whole)
    if tracks.is_sound(start):
        return "audio/webm"
    return (
        _by_start(start)
        or _by_box(start, whole)
        or _by_words(start, final=whole.size <= len(start))
    )


def may_be_taken(start: bytes, size: int) -> bool:
    """Say whether a file that begins so can still turn out to be one we take."""
    if start.startswith(FOLDER) and len(start) < size:
        return True  # what a folder holds is listed at its end
    return kind_in(start, Window(size, lambda at, length: start[at : at + length])) is not None


def watched(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass a text on while it is one. Raises NotTaken where it stops being one."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in chunks:
        if not _is_text(decoder, chunk, final=False):
            raise NotTaken(unknown())
        yield chunk
    if not _is_text(decoder, b"", final=True):
        raise NotTaken(unknown())


def _by_start(content: bytes) -> str | None:
    return next((kind for start, kind in STARTS if content.startswith(start)), None)


def _by_box(content: bytes, whole: Window) -> str | None:
    if content[:4] == b"RIFF":
        return RIFF.get(content[8:12])
    kind = BRANDS.get(content[8:12]) if content[4:8] == b"ftyp" else None
    return "audio/mp4" if kind == FILM and _only_heard(content, whole) else kind


def _only_heard(start: bytes, whole: Window) -> bool:
    """Say whether a film is none: its list of tracks, before or after them, names sound alone."""
    if MOVIE not in start and whole.size > len(start):
        whole.seek(max(whole.size - MOST_AT_ONCE // 2, 0))
        start = whole.read()
    return MOVIE in start and SOUND in start and PICTURE not in start


def _by_folder(whole: Window) -> str | None:
    """Look into a zip for a text document; one that carries macros is not taken.

    Nothing packed is ever unpacked: a few hundred bytes can be packed to fill all memory. The one
    entry that is read must be stored as it is, as its format asks.
    """
    try:
        with zipfile.ZipFile(whole) as folder:
            if len(folder.infolist()) > MOST_PARTS:
                return None
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


def _by_words(start: bytes, *, final: bool) -> str | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    return TEXT if _is_text(decoder, start, final=final) else None


def _is_text(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        text = decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return not ODD_IN_TEXT.search(text)
