"""The allegation's table, checked against every pair of state and act there is."""

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access.policy import GRANTS
from safeconduct.base import moves
from safeconduct.cases import rules
from safeconduct.cases.terms import Act, State

LEGAL = {
    (State.RECEIVED, Act.ASSESS): State.ASSESSED,
    (State.RECEIVED, Act.SET_ASIDE): State.INSUFFICIENT,
    (State.RECEIVED, Act.PASS_ON): State.OTHER_REMIT,
    (State.RECEIVED, Act.LINK): State.DUPLICATE,
    (State.ASSESSED, Act.REFER): State.REFERRED,
    (State.ASSESSED, Act.INVESTIGATE): State.INVESTIGATING,
    (State.ASSESSED, Act.SET_ASIDE): State.INSUFFICIENT,
    (State.ASSESSED, Act.PASS_ON): State.OTHER_REMIT,
    (State.ASSESSED, Act.LINK): State.DUPLICATE,
    (State.REFERRED, Act.INVESTIGATE): State.INVESTIGATING,
    (State.INVESTIGATING, Act.REPORT): State.REPORTED,
    (State.REPORTED, Act.CLARIFY): State.INVESTIGATING,
    (State.REPORTED, Act.FIND): State.FOUND,
    (State.FOUND, Act.AWAIT_ACTION): State.ACTION_PENDING,
    (State.FOUND, Act.CLOSE): State.CLOSED,
    (State.ACTION_PENDING, Act.RECORD_ACTION): State.ACTION_RECORDED,
    (State.ACTION_RECORDED, Act.CLOSE): State.CLOSED,
    (State.CLOSED, Act.REOPEN): State.ASSESSED,
    (State.INSUFFICIENT, Act.REOPEN): State.RECEIVED,
    (State.OTHER_REMIT, Act.REOPEN): State.RECEIVED,
    (State.DUPLICATE, Act.REOPEN): State.RECEIVED,
}


@dataclass
class Charge:
    """An allegation, as far as the rules care."""

    final_result: str = ""
    has_final_measure: bool = False
    is_assessable: bool = True


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_only_the_listed_moves_exist(state, act):
    if (state, act) in LEGAL:
        assert moves.find(rules.MOVES, state, act).target == LEGAL[state, act]
    else:
        with pytest.raises(moves.IllegalMove):
            moves.find(rules.MOVES, state, act)


def test_every_state_but_the_first_can_be_reached_and_none_is_a_dead_end():
    reached = {move.target for move in rules.MOVES}
    left = {move.source for move in rules.MOVES}
    assert reached | {State.RECEIVED} == set(State)
    assert left == set(State)


def test_somebody_may_make_every_move():
    held = {permission for granted in GRANTS.values() for permission in granted}
    assert {move.permission for move in rules.MOVES} <= held


@given(
    st.lists(st.sampled_from(list(Act)), max_size=20),
    st.sampled_from(["", "substantiated", "unsubstantiated"]),
    st.booleans(),
    st.booleans(),
)
def test_nothing_closes_without_a_final_finding_nor_substantiated_without_action(
    acts, result, measured, dated
):
    charge, state = Charge(result, measured, dated), State.RECEIVED
    for act in acts:
        try:
            step = moves.find(rules.MOVES, state, act)
        except moves.IllegalMove:
            continue
        if not moves.objections(step, charge):
            state = State(step.target)
    if state == State.CLOSED:
        assert result
        assert measured or result != "substantiated"


@given(st.lists(st.sampled_from(list(State))))
def test_a_matter_is_closed_only_when_none_of_its_allegations_is_open(states):
    stage = rules.stage_of(states)
    if stage in rules.SETTLED:
        assert states
        assert set(states) <= rules.SETTLED
    else:
        assert stage == State.RECEIVED or stage in states


@given(st.lists(st.sampled_from(list(State)), min_size=1), st.randoms())
def test_the_stage_does_not_depend_on_the_order_of_allegations(states, chance):
    shuffled = list(states)
    chance.shuffle(shuffled)
    assert rules.stage_of(shuffled) == rules.stage_of(states)
