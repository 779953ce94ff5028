"""How long somebody waits who did not get in: longer each time, never for good.

Waiting is counted by name and by browser, never by network address (4-security).
"""

from __future__ import annotations

from datetime import timedelta

FREE_FAILURES = 5  # in a row; people mistype
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
# A count of failures is forgotten after so long without a try.
FORGOTTEN_AFTER = timedelta(days=1)
# Longer than a one-time code could be valid by any clock (RFC 6238, 5.2).
SPENT_CODES_KEPT = timedelta(minutes=5)
# Whether broken glass was justified is said by then, or shown as overdue (7-casework).
REVIEWED_WITHIN = timedelta(days=7)
_DOUBLINGS = 10  # more would only make numbers large: the longest wait is reached before


def wait_after(failures: int) -> timedelta:
    """Return how long to wait before the next try, after so many failures in a row.

    Nothing before the fifth; then 30 seconds, doubled each time, 15 minutes at most.
    """
    if failures < FREE_FAILURES:
        return timedelta()
    doubled: int = 2 ** min(failures - FREE_FAILURES, _DOUBLINGS)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
