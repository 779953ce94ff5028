"""Lets somebody begin a report, or gives them a place in the line; it never refuses."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from safeconduct.flow import rules, tickets
from safeconduct.flow.models import Bucket, UsedTicket
from safeconduct.flow.rules import Level


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody goes on now; if not, the ticket to come back with."""

    goes_on: bool
    ticket: str = ""


@transaction.atomic
def ask(*, rate: int, now: int, ticket: str = "", proof: str = "") -> Answer:
    """Let a report begin: at once if the rate allows, or by a ticket that is due or worked for.

    A rate of 0 is none: everybody goes on. A ticket is used once. Whoever holds one that has not
    come due keeps it, and goes on as soon as the rate allows.
    """
    if not rate:
        return Answer(goes_on=True)
    held = _held(ticket, now)
    if held and (now >= held.ready or rules.is_solved(held.name, proof)) and _use(held):
        return Answer(goes_on=True)
    level, taken = rules.take(_level(), now // rules.TICK, rate)
    Bucket.objects.update_or_create(id=1, defaults={"left": level.left, "tick": level.tick})
    if taken:
        return Answer(goes_on=True)
    kept = held if held and now < held.ready else tickets.new(now, rules.wait(level, rate))
    return Answer(goes_on=False, ticket=kept.signed())


def _held(ticket: str, now: int) -> tickets.Ticket | None:
    try:
        return tickets.read(ticket, now) if ticket else None
    except tickets.NoTicket:
        return None


def _use(ticket: tickets.Ticket) -> bool:
    """Mark a ticket as used; False if it was."""
    ends = ticket.ends // rules.TICK + 1
    _row, first = UsedTicket.objects.get_or_create(digest=ticket.digest, defaults={"ends": ends})
    return first


def _level() -> Level | None:
    row = Bucket.objects.select_for_update().filter(id=1).first()
    return Level(row.left, row.tick) if row else None
