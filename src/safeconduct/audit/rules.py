"""How entries are chained: each carries a hash over itself and the entry before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

ORIGIN = "0" * 64


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says of an act, before it has its place and time."""

    event: str
    actor: str
    subject: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one entry says, in the order in which it is hashed."""

    seq: int
    at: str
    event: str
    actor: str
    subject: str
    reason: str
    detail: str
    previous: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the chain does not hold, and why."""

    seq: int
    why: str


def hash_of(line: Line) -> str:
    """Return BLAKE2b-256 over the canonical JSON of the line, in hexadecimal."""
    text = json.dumps(asdict(line), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()


def faults(chain: Iterable[tuple[Line, str]], head: tuple[int, str] | None) -> Iterator[Fault]:
    """Walk (line, stored hash) in stored order and yield every break.

    `head` is the (seq, hash) at which the chain should end; None leaves the end unchecked.
    """
    previous, expected = ORIGIN, 1
    for line, stored in chain:
        if line.seq != expected:
            yield Fault(line.seq, f"entry {expected} was expected here")
        if line.previous != previous:
            yield Fault(line.seq, "does not follow from the entry before")
        if hash_of(line) != stored:
            yield Fault(line.seq, "was altered")
        previous, expected = stored, line.seq + 1
    if head is not None and (expected - 1, previous) != (head[0], head[1] or ORIGIN):
        yield Fault(head[0], "the log does not end where it should")
