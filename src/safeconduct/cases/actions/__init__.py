"""What can be done to a case. Every change of a case happens in one of these verbs."""

from safeconduct.cases.actions.allegations import allege, move
from safeconduct.cases.actions.matters import assign, keep_away, note, open_matter
from safeconduct.cases.actions.outcomes import record_finding, record_measure
from safeconduct.cases.actions.people import add_subject, add_victim

__all__ = [
    "add_subject",
    "add_victim",
    "allege",
    "assign",
    "keep_away",
    "move",
    "note",
    "open_matter",
    "record_finding",
    "record_measure",
]
