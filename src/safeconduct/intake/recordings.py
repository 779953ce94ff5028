"""Which recordings of a question may be supplied, and whether they still say what is written."""

from __future__ import annotations

import hashlib

from django.utils import translation
from django.utils.translation import gettext as _

from safeconduct.intake import uploads
from safeconduct.intake.form import Form, Page
from safeconduct.intake.models import Recording

MOST_BYTES = uploads.MEGABYTE
HEADS = (b"OpusHead", b"\x01vorbis")  # what a container of sound alone begins with
BOXES = frozenset({"audio/mp4", "video/mp4", "video/3gpp"})  # phones call sound alone a film too
SOUND, PICTURE = b"soun", b"vide"


class NotHeard(Exception):
    """A file is no recording; the text is the one line a person reads."""


def kind_of(raw: bytes) -> str:
    """Return what a recording is, told by its content. Raises NotHeard."""
    if len(raw) > MOST_BYTES:
        raise NotHeard(_("A recording may have at most 1 MB. Please make it shorter."))
    kind = uploads.kind_of(raw)
    if kind == "audio/mpeg":
        return kind
    if kind == "audio/ogg" and any(head in raw[:200] for head in HEADS):
        return kind
    if kind in BOXES and SOUND in raw and PICTURE not in raw:
        return "audio/mp4"
    raise NotHeard(_("Please choose a recording: Ogg or Opus, MP3 or M4A."))


def read_aloud(page: Page, language: str) -> list[str]:
    """Return what somebody has to read aloud, in order, for a page in a language."""
    with translation.override(language):
        said = [page.label, page.help, *page.told]
        for question in page.questions:
            said += [question.label, question.help, *(words for _code, words in question.choices)]
    return list(dict.fromkeys(filter(None, said)))


def digest(page: Page, language: str) -> str:
    """Return what tells whether a page still says what was recorded."""
    return hashlib.sha256("\n".join(read_aloud(page, language)).encode()).hexdigest()


def worded(asked: Form, code: str, *, young: bool) -> Page | None:
    """Return a page in the words that are read aloud; None where the form has no such words."""
    page = next((page for page in asked.pages if page.code == code), None)
    return page.young if page and young else page


def still_says(asked: Form, recording: Recording) -> bool:
    """Say whether a page is still in the words that were recorded."""
    page = worded(asked, recording.page, young=recording.young)
    return page is not None and digest(page, recording.language) == recording.words
