"""How a report moves: every state, every act."""

from __future__ import annotations

from itertools import product

import pytest

from safeconduct.access.terms import Permission
from safeconduct.base import moves
from safeconduct.intake.rules import MOVES, PUBLIC_STATUS
from safeconduct.intake.terms import Act, State

LEADS = {
    (State.RECEIVED, Act.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Act.JOIN): State.JOINED,
    (State.ACKNOWLEDGED, Act.SET_ASIDE): State.SET_ASIDE,
    (State.SET_ASIDE, Act.RECONSIDER): State.ACKNOWLEDGED,
    (State.RECEIVED, Act.SET_ASIDE_UNREAD): State.SET_ASIDE,
    (State.SET_ASIDE, Act.TAKE_UP): State.RECEIVED,
}


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_the_table_allows_exactly_these_steps(state, act):
    if (state, act) in LEADS:
        step = moves.find(MOVES, state, act)
        assert (step.target, step.permission) == (LEADS[state, act], Permission.REPORT_TRIAGE)
    else:
        with pytest.raises(moves.IllegalMove):
            moves.find(MOVES, state, act)


def test_nothing_is_put_away_before_the_reporter_was_told_that_it_was_read():
    one_by_one = {move.act for move in moves.possible(MOVES, State.RECEIVED)}
    assert one_by_one - {Act.SET_ASIDE_UNREAD} == {Act.ACKNOWLEDGE}


def test_a_reporter_is_told_something_in_every_state():
    assert set(PUBLIC_STATUS) == set(State)
