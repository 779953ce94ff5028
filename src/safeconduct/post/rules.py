"""When a letter that could not be handed over is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

# Minutes after each failed try: soon at first, a day at last. About four days in all.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440, 1440, 1440))
MOST_TRIES = len(PAUSES) + 1


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries; the last pause stands for any number beyond."""
    return PAUSES[min(tries, len(PAUSES)) - 1]
