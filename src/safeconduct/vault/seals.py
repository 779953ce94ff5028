"""Sealing: holding an opened compartment is the proof that one may add to it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from safeconduct.base import references
from safeconduct.vault import boxes
from safeconduct.vault.models import Compartment, Keyring, Seal, SealedFile, ShredKey
from safeconduct.vault.terms import Kind


@dataclass(frozen=True, slots=True)
class Opened:
    """A compartment and the two halves of its key, in memory for the length of one act.

    A grant carries one half. The other is the compartment's `ShredKey`, which no dated backup
    holds: deleting it makes every grant useless, there too.
    """

    compartment: Compartment
    granted: bytes = field(repr=False)
    half: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key under which the content is sealed."""
        return boxes.join(self.granted, self.half)


@dataclass(frozen=True, slots=True)
class FileLabel:
    """What a file was called and what it is; sealed beside it.

    `sha256` is of the file as it was sent. `scan` is what a scanner said, if one is in use.
    `answers` is the question that a recording answers, `seconds` how long its sender says it is.
    """

    name: str
    content_type: str
    size: int
    sha256: str = ""
    scan: str = ""
    answers: str = ""
    seconds: int = 0

    def as_json(self) -> str:
        """Write it down, as it is sealed."""
        words = {"name": self.name, "type": self.content_type, "size": self.size}
        said: dict[str, str | int] = {"sha256": self.sha256, "scan": self.scan}
        said |= {"answers": self.answers, "seconds": self.seconds}
        return json.dumps(words | {name: value for name, value in said.items() if value})

    @classmethod
    def from_json(cls, text: str) -> FileLabel:
        """Read what was written down; older ones say less."""
        words = json.loads(text)
        sha256, scan = words.get("sha256", ""), words.get("scan", "")
        spoken = words.get("answers", ""), words.get("seconds", 0)
        return cls(words["name"], words["type"], words["size"], sha256, scan, *spoken)


class Stream(File):  # type: ignore[type-arg]  # not a generic when it runs
    """A file for the store that is made while it is written: never whole in memory."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__(None)
        self.size, self.pieces, self.ahead = 0, iter(chunks), bytearray()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the bytes once, as they come, and count them."""
        for piece in self.pieces:
            self.size += len(piece)
            yield piece

    def read(self, num_bytes: int = -1) -> bytes:
        """Read on, as an object store does: fewer bytes than it asks for are the last."""
        while num_bytes < 0 or len(self.ahead) < num_bytes:
            piece = next(self.pieces, b"")
            if not piece:
                break
            self.size += len(piece)
            self.ahead += piece
        end = len(self.ahead) if num_bytes < 0 else num_bytes
        taken, self.ahead = bytes(self.ahead[:end]), self.ahead[end:]
        return taken


def new_compartment(kind: Kind, scope: str, today: date) -> Opened:
    """Return a fresh compartment, unsaved and granted to nobody, opened for whoever makes it."""
    fresh = Compartment(kind=kind, scope=scope, made_on=today)
    return Opened(fresh, boxes.new_key(), boxes.new_key())


def new_shred_key(opened: Opened) -> ShredKey:
    """Return, unsaved, the row of a fresh compartment's other half; store it with the grants."""
    return ShredKey(compartment=opened.compartment, half=opened.half)


def put_text(opened: Opened, kind: str, text: str, today: date) -> Seal:
    """Seal a text in an opened compartment and store it."""
    (seal,) = put_texts(opened, {kind: text}, today)
    return seal


def put_texts(opened: Opened, texts: dict[str, str], today: date) -> list[Seal]:
    """Seal several texts, by kind, with one write."""
    return Seal.objects.bulk_create(new_text(opened, k, text, today) for k, text in texts.items())


def new_text(opened: Opened, kind: str, text: str, today: date) -> Seal:
    """Seal a text in an opened compartment; return it unsaved, for an act that stores many rows."""
    seal = Seal(compartment=opened.compartment, kind=kind, made_on=today)
    seal.box = box_of(seal, text, opened)
    return seal


def box_of(seal: Seal, text: str, opened: Opened) -> bytes:
    """Seal a text for the place and version a seal has now."""
    return boxes.lock(opened.key, boxes.pad(text.encode()), _place(seal, opened.compartment))


