"""Tells from the beginning of a WebM (RFC 8794, RFC 9559) whether it holds sound and nothing else.

A browser that records writes the list of tracks before the first sound. Only that list is read;
every size in it is a stranger's word, and what does not fit in what is at hand ends the reading.
"""

from __future__ import annotations

from collections.abc import Iterator

EBML = b"\x1aE\xdf\xa3"
DOCTYPE, SEGMENT, TRACKS, TRACK, KIND, CODEC, CLUSTER = (
    b"\x42\x82",
    b"\x18\x53\x80\x67",
    b"\x16\x54\xae\x6b",
    b"\xae",
    b"\x83",
    b"\x86",
    b"\x1f\x43\xb6\x75",
)
LONGEST_NAME, LONGEST_SIZE = 4, 8
MOST = 400  # elements looked at on one level
SOUND = b"\x02"


def is_sound(start: bytes) -> bool:
    """Say whether a file begins as a WebM whose every track is sound."""
    if not start.startswith(EBML):
        return False
    top = dict(_elements(start))
    head = dict(_elements(top.get(EBML, b"")))
    if head.get(DOCTYPE, b"").rstrip(b"\0") != b"webm":
        return False
    tracks = dict(_elements(top.get(SEGMENT, b""))).get(TRACKS, b"")
    kept = [dict(_elements(track)) for name, track in _elements(tracks) if name == TRACK]
    return bool(kept) and all(
        track.get(KIND) == SOUND and track.get(CODEC, b"").startswith(b"A_") for track in kept
    )


def _elements(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of the elements that follow each other, up to the first sound.

    One of unknown size, or of which only the beginning is at hand, is the last.
    """
    at = 0
    for _count in range(MOST):
        named = _width(content, at, LONGEST_NAME)
        sized = _width(content, at + named, LONGEST_SIZE) if named else 0
        if not sized:
            return
        name, begins = content[at : at + named], at + named + sized
        size = int.from_bytes(content[at + named : begins]) & ((1 << 7 * sized) - 1)
        if name == CLUSTER:
            return
        if size == (1 << 7 * sized) - 1:
            yield name, content[begins:]
            return
        yield name, content[begins : begins + size]
        at = begins + size


def _width(content: bytes, at: int, most: int) -> int:
    """Return how many bytes a name or a size has, told by its first; 0 where there is none."""
    first = content[at] if at < len(content) else 0
    width = 9 - first.bit_length()
    return width if first and width <= most and at + width <= len(content) else 0
