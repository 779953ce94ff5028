"""The rate at which reports begin: kept for the whole site, and never a refusal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.flow import rules
from safeconduct.flow.rules import Level
from tests.flow import working

rates = st.integers(1, 500)
times = st.lists(st.integers(0, 40), max_size=200)  # ticks between one who asks and the next


def asked(rate: int, gaps: list[int], crowd: int = 1) -> list[tuple[int, Level, bool]]:
    """Everybody who asked, with what the bucket held after."""
    level, tick, answers = None, 1000, []
    for gap in gaps:
        tick += gap
        for _one in range(crowd):
            level, taken = rules.take(level, tick, rate)
            answers.append((tick, level, taken))
    return answers


@given(rates, times)
def test_never_more_begin_at_once_than_the_rate_and_a_full_bucket_allow(rate, gaps):
    answers = asked(rate, gaps, crowd=20)
    taken = [tick for tick, _level, went in answers if went]
    for first in sorted(set(taken)):
        for last in sorted({tick for tick in taken if tick >= first}):
            within = sum(first <= tick <= last for tick in taken)
            assert within <= rules.holds(rate) * (last - first + 1)


@given(rates, times)
def test_somebody_who_comes_to_a_quiet_site_goes_on_at_once(rate, gaps):
    for at, (tick, _level, taken) in enumerate(answers := asked(rate, gaps)):
        quiet = at == 0 or tick - answers[at - 1][0] >= 2
        assert taken or not quiet


@given(rates, times, st.integers(1, 50))
def test_a_wait_is_never_longer_than_three_minutes_nor_shorter_than_a_breath(rate, gaps, crowd):
    waits = [rules.wait(level, rate) for _tick, level, _taken in asked(rate, gaps, crowd)]
    assert all(15 <= seconds <= 180 for seconds in waits)


@given(rates)
def test_the_longer_the_line_the_longer_the_wait(rate):
    many = rules.holds(rate) + 4 * rate
    answers = asked(rate, [0], crowd=many)
    waits = [rules.wait(level, rate) for _tick, level, taken in answers if not taken]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (15 if rate > 3 else waits[0], 180)


@given(rates)
def test_a_crowd_is_forgotten_after_two_stretches(rate):
    level = asked(rate, [0], crowd=rules.holds(rate) * 3)[-1][1]
    assert rules.take(level, level.tick + 1, rate)[1]
    assert rules.take(level, level.tick + 2, rate)[0].left == rules.holds(rate) - 1


@given(rates, st.integers(-1000, 1000), st.integers(0, 50))
def test_a_clock_that_goes_back_fills_nothing(rate, left, back):
    level, _taken = rules.take(Level(left, 100), 100 - back, rate)
    assert level.left <= max(left - 1, -3 * rate - 1)
    assert level.tick == 100


def test_the_tasks_of_one_ticket_are_not_those_of_another():
    answers = working.solve("a" * 32)
    assert rules.is_solved("a" * 32, answers)
    assert not rules.is_solved("b" * 32, answers)
    assert not rules.is_solved("a" * 32, ",".join(reversed(answers.split(","))))


@given(st.text(max_size=60))
def test_whatever_else_is_sent_solves_nothing_and_breaks_nothing(text):
    assert not rules.is_solved("a" * 32, text)
    assert not rules.is_solved("a" * 32, ",".join([text] * rules.TASKS))
