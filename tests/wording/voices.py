"""What tests of words share: the key of a text."""

from __future__ import annotations

from safeconduct.wording import asked


def key_of(text: str, code: str = "fr") -> str:
    """The key under which a text stands."""
    return next(key for key, known in asked.of_reporters(code).items() if known.said[0] == text)
