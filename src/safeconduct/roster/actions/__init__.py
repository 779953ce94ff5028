"""What can be done with the roster: lists are imported, desks founded, people deployed."""

from safeconduct.roster.actions.commands import appoint_command, end_command, place_unit
from safeconduct.roster.actions.desks import admit, release, run_errands, succeed
from safeconduct.roster.actions.founding import add_station, add_unit, deploy, found_desk
from safeconduct.roster.actions.missions import import_missions, lay_out_missions
from safeconduct.roster.actions.points import (
    Described,
    add_point,
    change_point,
    close_point,
    record_point_test,
)
from safeconduct.roster.actions.refusing import Misplaced
from safeconduct.roster.actions.strengths import import_strengths

__all__ = [
    "Described",
    "Misplaced",
    "add_point",
    "add_station",
    "add_unit",
    "admit",
    "appoint_command",
    "change_point",
    "close_point",
    "deploy",
    "end_command",
    "found_desk",
    "import_missions",
    "import_strengths",
    "lay_out_missions",
    "place_unit",
    "record_point_test",
    "release",
    "run_errands",
    "succeed",
]
