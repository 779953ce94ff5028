"""A place in the line: signed, used once, kept a while, and worth nothing to anybody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.flow import duties, line, rules, tickets
from safeconduct.flow.models import Bucket, UsedTicket
from tests.flow import working

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000
RATE = 1


def crowd(now: int = NOW) -> str:
    """Empty the bucket; return the ticket of the first who has to wait."""
    answers = [line.ask(rate=RATE, now=now) for _one in range(rules.holds(RATE) + 1)]
    assert [a.goes_on for a in answers] == [True] * rules.holds(RATE) + [False]
    return answers[-1].ticket


def name_of(ticket: str) -> str:
    return tickets.read(ticket, NOW).name


def test_without_a_rate_nobody_waits_and_nothing_is_kept():
    assert all(line.ask(rate=0, now=NOW).goes_on for _one in range(50))
    assert not Bucket.objects.exists()


def test_whoever_waited_goes_on_once():
    ticket = crowd()
    ready = tickets.read(ticket, NOW).ready
    assert not line.ask(rate=RATE, now=ready - 1, ticket=ticket).goes_on
    assert line.ask(rate=RATE, now=ready, ticket=ticket).goes_on
    again = line.ask(rate=RATE, now=ready, ticket=ticket)
    assert not again.goes_on
    assert again.ticket != ticket


def test_whoever_comes_too_early_keeps_the_place():
    ticket = crowd()
    assert line.ask(rate=RATE, now=NOW + 1, ticket=ticket).ticket == ticket


def test_whoever_did_the_work_goes_on_at_once_and_once():
    ticket = crowd()
    proof = working.solve(name_of(ticket))
    assert not line.ask(rate=RATE, now=NOW, ticket=ticket, proof="1,2,3").goes_on
    assert line.ask(rate=RATE, now=NOW, ticket=ticket, proof=proof).goes_on
    assert not line.ask(rate=RATE, now=NOW, ticket=ticket, proof=proof).goes_on
    other = line.ask(rate=RATE, now=NOW).ticket
    assert not line.ask(rate=RATE, now=NOW, ticket=other, proof=proof).goes_on


def test_a_ticket_ends_and_its_holder_gets_another():
    ticket = crowd()
    ends = tickets.read(ticket, NOW).ends
    crowd(ends)
    late = line.ask(rate=RATE, now=ends, ticket=ticket, proof=working.solve(name_of(ticket)))
    assert not late.goes_on
    assert tickets.read(late.ticket, ends).ready > ends


@given(st.text(max_size=200))
def test_no_other_text_is_a_ticket(text):
    with pytest.raises(tickets.NoTicket):
        tickets.read(text, NOW)


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_a_ticket_that_was_changed_is_none(place, letter):
    ticket = tickets.Ticket("a" * 32, NOW, NOW + 10).signed()
    at = place % len(ticket)
    changed = ticket[:at] + letter + ticket[at + 1 :]
    if changed == ticket:
        assert tickets.read(changed, NOW).name == "a" * 32
        return
    with pytest.raises(tickets.NoTicket):
        tickets.read(changed, NOW)


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_a_ticket_is_read_until_it_ends(ends, now):
    ticket = tickets.Ticket("a" * 32, 0, ends).signed()
    if now < ends:
        assert tickets.read(ticket, now).ends == ends
    else:
        with pytest.raises(tickets.NoTicket):
            tickets.read(ticket, now)


def test_what_we_sign_for_another_purpose_is_no_ticket():
    other = signing.Signer(salt="another").sign_object(["a" * 32, 0, NOW + 10])
    with pytest.raises(tickets.NoTicket):
        tickets.read(other, NOW)


def test_nothing_of_a_visitor_is_kept_and_no_time_finer_than_five_minutes():
    ticket = crowd(NOW + 123)
    line.ask(rate=RATE, now=NOW + 123, ticket=ticket, proof=working.solve(name_of(ticket)))
    kept = [list(model.objects.values()) for model in (Bucket, UsedTicket)]
    assert name_of(ticket) not in json.dumps(kept)
    assert Bucket.objects.get().tick == (NOW + 123) // 300
    assert UsedTicket.objects.get().ends < NOW


def test_the_line_is_forgotten():
    ticket = crowd()
    line.ask(rate=RATE, now=NOW, ticket=ticket, proof=working.solve(name_of(ticket)))
    later = tickets.read(ticket, NOW).ends
    assert duties.sweep(datetime.fromtimestamp(later, UTC)) == 1  # the level
    assert line.ask(rate=RATE, now=later - 1).goes_on
    assert duties.sweep(datetime.fromtimestamp(later + 900, UTC)) == 2
    assert not Bucket.objects.exists()
    assert not UsedTicket.objects.exists()
