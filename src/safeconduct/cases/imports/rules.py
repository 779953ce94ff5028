"""The rules by which a row of another register is taken, mended or refused. Shown in every report.

Also how far a charge has come when another register says so: the same order as the moves of a
case, so that nothing is closed here that an officer could not have closed.
"""

from __future__ import annotations

from collections.abc import Collection

from safeconduct.base.reports import Effect, Rule
from safeconduct.cases.rules import SUBSTANTIATED
from safeconduct.cases.terms import State

# fmt: off
UNREADABLE   = Rule("unreadable row",   Effect.REFUSES, "The cells of the row could not be told apart.")
NO_KEY       = Rule("no key",           Effect.REFUSES, "A row needs the identifiers of its matter and its charge.")
NOT_LISTED   = Rule("not listed",       Effect.REFUSES, "The mapping does not list this value and says to refuse the row.")
NO_DATE      = Rule("wrong date",       Effect.REFUSES, "The date cannot be read and the mapping says to refuse the row.")
SAME_KEY     = Rule("same key",         Effect.REFUSES, "An earlier row has the same identifier.")
SAME_CHARGE  = Rule("same charge",      Effect.REFUSES, "An earlier row names the same charge against the same subject.")
CONTRADICTS  = Rule("contradicts",      Effect.REFUSES, "The row says something else about its matter than an earlier row.")

FALLBACK     = Rule("fallback",         Effect.WARNS,   "The mapping does not list this value: recorded as its stated fallback.")
DATE_LEFT    = Rule("date left out",    Effect.WARNS,   "The date cannot be read: the row is taken without it.")
LATE         = Rule("incident too late", Effect.WARNS,  "The incident is dated after the complaint: taken without the date of the incident.")
PART_DAYS    = Rule("part of a day",    Effect.WARNS,   "A length that is not in whole days: the measure is taken without it.")
NO_ACTION    = Rule("no action stated", Effect.WARNS,   "Substantiated, and the register states no action: left at 'finding made'.")
SUBJECT_DIFFERS = Rule("subject differs", Effect.WARNS, "The row describes its subject otherwise than an earlier row: the earlier words are kept.")
DIFFERS      = Rule("differs",          Effect.WARNS,   "The register says something else than when it was last read.")
HELD         = Rule("worked on here",   Effect.WARNS,   "The register says something else, but officers have worked on the matter since: kept as it is.")
CLASHES      = Rule("clashes",          Effect.WARNS,   "Two charges against one subject would become the same one: the matter is kept as it is.")
GONE         = Rule("gone from the register", Effect.WARNS, "Brought in earlier and no longer in the file: kept.")
# fmt: on


def state_of(
    *, result: str, told_by_finding: str, told_by_measure: str, acted: bool
) -> tuple[State, bool]:
    """Return the state of a charge, and whether its action is missing.

    `result` is the final finding or nothing; `acted` says that a measure was decided.
    """
    if not result:
        return State(told_by_finding or told_by_measure or State.RECEIVED), False
    if result != SUBSTANTIATED or acted:
        return State.CLOSED, False
    return (State(told_by_measure), False) if told_by_measure else (State.FOUND, True)


def first_told(states: Collection[str]) -> str:
    """Return the one state told, or nothing; where several are told the first stands."""
    return next(iter(states), "")
