"""How pictures leave the process that drew them: so little that there is little to get wrong."""

from __future__ import annotations

from collections.abc import Sequence

LARGEST_FILE = 100 * 1024 * 1024  # what is larger is not drawn
MOST = 5  # pages of a document
LARGEST = 4 * 1024 * 1024  # bytes of one picture
WORD = 4
START = b"\xff\xd8\xff"
LARGEST_ANSWER = (1 + MOST) * WORD + MOST * LARGEST


class Garbled(Exception):
    """What was answered is not pictures."""


def laid_out(total: int, pictures: Sequence[bytes]) -> bytes:
    """Lay out how many pages there are and those that were drawn."""
    parts = [total.to_bytes(WORD, "big")]
    for drawn in pictures:
        parts += [len(drawn).to_bytes(WORD, "big"), drawn]
    return b"".join(parts)


def read(answer: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Read what was laid out: the pages there are, and at most MOST pictures. Raises Garbled.

    Whoever drew them looked into a stranger's file, so nothing it says is taken on trust.
    """
    total, rest = int.from_bytes(answer[:WORD], "big"), answer[WORD:]
    pictures: list[bytes] = []
    while rest:
        length = int.from_bytes(rest[:WORD], "big")
        drawn, rest = rest[WORD : WORD + length], rest[WORD + length :]
        if len(drawn) != length or length > LARGEST or not drawn.startswith(START):
            raise Garbled
        pictures.append(drawn)
    if not 0 < len(pictures) <= min(MOST, total):
        raise Garbled
    return total, tuple(pictures)
