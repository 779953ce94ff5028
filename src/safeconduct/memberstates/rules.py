"""How a referral to a Member State moves, and what may be sent at all.

A State says within its time limit whether it investigates alone, jointly, or not (revised model
memorandum of understanding, article 7.13; 3-domain 2.5). Silence is shown as overdue; what follows
from it is an officer's decision, taken on the allegations.
"""

from __future__ import annotations

from safeconduct.access.terms import Permission as May
from safeconduct.base.moves import Move
from safeconduct.cases.terms import State
from safeconduct.memberstates.terms import Act, Stage

# fmt: off
MOVES = (
    #    while               this act         leads to            for those who may
    Move(Stage.SENT,         Act.ACKNOWLEDGE, Stage.ACKNOWLEDGED, May.REFERRAL_ANSWER),
    Move(Stage.SENT,         Act.ELECT_OWN,   Stage.ELECTED,      May.REFERRAL_ANSWER),
    Move(Stage.SENT,         Act.ELECT_JOINT, Stage.ELECTED,      May.REFERRAL_ANSWER),
    Move(Stage.SENT,         Act.DECLINE,     Stage.DECLINED,     May.REFERRAL_ANSWER),
    Move(Stage.ACKNOWLEDGED, Act.ELECT_OWN,   Stage.ELECTED,      May.REFERRAL_ANSWER),
    Move(Stage.ACKNOWLEDGED, Act.ELECT_JOINT, Stage.ELECTED,      May.REFERRAL_ANSWER),
    Move(Stage.ACKNOWLEDGED, Act.DECLINE,     Stage.DECLINED,     May.REFERRAL_ANSWER),
)
# fmt: on

ELECTIONS = (Act.ELECT_OWN, Act.ELECT_JOINT)
ANSWERS = (*ELECTIONS, Act.DECLINE)
UNANSWERED = (Stage.SENT, Stage.ACKNOWLEDGED)

# The vocabulary's clock for an answer; its length is data, and unverified.
ELECTION_CLOCK = "state-election"

# An allegation is sent after it was assessed and before anything was settled.
SENDABLE = frozenset({State.ASSESSED, State.REFERRED, State.INVESTIGATING})


def number(state: str, year: int, count: int) -> str:
    """The number of a referral, such as NV-RO-2026-0001.

    Every State has a count of its own: from one shared by all, each could tell how many the
    others were sent.
    """
    return f"NV-{state}-{year}-{count:04d}"
