"""Words for people in places that know no language: marked here, translated where shown."""

from __future__ import annotations


def noop(text: str) -> str:
    """Return the text as it is, marked for translation; the face that shows it translates it."""
    return text
