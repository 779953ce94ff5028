"""What can be done to a case. Every change of a case happens in one of these verbs."""

from safeconduct.cases.actions.allegations import allege, move
from safeconduct.cases.actions.commands import appoint_command, place_unit
from safeconduct.cases.actions.departures import end_departure, end_post, hand_over
from safeconduct.cases.actions.emergencies import break_glass
from safeconduct.cases.actions.identities import (
    refuse_identity,
    release_identity,
    request_identity,
)
from safeconduct.cases.actions.matters import keep_away, note, open_matter
from safeconduct.cases.actions.outcomes import record_finding, record_measure
from safeconduct.cases.actions.people import add_subject, add_victim
from safeconduct.cases.actions.staffing import assign, end_assignment
from safeconduct.cases.actions.walls import (
    compare_some,
    confirm_wall,
    lift_wall,
    settle_warning,
)

__all__ = [
    "add_subject",
    "add_victim",
    "allege",
    "appoint_command",
    "assign",
    "break_glass",
    "compare_some",
    "confirm_wall",
    "end_assignment",
    "end_departure",
    "end_post",
    "hand_over",
    "keep_away",
    "lift_wall",
    "move",
    "note",
    "open_matter",
    "place_unit",
    "record_finding",
    "record_measure",
    "refuse_identity",
    "release_identity",
    "request_identity",
    "settle_warning",
]
