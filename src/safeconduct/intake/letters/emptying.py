"""Empties a letter box: each letter is stored durably first, and only then deleted.

Numbers of letters count within one visit alone. A visit that broke off anywhere is begun anew: a
letter that was stored already is known by its bytes, and only deleted (RFC 3501, RFC 4315).
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from imapclient import IMAPClient, SocketTimeout

from safeconduct.access import actors
from safeconduct.intake.letters import answering
from safeconduct.intake.letters.boxes import Box
from safeconduct.intake.letters.taking import Taken, take
from safeconduct.roster import queries as roster
from safeconduct.roster.models import Mission

logger = logging.getLogger("safeconduct.letters")
PATIENCE = SocketTimeout(connect=15, read=60)
LARGEST = 36 * 1024 * 1024  # what carries 25 MB of files, as most providers let through
PIECE = 1024 * 1024
AT_ONCE = 200
SIZE = "RFC822.SIZE"


@dataclass(slots=True)
class Visit:
    """What became of the letters of a box: taken, too large to be taken, and left for now."""

    taken: list[Taken] = field(default_factory=list, repr=False)
    large: int = 0
    left: int = 0


class NoMission(Exception):
    """A box belongs to a mission that is not here."""


def empty(box: Box, today: date, seconds: float) -> Visit:
    """Take the letters of a box, and delete each once it is stored; stop after so long.

    A letter that cannot be stored now stays and stops no other. Raises NoMission, OSError and
    imapclient's errors when the box cannot be visited to its end.
    """
    mission, visit, until = _mission(box), Visit(), time.monotonic() + seconds
    with _opened(box) as line:
        for number, size in _sizes(line):
            if time.monotonic() > until:
                break
            if size > LARGEST:
                visit.large += 1
                continue
            raw = _fetched(line, number, size)
            if raw is None:
                continue
            if not raw:  # nothing was read of it, so nothing of it is kept yet
                visit.left += 1
                continue
            if len(raw) > LARGEST:
                visit.large += 1
                continue
            taken = _taken(box, mission, raw, today)
            if taken is None:
                visit.left += 1
                continue
            visit.taken.append(taken)
            answering.answer(box, taken, today)
            _delete(line, number)
    return visit


def _mission(box: Box) -> Mission | None:
    if not box.mission:
        return None
    found = roster.missions(actors.reporter()).filter(code=box.mission).first()
    if found is None:
        raise NoMission
    return found


@contextmanager
def _opened(box: Box) -> Iterator[IMAPClient]:
    """Open a box, always under TLS and a certificate that holds for its host."""
    trust = ssl.create_default_context()
    with IMAPClient(box.host, box.port, ssl=box.tls, ssl_context=trust, timeout=PATIENCE) as line:
        if not box.tls:
            line.starttls(trust)
        line.login(box.user, box.password)
        line.select_folder(box.folder)
        yield line


def _sizes(line: IMAPClient) -> Iterator[tuple[int, int]]:
    """Yield the number and size of each letter, the oldest first."""
    numbers = sorted(line.search("ALL"))
    for start in range(0, len(numbers), AT_ONCE):
        told = line.fetch(numbers[start : start + AT_ONCE], [SIZE])
        for number in sorted(told):
            yield number, int(told[number].get(SIZE.encode(), 0))


def _fetched(line: IMAPClient, number: int, size: int) -> bytes | None:
    """Return the bytes of a letter, or nothing when somebody else took it away.

    It is read on until nothing more comes: a size that a server says wrong cuts no letter short.
    Where less came than was told it is asked for once more as a whole, for servers that give no
    parts, and the longer of the two counts.
    """
    raw = bytearray()
    while len(raw) <= LARGEST:
        told = line.fetch([number], [f"BODY.PEEK[]<{len(raw)}.{PIECE}>"]).get(number)
        if told is None:
            return None
        piece = told.get(b"BODY[]<%d>" % len(raw)) or b""
        if not piece:
            break
        raw += piece
    if len(raw) < size:
        whole = line.fetch([number], ["BODY.PEEK[]"]).get(number, {}).get(b"BODY[]") or b""
        return max(bytes(raw), whole, key=len)
    return bytes(raw)


def _taken(box: Box, mission: Mission | None, raw: bytes, today: date) -> Taken | None:
    try:
        return take(box=box.code, mission=mission, language=box.language, raw=raw, today=today)
    except Exception:  # it stays in the box; the next is tried, and a health page tells
        logger.warning("letter not taken", exc_info=True)
        return None


def _delete(line: IMAPClient, number: int) -> None:
    """Delete one letter, and no other: without UIDPLUS only while none but it is marked."""
    line.delete_messages([number], silent=True)
    if line.has_capability("UIDPLUS"):
        line.uid_expunge([number])
    elif set(line.search("DELETED")) <= {number}:
        line.expunge()
