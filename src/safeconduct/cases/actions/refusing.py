"""The one way a verb of a case says no to somebody who may ask."""

from __future__ import annotations

from safeconduct.base.words import noop

ALONE = noop("Somebody else has to be let into what only this person can open.")


class Refused(Exception):
    """What was asked contradicts the file; the text says what and may be shown to the officer."""
