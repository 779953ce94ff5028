"""The day the vault writes beside keys and grants: that of the machine, never one handed in.

Whoever could choose the day could keep a grant alive past its end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return today's date in UTC."""
    return datetime.now(UTC).date()
