"""The one way a verb about accounts says no to somebody who may ask."""

from __future__ import annotations


class Refused(Exception):
    """What was asked contradicts what is there; the text says what and may be shown."""
