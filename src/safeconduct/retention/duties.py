"""What happens to records because time passed: nothing is destroyed, what was begun is finished."""

from __future__ import annotations

from datetime import date

from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.retention import queries
from safeconduct.vault import leftovers

CLERK = actors.system("retention", Role.HEADQUARTERS_OFFICER)


def finish_destruction() -> int:
    """Remove what destroyed keys left in the store and in the journal; return how many files."""
    removed = leftovers.remove()
    leftovers.empty_journal()
    return removed


def list_due(today: date) -> int:
    """Return how many records are due. Time alone destroys nothing: carrying out is an act."""
    return sum(count.due for count in queries.counts(CLERK, today))
