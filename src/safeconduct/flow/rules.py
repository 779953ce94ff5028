"""When reports begin faster than a site takes them: who goes on at once, and who has to wait.

One bucket for the whole site, never one for a network address, because a camp shares one. Time
is counted in whole ticks, so that no table holds the minute of a visit. Whoever finds the bucket
empty proves a little work or waits a little; nobody is refused (4-security).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

TICK = 300  # seconds
SHORTEST_WAIT, LONGEST_WAIT = 15, 180  # seconds
MINUTE = 60
# Several small tasks take about as long each time; one large one may take long by bad luck.
TASKS, BITS = 8, 12
LONGEST_ANSWER = 10  # digits


@dataclass(frozen=True, slots=True)
class Level:
    """What the bucket held at a tick. Below nothing: so many asked in vain."""

    left: int
    tick: int


def holds(rate: int) -> int:
    """Return how many reports a full bucket lets begin at once."""
    return rate * TICK // MINUTE


def take(level: Level | None, tick: int, rate: int) -> tuple[Level, bool]:
    """Take one out, if there is one; return what is left and whether there was.

    What ran in since is as much as the rate says, up to a full bucket. Asking in vain is counted,
    as far as it makes somebody wait longer.
    """
    full = holds(rate)
    before = level or Level(full, tick)
    ran_in = full * max(tick - before.tick, 0)
    left = min(full, before.left + ran_in)
    most_in_vain = -(LONGEST_WAIT * rate // MINUTE) - 1
    return Level(max(left - 1, most_in_vain), max(tick, before.tick)), left > 0


def wait(level: Level, rate: int) -> int:
    """Return for how many seconds somebody waits who found the bucket so: longer in a crowd."""
    in_vain = max(-level.left, 0)
    return min(max(SHORTEST_WAIT, in_vain * MINUTE // max(rate, 1)), LONGEST_WAIT)


def is_solved(name: str, answers: str) -> bool:
    """Whether the answers do the tasks of a ticket of that name.

    The answer to task i is a number n for which SHA-256 of "name:i:n" begins with BITS zero bits.
    """
    said = answers.split(",")
    return len(said) == TASKS and all(
        _is_answer(name, task, answer) for task, answer in enumerate(said)
    )


def _is_answer(name: str, task: int, answer: str) -> bool:
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= LONGEST_ANSWER):
        return False
    digest = hashlib.sha256(f"{name}:{task}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0
