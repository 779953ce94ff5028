"""Ties an answer to our answer to its report: by a name that only this installation can read.

The name stands in the Message-ID of our letter. It holds the report's reference, sealed under the
secret of the site, so that no table says which letter was answered.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from safeconduct.base import references
from safeconduct.intake.models import Report
from safeconduct.vault import boxes, receipts

SALT = "safe-conduct.letter-thread"
PLACE = b"letter"
WORD = re.compile(r"[^\W_]+")
GROUPS = (receipts.WORDS, receipts.DIGITS // receipts.GROUP)
HIDDEN = "[…]"
SEARCHED = 300_000  # signs of a letter in which a receipt is looked for
MOST_TRIED = 64  # a try takes 20 ms, and a stranger may write nothing but receipts


def name_of(report: Report) -> str:
    """Return a fresh name for a letter about a report: no two are alike, none tells anything."""
    box = boxes.lock(_key(), report.reference.encode(), PLACE)
    return base64.urlsafe_b64encode(box).decode().rstrip("=")


def report_of(follows: Iterable[str]) -> Report | None:
    """Return the report that one of the letters named here was about, if it is one of ours."""
    for name in follows:
        if reference := _opened(name.partition("@")[0]):
            return Report.objects.filter(reference=reference).first()
    return None


def subject(language: str) -> str:
    """Return the subject of our letters in a language: it says nothing."""
    known = language in dict(settings.REPORTER_LANGUAGES)
    with translation.override(language if known else settings.LANGUAGE_CODE):
        return _("Received")


def without_receipt(text: str, report: Report) -> str:
    """Return what somebody wrote under our letter without the receipt that stood in it.

    Mail programs quote what they answer. The receipt opens the mailbox of whoever reported, so no
    desk may find it among their words.
    """
    words = list(WORD.finditer(text, 0, SEARCHED))
    kept, place, tried = "", 0, 0
    for first in range(len(words)):
        for size in GROUPS:
            window = words[first : first + size]
            typed = _typed(window) if len(window) == size and window[0].start() >= place else ""
            if not typed or tried == MOST_TRIED:
                continue
            tried += 1
            if receipts.keys(typed).lookup == report.lookup:
                kept += text[place : window[0].start()] + HIDDEN
                place = window[-1].end()
    return kept + text[place:]


def _typed(window: Sequence[re.Match[str]]) -> str:
    """Return some words as the receipt they could be, or nothing."""
    said = [word.group() for word in window]
    if sum(word.isdecimal() for word in said) != (len(said) if len(said) == GROUPS[1] else 0):
        return ""
    try:
        return receipts.normalise(" ".join(said))
    except receipts.NotAReceipt:
        return ""


def reference_of(key: str) -> str:
    """Return the reference that a letter's words have: drawn from its key, so stored once."""
    number = hashlib.blake2b(key.encode(), digest_size=references.BYTES).digest()
    return references.of(number)


def _opened(name: str) -> str:
    try:
        box = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
        return boxes.unlock(_key(), box, PLACE).decode()
    except (boxes.WillNotOpen, binascii.Error, ValueError):
        return ""


def _key() -> bytes:
    return bytes(salted_hmac(SALT, "key", algorithm="sha256").digest())
