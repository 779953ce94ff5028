"""What tests of words share: the key of a text, and silence after each test."""

from __future__ import annotations

import pytest
from django.conf import settings

from safeconduct.wording import asked, speaking
from safeconduct.wording.speaking import speech


def key_of(text: str, code: str = "fr") -> str:
    """The key under which a text stands."""
    return next(key for key, known in asked.of_reporters(code).items() if known.said[0] == text)


@pytest.fixture(autouse=True)
def said_as_shipped_again():
    """Forget after a test what this process was told to say."""
    kept = list(settings.REPORTER_LANGUAGES), list(settings.LANGUAGES_BIDI)
    yield
    for code in speech.worded:
        speaking._lay_before(code, {})
    settings.REPORTER_LANGUAGES[:], settings.LANGUAGES_BIDI[:] = kept
    speech.__init__()