def text_of(seal: Seal, opened: Opened) -> str:
    """Read one seal of an opened compartment. Raises WillNotOpen if it was altered or moved.

    Only `vault.actions` may call this for a person: there the opening is recorded.
    """
    box = boxes.unlock(opened.key, bytes(seal.box), _place(seal, opened.compartment))
    return boxes.unpad(box).decode()


def put_file(opened: Opened, label: FileLabel, chunks: Iterable[bytes], today: date) -> SealedFile:
    """Seal a file into the store; its name in the store says nothing about it."""
    reference, counted = references.new(), Counted(chunks)
    size = store_file(opened, reference, counted)
    label = replace(label, size=counted.size, sha256=counted.sha256)
    file = new_file(opened, reference, label, size, today)
    file.label.save()
    file.save()
    return file


class Counted:
    """The bytes of a file as they pass, their number and their SHA-256."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks, self.size, self.hash = chunks, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.size += len(chunk)
            self.hash.update(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        """The digest of what has passed."""
        return self.hash.hexdigest()


def store_file(
    opened: Opened, reference: str, chunks: Iterable[bytes], name: str | None = None
) -> int:
    """Seal a file's bytes into the store under its reference; return how many were stored.

    The compartment need not be stored yet: files of a report are sealed to it while it is written.
    """
    return _store(opened, reference, name or stored_as(reference), chunks)


def store_again(opened: Opened, reference: str, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Seal the bytes of a stored file once more; return the fresh name and size in the store."""
    name = stored_as(references.new())
    return name, _store(opened, reference, name, chunks)


def _store(opened: Opened, reference: str, name: str, chunks: Iterable[bytes]) -> int:
    place = boxes.bind("file", opened.compartment.reference, reference)
    key = boxes.derive(opened.key, f"file {reference}")
    stream = Stream(boxes.lock_stream(key, chunks, place))
    store().save(name, stream)
    return int(stream.size)


def new_file(
    opened: Opened,
    reference: str,
    label: FileLabel,
    stored_size: int,
    today: date,
    *,
    name: str | None = None,
) -> SealedFile:
    """Return the unsaved row of a stored file, and its unsaved label: save the label first."""
    return SealedFile(
        reference=reference,
        compartment=opened.compartment,
        label=new_text(opened, "file-label", label.as_json(), today),
        stored_as=name or stored_as(reference),
        stored_size=stored_size,
        made_on=today,
    )


def stored_as(reference: str) -> str:
    """Return where the store keeps a file: its reference, which says nothing about it."""
    return f"{reference[:2]}/{reference}"


def content_of(file: SealedFile, opened: Opened) -> tuple[FileLabel, Iterator[bytes]]:
    """Read one sealed file: its label, and its content in chunks. Raises WillNotOpen."""
    label = FileLabel.from_json(text_of(file.label, opened))
    return label, read_file(opened, file.reference, file.stored_as)


def read_file(opened: Opened, reference: str, name: str) -> Iterator[bytes]:
    """Read the bytes of a stored file, a chunk at a time. Raises WillNotOpen."""
    place = boxes.bind("file", opened.compartment.reference, reference)
    key = boxes.derive(opened.key, f"file {reference}")
    with store().open(name, "rb") as stored:
        yield from boxes.unlock_stream(key, stored.chunks(boxes.CHUNK), place)


def store() -> Storage:
    """Return where sealed files lie: a folder, or an object store by configuration."""
    return storages["sealed"]


def free_bytes() -> int | None:
    """Return how much room is left where sealed files lie; None where the store does not tell."""
    place = store()
    if not isinstance(place, FileSystemStorage) or not Path(place.location).is_dir():
        return None
    return shutil.disk_usage(place.location).free


def grant_place(compartment: Compartment, holder: Keyring, grant: str) -> bytes:
    """Return the binding of a grant: it opens for this holder, this compartment, this row only."""
    return boxes.bind("grant", compartment.reference, holder.reference, grant)


def _place(seal: Seal, compartment: Compartment) -> bytes:
    return boxes.bind("seal", compartment.reference, seal.kind, seal.reference, seal.version)
