"""Sealing: holding an opened compartment is the proof that one may add to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

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
    """What a file was called and what it is; sealed beside it."""

    name: str
    content_type: str
    size: int


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
    reference = references.new()
    size = store_file(opened, reference, chunks)
    file = new_file(opened, reference, label, size, today)
    file.label.save()
    file.save()
    return file


def store_file(opened: Opened, reference: str, chunks: Iterable[bytes]) -> int:
    """Seal a file's bytes into the store under its reference; return how many were stored.

    The compartment need not be stored yet: files of a report are sealed to it while it is written.
    """
    return _store(opened, reference, stored_as(reference), chunks)


def store_again(opened: Opened, reference: str, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Seal the bytes of a stored file once more; return the fresh name and size in the store."""
    name = stored_as(references.new())
    return name, _store(opened, reference, name, chunks)


def _store(opened: Opened, reference: str, name: str, chunks: Iterable[bytes]) -> int:
    place = boxes.bind("file", opened.compartment.reference, reference)
    key = boxes.derive(opened.key, f"file {reference}")
    content = b"".join(boxes.lock_stream(key, chunks, place))
    store().save(name, ContentFile(content))
    return len(content)


def new_file(
    opened: Opened, reference: str, label: FileLabel, stored_size: int, today: date
) -> SealedFile:
    """Return the unsaved row of a stored file, and its unsaved label: save the label first."""
    words = {"name": label.name, "type": label.content_type, "size": label.size}
    return SealedFile(
        reference=reference,
        compartment=opened.compartment,
        label=new_text(opened, "file-label", json.dumps(words), today),
        stored_as=stored_as(reference),
        stored_size=stored_size,
        made_on=today,
    )


def stored_as(reference: str) -> str:
    """Return where the store keeps a file: its reference, which says nothing about it."""
    return f"{reference[:2]}/{reference}"


def content_of(file: SealedFile, opened: Opened) -> tuple[FileLabel, Iterator[bytes]]:
    """Read one sealed file: its label, and its content in chunks. Raises WillNotOpen."""
    words = json.loads(text_of(file.label, opened))
    place = boxes.bind("file", opened.compartment.reference, file.reference)
    key = boxes.derive(opened.key, f"file {file.reference}")

    def chunks() -> Iterator[bytes]:
        with store().open(file.stored_as, "rb") as stored:
            yield from boxes.unlock_stream(key, stored.chunks(boxes.CHUNK), place)

    return FileLabel(words["name"], words["type"], words["size"]), chunks()


def store() -> Storage:
    """Return where sealed files lie: a folder, or an object store by configuration."""
    return storages["sealed"]


def grant_place(compartment: Compartment, holder: Keyring, grant: str) -> bytes:
    """Return the binding of a grant: it opens for this holder, this compartment, this row only."""
    return boxes.bind("grant", compartment.reference, holder.reference, grant)


def _place(seal: Seal, compartment: Compartment) -> bytes:
    return boxes.bind("seal", compartment.reference, seal.kind, seal.reference, seal.version)
