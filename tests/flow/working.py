"""Does the tasks of a ticket, as a browser would."""

from __future__ import annotations

import itertools

from safeconduct.flow import rules


def solve(name: str) -> str:
    """Return the answers to the tasks of a ticket of that name."""
    return ",".join(_first(name, task) for task in range(rules.TASKS))


def _first(name: str, task: int) -> str:
    return next(str(n) for n in itertools.count() if rules._is_answer(name, task, str(n)))
