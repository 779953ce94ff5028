"""How an allegation moves. Read this table first: the rest of the package serves it.

States after 3-domain 2.4 and 7-casework: received to closed, with side exits that can be reopened.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from safeconduct.access.terms import Permission as May
from safeconduct.base.moves import Move
from safeconduct.base.words import noop
from safeconduct.cases.terms import Act, Part, State
from safeconduct.vault.terms import Kind

SUBSTANTIATED = "substantiated"


class Outcome(Protocol):
    """An allegation, as far as these rules care."""

    @property
    def final_result(self) -> str: ...

    @property
    def has_final_measure(self) -> bool: ...

    @property
    def is_assessable(self) -> bool: ...


def incident_is_dated(allegation: Outcome) -> str | None:
    """An allegation is assessed only when conduct and the time of the incident are recorded."""
    return None if allegation.is_assessable else noop("Record when the incident happened first.")


def finding_is_final(allegation: Outcome) -> str | None:
    """Nothing is settled before a final finding on this subject."""
    return None if allegation.final_result else noop("Record the final finding first.")


def finding_is_substantiated(allegation: Outcome) -> str | None:
    """Action follows only a substantiated finding."""
    if allegation.final_result == SUBSTANTIATED:
        return None
    return noop("Action is awaited only on a substantiated finding.")


def finding_is_not_substantiated(allegation: Outcome) -> str | None:
    """A substantiated allegation does not close without the action it led to."""
    if allegation.final_result != SUBSTANTIATED:
        return None
    return noop("The finding is substantiated: record the action taken before closing.")


def measure_is_recorded(allegation: Outcome) -> str | None:
    """A step 'action taken' needs a final measure on this charge, be it 'none'."""
    if allegation.has_final_measure:
        return None
    return noop("Record the final measure for this charge first.")


# fmt: off
MOVES = (
    #    while                 this act           leads to               for those who may           only if
    Move(State.RECEIVED,        Act.ASSESS,        State.ASSESSED,        May.ALLEGATION_ASSESS,      (incident_is_dated,)),
    Move(State.RECEIVED,        Act.SET_ASIDE,     State.INSUFFICIENT,    May.ALLEGATION_ASSESS),
    Move(State.RECEIVED,        Act.PASS_ON,       State.OTHER_REMIT,     May.ALLEGATION_ASSESS),
    Move(State.RECEIVED,        Act.LINK,          State.DUPLICATE,       May.ALLEGATION_ASSESS),
    Move(State.ASSESSED,        Act.REFER,         State.REFERRED,        May.ALLEGATION_REFER),
    Move(State.ASSESSED,        Act.INVESTIGATE,   State.INVESTIGATING,   May.ALLEGATION_REFER),
    Move(State.ASSESSED,        Act.SET_ASIDE,     State.INSUFFICIENT,    May.ALLEGATION_ASSESS),
    Move(State.ASSESSED,        Act.PASS_ON,       State.OTHER_REMIT,     May.ALLEGATION_ASSESS),
    Move(State.ASSESSED,        Act.LINK,          State.DUPLICATE,       May.ALLEGATION_ASSESS),
    Move(State.REFERRED,        Act.INVESTIGATE,   State.INVESTIGATING,   May.ALLEGATION_REFER),
    Move(State.INVESTIGATING,   Act.REPORT,        State.REPORTED,        May.FINDING_RECORD),
    Move(State.REPORTED,        Act.CLARIFY,       State.INVESTIGATING,   May.FINDING_RECORD),
    Move(State.REPORTED,        Act.FIND,          State.FOUND,           May.FINDING_RECORD,         (finding_is_final,)),
    Move(State.FOUND,           Act.AWAIT_ACTION,  State.ACTION_PENDING,  May.MEASURE_RECORD,         (finding_is_substantiated,)),
    Move(State.FOUND,           Act.CLOSE,         State.CLOSED,          May.MATTER_CLOSE,           (finding_is_final, finding_is_not_substantiated)),
    Move(State.ACTION_PENDING,  Act.RECORD_ACTION, State.ACTION_RECORDED, May.MEASURE_RECORD,         (measure_is_recorded,)),
    Move(State.ACTION_RECORDED, Act.CLOSE,         State.CLOSED,          May.MATTER_CLOSE,           (finding_is_final, measure_is_recorded)),
    Move(State.CLOSED,          Act.REOPEN,        State.ASSESSED,        May.MATTER_CLOSE),
    Move(State.INSUFFICIENT,    Act.REOPEN,        State.RECEIVED,        May.ALLEGATION_ASSESS),
    Move(State.OTHER_REMIT,     Act.REOPEN,        State.RECEIVED,        May.ALLEGATION_ASSESS),
    Move(State.DUPLICATE,       Act.REOPEN,        State.RECEIVED,        May.ALLEGATION_ASSESS),
)
# fmt: on

# The compartments a matter opens with. A complainant's identity stays with the report, sealed to
# custodians (4-security); a victim's file lives in assistance.
COMPARTMENTS = (Kind.FACTS, Kind.SUBJECT, Kind.NOTES)

# What each part in a matter may read: an investigator holds facts and subject (4-security), and
# the reports that are part of the matter. Nobody here reads who complained.
READS = {
    Part.LEAD: (Kind.FACTS, Kind.REPORT, Kind.SUBJECT, Kind.NOTES),
    Part.INVESTIGATOR: (Kind.FACTS, Kind.REPORT, Kind.SUBJECT),
    Part.ADVISER: (Kind.FACTS,),
}

ORDER = tuple(State)
SETTLED = frozenset({State.CLOSED, State.INSUFFICIENT, State.OTHER_REMIT, State.DUPLICATE})


def stage_of(states: Iterable[str]) -> str:
    """Return the stage of a matter: its least advanced open allegation, else closed.

    A matter without allegations is at 'received'. One whose allegations all left by side exits
    shows the first of those exits; one with any closed allegation is 'closed'.
    """
    held = sorted({State(state) for state in states}, key=ORDER.index)
    if not held:
        return State.RECEIVED
    still_open = [state for state in held if state not in SETTLED]
    if still_open:
        return still_open[0]
    return State.CLOSED if State.CLOSED in held else held[0]
