"""What can be done to a case. Every change of a case happens in one of these verbs."""

from safeconduct.cases.actions.allegations import allege, move
from safeconduct.cases.actions.matters import keep_away, note, open_matter
from safeconduct.cases.actions.outcomes import record_finding, record_measure
from safeconduct.cases.actions.people import add_subject, add_victim
from safeconduct.cases.actions.staffing import assign, end_assignment

__all__ = [
    "add_subject",
    "add_victim",
    "allege",
    "assign",
    "end_assignment",
    "keep_away",
    "move",
    "note",
    "open_matter",
    "record_finding",
    "record_measure",
]
