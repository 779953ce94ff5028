"""The one way a verb of the roster says no to somebody who may ask."""

from __future__ import annotations

from safeconduct.base.words import noop

NOT_FIT = noop("Somebody you chose has no post that fits this desk.")


class Misplaced(Exception):
    """What was asked contradicts the roster; the text says what and may be shown."""
