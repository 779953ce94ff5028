"""How a report moves, from arrival to a matter."""

from __future__ import annotations

from safeconduct.access.terms import Permission as May
from safeconduct.base.moves import Move
from safeconduct.intake.terms import Act, State, Wished

LARGEST_FORM = 200_000  # characters of a whole version of the form
LARGEST_ENVELOPE = 512 * 1024  # bytes of one report that was sealed on a tablet

# fmt: off
MOVES = (
    #    while               this act         leads to             for those who may
    Move(State.RECEIVED,     Act.ACKNOWLEDGE, State.ACKNOWLEDGED,  May.REPORT_TRIAGE),
    Move(State.ACKNOWLEDGED, Act.JOIN,        State.JOINED,        May.REPORT_TRIAGE),
    Move(State.ACKNOWLEDGED, Act.SET_ASIDE,   State.SET_ASIDE,     May.REPORT_TRIAGE),
    Move(State.SET_ASIDE,    Act.RECONSIDER,  State.ACKNOWLEDGED,  May.REPORT_TRIAGE),
    # A flood, by what is open of it; only while nobody has read any of it (actions/together.py).
    Move(State.RECEIVED,     Act.SET_ASIDE_UNREAD, State.SET_ASIDE, May.REPORT_TRIAGE),
    Move(State.SET_ASIDE,    Act.TAKE_UP,     State.RECEIVED,      May.REPORT_TRIAGE),
)
# fmt: on

# What a reporter is told of the state of their report; never an internal note (4-security).
PUBLIC_STATUS = {
    State.RECEIVED: "received",
    State.ACKNOWLEDGED: "being-read",
    State.JOINED: "being-handled",
    State.SET_ASIDE: "closed",
}

# What a new wish puts an end to. A withdrawal ends none of them: somebody may withdraw and still
# want to be called, and help for whoever was harmed never waits for either.
REPLACES = {
    Wished.CONTACT: (Wished.CONTACT, Wished.SILENCE),
    Wished.SILENCE: (Wished.CONTACT, Wished.SILENCE, Wished.CALL),
    Wished.CALL: (Wished.CALL,),
    Wished.WITHDRAWN: (),
}

# A report that is closed is neither withdrawn nor brought back; the mailbox still takes words.
CLOSED = frozenset({State.SET_ASIDE})
