"""A file that arrives in pieces: in any order, again and again, over a line that breaks.

What the draft remembers is only what was announced. Which pieces are here the store itself tells:
a piece lies there whole or not at all, so nothing acknowledged is lost when the server is killed,
and nothing has to be written twice. The protocol is in docs/uploads.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from safeconduct.base import references
from safeconduct.intake import uploads
from safeconduct.intake.actions.reporting import StoredFile
from safeconduct.intake.drafts import files, speaking
from safeconduct.intake.drafts.places import Content, NoDraft, Place, changing, read, still_open
from safeconduct.intake.models import Draft, DraftFile
from safeconduct.vault import boxes, pieces, seals
from safeconduct.vault.seals import FileLabel

SMALL, LARGE = 128 * 1024, 1024 * 1024
SMALL_UP_TO = 16 * 1024 * 1024  # on a slow line a small piece that breaks off is soon sent again


class NotThis(Exception):
    """The draft knows no such file or piece: it is complete, was taken out, or never was."""


class Garbled(Exception):
    """A piece is not what its digest or its length say; it can be sent again."""


class AnotherFile(Exception):
    """Another piece lies here under this number: this is a different file."""


class Missing(Exception):
    """Pieces have not arrived yet; their numbers are in `numbers`."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__("pieces are missing")
        self.numbers = numbers


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file that was announced: its name, its size, and the size of its pieces."""

    reference: str
    name: str
    size: int
    piece: int
    answers: str = ""
    seconds: int = 0

    @property
    def count(self) -> int:
        """How many pieces it comes in."""
        return -(-self.size // self.piece)

    def length(self, number: int) -> int:
        """How many bytes a piece has. Raises NotThis for one that does not exist."""
        if not 0 <= number < self.count:
            raise NotThis
        return min(self.piece, self.size - number * self.piece)

    def place(self, number: int) -> pieces.Place:
        """Where a piece belongs."""
        return pieces.Place(self.reference, number, number == self.count - 1)

    def digests(self, opened: seals.Opened) -> list[bytes | None]:
        """The digest of each piece that is here, None for one that is not."""
        return [self.digest(opened, number) for number in range(self.count)]

    def digest(self, opened: seals.Opened, number: int) -> bytes | None:
        """The digest of a piece, None when it is not here; one that was altered goes."""
        place = self.place(number)
        try:
            return pieces.digest(opened, place)
        except boxes.WillNotOpen:
            seals.store().delete(place.stored_as)
            return None

    def content(self, opened: seals.Opened) -> Iterator[bytes]:
        """Every byte in its order, a piece at a time. Raises WillNotOpen."""
        for number in range(self.count):
            content = pieces.content(opened, self.place(number))
            for start in range(0, len(content), boxes.CHUNK):
                yield content[start : start + boxes.CHUNK]

    def window(self, opened: seals.Opened) -> uploads.Window:
        """The whole file to look into, one or two pieces in memory."""

        @lru_cache(maxsize=2)
        def piece(number: int) -> bytes:
            return pieces.content(opened, self.place(number))

        def at(start: int, length: int) -> bytes:
            first, last = start // self.piece, (start + length - 1) // self.piece
            joined = b"".join(piece(number) for number in range(first, last + 1))
            return joined[start - first * self.piece :][:length]

        return uploads.Window(self.size, at)


@dataclass(frozen=True, slots=True)
class Announced:
    """What whoever announces a file is told: the pieces to send, and which are here."""

    file: Arriving
    here: list[bytes | None]


def announce(
    token: str, name: str, size: int, today: date, *, answers: str = "", seconds: int = 0
) -> Announced:
    """Announce a file, or come back to one of this name and size that has not arrived whole.

    With `answers` it is a recording that answers this question: it takes the place of any other
    that does. Raises uploads.NotTaken, NotThis for a question that takes none, NoDraft or Frozen.
    """
    uploads.check_size(size, uploads.most_bytes())
    name = uploads.plain_name(name)
    with changing(token, today) as content:
        still_open(content)
        if answers and answers not in speaking.may_be_spoken(content):
            raise NotThis
        wanted = (name, size, answers)
        found = [f for f in unfinished(content) if (f.name, f.size, f.answers) == wanted]
        torn = [f for f in unfinished(content) if answers and f.answers == answers]
        if not found:
            if answers not in files.spoken(content) and not torn:
                files.room_left(content)
            piece = SMALL if size <= SMALL_UP_TO else LARGE
            found = [Arriving(references.new(), name, size, piece, answers, seconds)]
            _remember(token, found[0])
            content["arriving"] = [*files.arriving(content), asdict(found[0])]
        opened = files.opened(content)
    for file in torn:
        if file != found[0]:
            files.remove_file(token, file.reference, today)
    return Announced(found[0], found[0].digests(opened))


def unfinished(content: Content) -> list[Arriving]:
    """Return the files of a draft that have not arrived whole."""
    return [Arriving(**file) for file in files.arriving(content)]


def take_piece(
    token: str, reference: str, number: int, content: bytes, *, digest: bytes, today: date
) -> None:
    """Seal one piece into the store. When this returns, it is not lost any more.

    The same piece again changes nothing. Raises Garbled, AnotherFile, NotThis, NoDraft, Frozen, or
    uploads.NotTaken when the first piece shows a kind that is not taken: then it is let go.
    """
    draft = read(token)
    file, opened = _announced(draft, reference), files.opened(draft)
    if len(content) != file.length(number) or hashlib.sha256(content).digest() != digest:
        raise Garbled
    place = file.place(number)
    if (here := file.digest(opened, number)) is not None:
        if here != digest:
            raise AnotherFile
        return
    if number == 0 and not uploads.may_be_taken(content, file.size):
        files.remove_file(token, reference, today)
        raise uploads.NotTaken(uploads.unknown())
    pieces.put(opened, place, content)
    known = DraftFile.objects.filter(stored_as=seals.stored_as(reference)).exists()
    if not known:  # taken out, swept or complete meanwhile
        seals.store().delete(place.stored_as)
        raise NotThis
    Draft.objects.filter(lookup=Place.of(token).lookup).exclude(touched_on=today).update(
        touched_on=today
    )


def finish(token: str, reference: str, today: date) -> None:
    """Join the pieces to the file as the report will have it, and let them go.

    Asked again it does nothing more. Raises Missing, uploads.NotTaken, NotThis, NoDraft or Frozen.
    """
    content = read(token)
    still_open(content)
    if _arrived(content, reference):
        return
    file = _announced(content, reference)
    try:
        _replace(token, file, _joined(token, content, file), today)
    except (Missing, NotThis, boxes.WillNotOpen) as fault:
        if _arrived(read(token), reference):  # another tab was first
            return
        if not isinstance(fault, boxes.WillNotOpen):
            raise
        files.remove_file(token, reference, today)
        raise uploads.NotTaken(uploads.not_whole()) from None
    except uploads.NotTaken:
        files.remove_file(token, reference, today)
        raise


def _joined(token: str, content: Content, file: Arriving) -> StoredFile:
    """Seal the whole file anew. Raises Missing, uploads.NotTaken or WillNotOpen."""
    opened = files.opened(content)
    if absent := [n for n, digest in enumerate(file.digests(opened)) if digest is None]:
        raise Missing(absent)
    kind = uploads.kind_in(pieces.content(opened, file.place(0)), file.window(opened))
    if kind is None or (file.answers and not kind.startswith("audio/")):
        raise uploads.NotTaken(uploads.unknown())
    whole: Iterable[bytes] = file.content(opened)
    if kind == uploads.TEXT:
        whole = uploads.watched(whole)
    label = FileLabel(file.name, kind, file.size, answers=file.answers, seconds=file.seconds)
    return files.sealed(token, content, StoredFile(file.reference, label, 0), whole)


def _replace(token: str, file: Arriving, joined: StoredFile, today: date) -> None:
    """Have the whole stand where the pieces stood; whoever comes second takes theirs away."""
    try:
        with changing(token, today) as content:
            still_open(content)
            _announced(content, file.reference)
            kept = [f for f in files.arriving(content) if f["reference"] != file.reference]
            content["arriving"] = kept
            spoken = files.spoken(content).get(file.answers) if file.answers else None
            before = [files.stored(spoken)] if spoken else []
            content["files"] = [f for f in content["files"] if f is not spoken]
            content["files"].append(files.remembered(joined))
    except BaseException:
        files.forget_stored(joined.name)
        raise
    for name in (seals.stored_as(file.reference), *(old.name for old in before)):
        files.forget_stored(name)


def _arrived(content: Content, reference: str) -> bool:
    return any(file["reference"] == reference for file in content["files"])


def _announced(content: Content, reference: str) -> Arriving:
    still_open(content)
    found = [file for file in unfinished(content) if file.reference == reference]
    if not found:
        raise NotThis
    return found[0]


def _remember(token: str, file: Arriving) -> None:
    """Write down where its pieces will lie, before any of them does."""
    row = Draft.objects.filter(lookup=Place.of(token).lookup).first()
    if row is None:
        raise NoDraft
    name = seals.stored_as(file.reference)
    DraftFile.objects.create(draft=row, stored_as=name, pieces=file.count)
