"""Pieces of a file that is still arriving, each sealed as it comes.

Each piece is bound to its file, its number and whether it is the last (XChaCha20-Poly1305), so
that none can be moved, left out, or taken for another. In front of it lies its digest, sealed too:
whoever comes back learns which pieces are here without any of them being opened.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile

from safeconduct.vault import boxes, seals

DIGEST = hashlib.sha256().digest_size
FRONT = boxes.NONCE + DIGEST + 16  # a nonce, the digest and the code of authenticity


@dataclass(frozen=True, slots=True)
class Place:
    """Which piece of which file: its number, and whether it is the last."""

    reference: str
    number: int
    last: bool

    @property
    def stored_as(self) -> str:
        """Where the store keeps it."""
        return stored_as(seals.stored_as(self.reference), self.number)


def stored_as(name: str, number: int) -> str:
    """Return where the store keeps a piece of the file that will have a name."""
    return f"{name}.{number}"


def put(opened: seals.Opened, place: Place, content: bytes) -> None:
    """Seal a piece into the store. When this returns it is on the disk, whole.

    A piece that lies there already stays as it is.
    """
    key, digest = _key(opened, place), hashlib.sha256(content).digest()
    front = boxes.lock(key, digest, _bound(opened, place, "digest"))
    body = boxes.lock(key, boxes.pad(content, boxes.CHUNK), _bound(opened, place, "content"))
    kept = seals.store().save(place.stored_as, ContentFile(front + body))
    if kept != place.stored_as:  # the same piece came twice at the same moment
        seals.store().delete(kept)


def digest(opened: seals.Opened, place: Place) -> bytes | None:
    """Return the SHA-256 of a piece that is here, else None. Raises WillNotOpen."""
    try:
        with seals.store().open(place.stored_as, "rb") as stored:
            front = stored.read(FRONT)
    except FileNotFoundError:
        return None
    return boxes.unlock(_key(opened, place), front, _bound(opened, place, "digest"))


def content(opened: seals.Opened, place: Place) -> bytes:
    """Read one piece. Raises WillNotOpen if it was altered, moved, cut or is not here."""
    try:
        with seals.store().open(place.stored_as, "rb") as stored:
            box = stored.read()[FRONT:]
    except FileNotFoundError as fault:
        raise boxes.WillNotOpen from fault
    padded = boxes.unlock(_key(opened, place), box, _bound(opened, place, "content"))
    return boxes.unpad(padded, boxes.CHUNK)


def drop(name: str, count: int) -> None:
    """Remove what there is of a file's pieces."""
    for number in range(count):
        seals.store().delete(stored_as(name, number))


def _key(opened: seals.Opened, place: Place) -> bytes:
    return boxes.derive(opened.key, f"pieces {place.reference}")


def _bound(opened: seals.Opened, place: Place, part: str) -> bytes:
    end = "last" if place.last else "more"
    return boxes.bind(
        "piece", part, opened.compartment.reference, place.reference, place.number, end
    )
