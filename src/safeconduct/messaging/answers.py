"""What whoever wrote by message is told: one text message each, of nothing but what they do next.

They stand apart because every language of the reporter face has them (wording/texts.py).
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def received(language: str, receipt: str) -> str:
    """That the first message came, and the receipt of the report it began."""
    with translation.override(language):
        # Translators: one text message with a number of 34 characters. Without that number at most
        # 120 characters in the Latin alphabet, 36 in any other. Not a word of what it is about.
        return _("Received. To read an answer, keep: %(receipt)s") % {"receipt": receipt}


def begun_anew(language: str) -> str:
    """That what comes next is another report."""
    with translation.override(language):
        # Translators: one text message. At most 160 characters, 70 outside the Latin alphabet.
        return _("What you write next is kept apart from before.")


def waiting(language: str) -> str:
    """That an answer is unread. Not what it is."""
    with translation.override(language):
        # Translators: one text message. At most 160 characters, 70 outside the Latin alphabet.
        return _("There is an answer. Your number opens it.")
