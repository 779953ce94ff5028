"""How entries are chained: each carries a hash over itself and the entry before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii as quoted
from typing import NamedTuple

from safeconduct.audit.terms import Break

ORIGIN = "0" * 64


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says of an act, before it has its place and time."""

    event: str
    actor: str
    subject: str
    reason: str
    detail: str


class Line(NamedTuple):
    """What one entry says."""

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
    """One place where the log does not hold, and why."""

    seq: int
    why: Break


def hash_of(line: Line) -> str:
    """Return BLAKE2b-256 over the canonical JSON of the line, in hexadecimal.

    Canonical: the columns by name in order of the alphabet, no blanks, ASCII only. Written out by
    hand because a log of a million entries is walked in seconds so. Raises TypeError or ValueError
    for what no entry can hold.
    """
    seq, at, event, actor, subject, reason, detail, previous = line
    text = (
        f'{{"actor":{quoted(actor)},"at":{quoted(at)},"detail":{quoted(detail)}'
        f',"event":{quoted(event)},"previous":{quoted(previous)},"reason":{quoted(reason)}'
        f',"seq":{seq:d},"subject":{quoted(subject)}}}'
    )
    return hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()


class Walk:
    """One reading of the chain in its order, and where it stands."""

    def __init__(self, signed: Mapping[int, str] | None = None) -> None:
        """Begin before the first entry; `signed` says which hash a checkpoint saw at a place."""
        self.last, self.hash, self.read = 0, ORIGIN, 0
        self.signed = dict(signed or {})

    def over(self, chain: Iterable[tuple[Line, str]]) -> Iterator[Fault]:
        """Walk on over (line, stored hash) in stored order and yield every break."""
        for line, stored in chain:
            self.read += 1
            if not _is_whole(line.seq):
                yield Fault(self.last + 1, Break.ALTERED)
                continue
            if line.seq != self.last + 1:
                yield Fault(line.seq, Break.ORDER)
            if line.previous != self.hash:
                yield Fault(line.seq, Break.LINK)
            if _hash_or_nothing(line) != stored:
                yield Fault(line.seq, Break.ALTERED)
            if line.seq in self.signed and self.signed.pop(line.seq) != stored:
                yield Fault(line.seq, Break.CHECKPOINT)
            self.last, self.hash = line.seq, stored

    def ended(self, seq: int, hash_: str) -> Iterator[Fault]:
        """Yield what is wrong when the chain should end here."""
        if (self.last, self.hash) != (seq, hash_ or ORIGIN):
            yield Fault(seq, Break.END)
        yield from (Fault(at, Break.CHECKPOINT) for at in self.signed)


def faults(chain: Iterable[tuple[Line, str]], head: tuple[int, str]) -> Iterator[Fault]:
    """Walk a whole chain that should end at (seq, hash), and yield every break."""
    walk = Walk()
    yield from walk.over(chain)
    yield from walk.ended(*head)


def _is_whole(number: object) -> bool:
    return isinstance(number, int)


def _hash_or_nothing(line: Line) -> str:
    """The hash of a line; nothing where a column holds what no entry can, as a forger may write."""
    try:
        return hash_of(line)
    except (TypeError, ValueError):
        return ""
