"""Passphrases that anybody who knows this house would try first are refused.

What else is asked of a passphrase is Django's: a length and a list of common ones. No mixture of
characters is asked for, and none ever expires (ASVS 5.0, 6.1.2 and 6.2).
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.vocabulary import shelf

OWN_LETTERS = 8  # what must be left when the words of the house are taken out
SHORTEST_WORD = 5
WORDS = (
    "safe",
    "conduct",
    "united",
    "nations",
    "mission",
    "desk",
    "officer",
    "discipline",
    "passphrase",
    "password",
    "secret",
)


class LongEnough(MinimumLengthValidator):
    """Refuses a short passphrase, in our words."""

    def get_help_text(self) -> str:
        """Say the rule as a person reads it."""
        return ngettext(
            "At least %(n)d character, spaces included.",
            "At least %(n)d characters, spaces included.",
            self.min_length,
        ) % {"n": self.min_length}

    def get_error_message(self) -> str:
        """Say the same when it is not kept."""
        return self.get_help_text()


class NotCommon(CommonPasswordValidator):
    """Refuses a passphrase of the published list of common ones, in our words."""

    def get_help_text(self) -> str:
        """Say the rule as a person reads it."""
        return _("Not one that many people use, such as “qwertyuiop12”.")

    def get_error_message(self) -> str:
        """Say the same when it is not kept."""
        return self.get_help_text()


class WordsOfTheHouse:
    """Refuses a passphrase of little but our words, mission names and the person's own names."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when fewer than eight letters are the person's own."""
        own = " ".join(str(getattr(user, name, "") or "") for name in ("username", "name", "email"))
        acronyms = (code for code in shelf.codes("missions") if len(code) >= SHORTEST_WORD)
        known = {*WORDS, *acronyms, *re.findall(r"\w{3,}", own)}
        left = password.casefold()
        for word in sorted((word.casefold() for word in known), key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", left)) < OWN_LETTERS:
            raise ValidationError(self.get_help_text(), code="words-of-the-house")

    def get_help_text(self) -> str:
        """Say the rule as a person reads it."""
        return _(
            "Do not build it from your name, a mission's name or words such as “conduct”: "
            "use a few words that have nothing to do with this place."
        )
