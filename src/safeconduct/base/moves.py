"""A process is a table of moves; this module only knows how to read such a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Check = Callable[[Any], str | None]


class Move(NamedTuple):
    """One legal step: in this state, this act, by holders of this permission, leads there."""

    source: str
    act: str
    target: str
    permission: str
    checks: tuple[Check, ...] = ()


class IllegalMove(Exception):
    """The table has no such row, or one of the row's checks objects; the text says which."""


def find(moves: Iterable[Move], source: str, act: str) -> Move:
    """Return the row for this act in this state, or raise IllegalMove."""
    for move in moves:
        if (move.source, move.act) == (source, act):
            return move
    raise IllegalMove(f"cannot {act} while {source}")


def possible(moves: Iterable[Move], source: str) -> tuple[Move, ...]:
    """Return every row that starts in this state, in the order of the table."""
    return tuple(move for move in moves if move.source == source)


def objections(move: Move, subject: object) -> list[str]:
    """Ask every check on the row; an empty list means the move may go ahead."""
    return [reason for check in move.checks if (reason := check(subject))]


def as_mermaid(moves: Iterable[Move]) -> str:
    """Draw the table as a diagram for the handbook (docs/diagrams)."""
    table = tuple(moves)
    states = dict.fromkeys(state for move in table for state in (move.source, move.target))
    named = (f'    state "{state}" as {_mark(state)}' for state in states)
    arrows = (f"    {_mark(m.source)} --> {_mark(m.target)}: {m.act}" for m in table)
    return "\n".join(["stateDiagram-v2", *named, *arrows])


def _mark(state: str) -> str:
    return state.replace("-", "_")  # Mermaid takes no hyphen in the name of a state
