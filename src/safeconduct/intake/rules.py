"""How a report moves, from arrival to a matter."""

from __future__ import annotations

from safeconduct.access.terms import Permission as May
from safeconduct.base.moves import Move
from safeconduct.intake.terms import Act, State

# fmt: off
MOVES = (
    #    while               this act         leads to             for those who may
    Move(State.RECEIVED,     Act.ACKNOWLEDGE, State.ACKNOWLEDGED,  May.REPORT_TRIAGE),
    Move(State.ACKNOWLEDGED, Act.JOIN,        State.JOINED,        May.REPORT_TRIAGE),
    Move(State.ACKNOWLEDGED, Act.SET_ASIDE,   State.SET_ASIDE,     May.REPORT_TRIAGE),
    Move(State.SET_ASIDE,    Act.RECONSIDER,  State.ACKNOWLEDGED,  May.REPORT_TRIAGE),
)
# fmt: on

# What a reporter is told of the state of their report; never an internal note (4-security).
PUBLIC_STATUS = {
    State.RECEIVED: "received",
    State.ACKNOWLEDGED: "being-read",
    State.JOINED: "being-handled",
    State.SET_ASIDE: "closed",
}
