"""A State's table, checked against every pair of stage and act there is."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Role
from safeconduct.base import moves
from safeconduct.cases.terms import State
from safeconduct.memberstates import rules
from safeconduct.memberstates.terms import Act, Stage

LEGAL = {
    (Stage.SENT, Act.ACKNOWLEDGE): Stage.ACKNOWLEDGED,
    (Stage.SENT, Act.ELECT_OWN): Stage.ELECTED,
    (Stage.SENT, Act.ELECT_JOINT): Stage.ELECTED,
    (Stage.SENT, Act.DECLINE): Stage.DECLINED,
    (Stage.ACKNOWLEDGED, Act.ELECT_OWN): Stage.ELECTED,
    (Stage.ACKNOWLEDGED, Act.ELECT_JOINT): Stage.ELECTED,
    (Stage.ACKNOWLEDGED, Act.DECLINE): Stage.DECLINED,
}


@pytest.mark.parametrize(("stage", "act"), list(product(Stage, Act)))
def test_the_table_allows_exactly_these_steps(stage, act):
    if (stage, act) in LEGAL:
        assert moves.find(rules.MOVES, stage, act).target == LEGAL[stage, act]
    else:
        with pytest.raises(moves.IllegalMove):
            moves.find(rules.MOVES, stage, act)


def test_only_a_state_speaks_for_itself():
    wanted = {move.permission for move in rules.MOVES}
    assert wanted == {Permission.REFERRAL_ANSWER}
    assert {role for role in Role if Permission.REFERRAL_ANSWER in GRANTS[role]} == {
        Role.MEMBER_STATE
    }


def test_nothing_follows_an_answer():
    for stage in set(Stage) - set(rules.UNANSWERED):
        assert moves.possible(rules.MOVES, stage) == ()


def test_nothing_unassessed_or_settled_is_sent_to_a_state():
    assert State.RECEIVED not in rules.SENDABLE
    settled = {State.CLOSED, State.INSUFFICIENT, State.OTHER_REMIT, State.DUPLICATE}
    assert not settled & rules.SENDABLE


@given(st.sampled_from(["RO", "KE", "XD"]), st.integers(2000, 2999), st.integers(1, 10**6))
def test_a_number_names_the_state_the_year_and_its_own_count(state, year, count):
    read = re.fullmatch(r"NV-([A-Z]{2})-(\d{4})-(\d{4,})", rules.number(state, year, count))
    assert read
    assert (read[1], int(read[2]), int(read[3])) == (state, year, count)
    assert len(read[0]) <= 20
