"""What is kept between two pages of somebody without an account, and who alone can read it.

The row is found by a hash of a token and sealed under a key drawn from that token; the token lives
only in one cookie. A thief of the database has boxes without keys, a thief of the phone's cookie
nothing without the database. Rows carry the day they were touched and nothing else in the open.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from safeconduct.intake.models import Draft, DraftFile
from safeconduct.vault import boxes, pieces, seals

Content = dict[str, Any]
BLOCK = 4096  # a box is padded to whole blocks, so that its length does not tell the words
PURPOSE = "draft"


class NoDraft(Exception):
    """The token opens nothing: it is wrong, or what it opened was sent, left or swept."""


class Frozen(Exception):
    """The report was sent, or is being sent: what it says can no longer be changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft lies and how it opens, both drawn from its token."""

    lookup: str
    key: bytes

    @classmethod
    def of(cls, token: str) -> Place:
        """Derive the place from the token. Raises NoDraft when it is no token."""
        try:
            raw = base64.urlsafe_b64decode(token.encode())
        except (binascii.Error, ValueError):
            raise NoDraft from None
        if len(raw) != boxes.KEY:
            raise NoDraft
        return cls(boxes.derive(raw, "draft lookup").hex(), boxes.derive(raw, "draft box"))

    def lock(self, content: Content) -> bytes:
        """Seal what the draft holds."""
        words = boxes.pad(json.dumps(content).encode(), BLOCK)
        return boxes.lock(self.key, words, boxes.bind(PURPOSE, self.lookup))

    def unlock(self, box: bytes) -> Content:
        """Open what the draft holds. Raises NoDraft."""
        try:
            opened = boxes.unlock(self.key, box, boxes.bind(PURPOSE, self.lookup))
        except boxes.WillNotOpen:
            raise NoDraft from None
        content: Content = json.loads(boxes.unpad(opened, BLOCK))
        return content


def keep(content: Content, today: date) -> str:
    """Keep something and return the token that alone finds and opens it."""
    token = base64.urlsafe_b64encode(boxes.new_key()).decode()
    place = Place.of(token)
    Draft.objects.create(lookup=place.lookup, box=place.lock(content), touched_on=today)
    return token


def read(token: str) -> Content:
    """Return what a token opens. Raises NoDraft."""
    place = Place.of(token)
    row = Draft.objects.filter(lookup=place.lookup).first()
    if row is None:
        raise NoDraft
    return place.unlock(bytes(row.box))


@contextmanager
def changing(token: str, today: date) -> Iterator[Content]:
    """Lend what a token opens, and keep what became of it. Raises NoDraft.

    The row is locked meanwhile, so that two tabs do not undo each other; nobody else has it.
    """
    place = Place.of(token)
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(lookup=place.lookup).first()
        if row is None:
            raise NoDraft
        content = place.unlock(bytes(row.box))
        yield content
        row.box, row.touched_on = place.lock(content), today
        row.save(update_fields=["box", "touched_on"])


def forget(token: str) -> None:
    """Remove what a token opens, with the files that were added to it and not sent."""
    try:
        place = Place.of(token)
    except NoDraft:
        return
    drop(Draft.objects.filter(lookup=place.lookup).first())


def drop(draft: Draft | None) -> None:
    """Remove a draft and the files that only it knew.

    Its rows are locked meanwhile: a report that is being sent at this moment either keeps all its
    files or is not stored. A file is deleted only if its row was still here to be removed.
    """
    if draft is None:
        return
    with transaction.atomic():
        held = list(DraftFile.objects.select_for_update().filter(draft=draft))
        draft.delete()
    for file in held:
        remove_stored(file)


def remove_stored(file: DraftFile) -> None:
    """Remove what lies in the store of a file whose row is gone."""
    seals.store().delete(file.stored_as)
    pieces.drop(file.stored_as, file.pieces)


def still_open(content: Content) -> None:
    """Raise Frozen once a receipt was made."""
    if content["receipt"]:
        raise Frozen
