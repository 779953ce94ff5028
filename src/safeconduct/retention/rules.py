"""When a record falls due, and how a disposition moves from proposal to destruction."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from safeconduct.access.terms import Permission as May
from safeconduct.base.clock import MONTHS_A_YEAR, due
from safeconduct.base.moves import Move
from safeconduct.base.words import noop
from safeconduct.cases.terms import State as Stage
from safeconduct.intake.terms import SetAside
from safeconduct.retention.terms import Act, Covers, Fate, Kind, State, Trigger

MONTHS: Mapping[str, int] = {"months": 1, "years": MONTHS_A_YEAR}
EMPTY = frozenset({SetAside.NO_CONTENT, SetAside.TEST, SetAside.SAME_REPORT})
SIDE_EXITS = frozenset({Stage.INSUFFICIENT, Stage.OTHER_REMIT, Stage.DUPLICATE})
OPEN = frozenset({State.PROPOSED, State.APPROVED})
# What a rule covers is part of one kind of record; a referral goes with its matter.
RECORDS: Mapping[Covers, Kind] = {
    Covers.REPORT_EMPTY: Kind.REPORT,
    Covers.REPORT_SET_ASIDE: Kind.REPORT,
    Covers.MATTER_LEFT: Kind.MATTER,
    Covers.MATTER_NOT_SUBSTANTIATED: Kind.MATTER,
    Covers.MATTER_SUBSTANTIATED: Kind.MATTER,
    Covers.ROSTER_IDENTITY: Kind.PERSON,
}


class Rule(NamedTuple):
    """One row of the schedule as it stands in this installation."""

    code: str
    series: str
    covers: Covers
    trigger: Trigger
    months: int
    fate: Fate


def falls_due(start: date, months: int) -> date:
    """Return the day on which a record falls due: the same day so many months later.

    A month without that day ends on its last.
    """
    return due(start, months, "months")


def latest_start(today: date, months: int) -> date:
    """Return the last day that, taken as the start, has fallen due by today.

    Where short months make several days fall due together, it is the last of them.
    """
    index = today.year * MONTHS_A_YEAR + today.month - 1 - months
    year, month = divmod(index, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    start = date(year, month + 1, min(today.day, last))
    while falls_due(start + timedelta(days=1), months) <= today:
        start += timedelta(days=1)
    return start


class Standing(Protocol):
    """What is asked before a step: how the record stands today, and who acts."""

    @property
    def held(self) -> bool: ...

    @property
    def is_due(self) -> bool: ...

    @property
    def by_proposer(self) -> bool: ...

    @property
    def fate(self) -> str: ...


def no_hold_stands(record: Standing) -> str | None:
    """A record under hold is neither proposed nor approved nor destroyed."""
    return noop("A hold stands on this record. Lift it first.") if record.held else None


def it_is_due(record: Standing) -> str | None:
    """A record is destroyed when its rule says so, not before; reopened, it is due no more."""
    return None if record.is_due else noop("This record is not due under any rule.")


def archives_do_not_want_it(record: Standing) -> str | None:
    """What the schedule keeps for ever is not destroyed."""
    if record.fate != Fate.ARCHIVE:
        return None
    return noop("The schedule gives this record to the archives. It is not destroyed.")


def another_person_decides(record: Standing) -> str | None:
    """Whoever proposed does not approve (ST/SGB/2007/5; two-person rule of this project)."""
    if not record.by_proposer:
        return None
    return noop("You proposed this. Another person has to approve it.")


PROPOSABLE = (it_is_due, no_hold_stands, archives_do_not_want_it)
# fmt: off
MOVES = (
    #    while           this act       leads to           for those who may      only if
    Move(State.PROPOSED, Act.APPROVE,   State.APPROVED,    May.RETENTION_APPROVE, (another_person_decides, *PROPOSABLE)),
    Move(State.PROPOSED, Act.REFUSE,    State.REFUSED,     May.RETENTION_APPROVE),
    Move(State.PROPOSED, Act.WITHDRAW,  State.WITHDRAWN,   May.RETENTION_PROPOSE),
    Move(State.APPROVED, Act.CARRY_OUT, State.CARRIED_OUT, May.RETENTION_APPROVE, PROPOSABLE),
    Move(State.APPROVED, Act.WITHDRAW,  State.WITHDRAWN,   May.RETENTION_PROPOSE),
)
# fmt: on
