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
from safeconduct.vault.models import Compartment, Keyring, Seal, SealedFile


@dataclass(frozen=True, slots=True)
class Opened:
    """A compartment and its key, in memory for the length of one act."""

    compartment: Compartment
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileLabel:
    """What a file was called and what it is; sealed beside it."""

    name: str
    content_type: str
    size: int


def put_text(opened: Opened, kind: str, text: str, today: date) -> Seal:
    """Seal a text in an opened compartment and store it."""
    (seal,) = put_texts(opened, {kind: text}, today)
    return seal


def put_texts(opened: Opened, texts: dict[str, str], today: date) -> list[Seal]:
    """Seal several texts, by kind, with one write."""
    seals = []
    for kind, text in texts.items():
        seal = Seal(compartment=opened.compartment, kind=kind, made_on=today)
        box = boxes.lock(opened.key, boxes.pad(text.encode()), _place(seal, opened.compartment))
        seal.box = box
        seals.append(seal)
    return Seal.objects.bulk_create(seals)


def text_of(seal: Seal, opened: Opened) -> str:
    """Read one seal of an opened compartment. Raises WillNotOpen if it was altered or moved.

    Only `vault.actions` may call this for a person: there the opening is recorded.
    """
    box = boxes.unlock(opened.key, bytes(seal.box), _place(seal, opened.compartment))
    return boxes.unpad(box).decode()


def put_file(opened: Opened, label: FileLabel, chunks: Iterable[bytes], today: date) -> SealedFile:
    """Seal a file into the store; its name in the store says nothing about it."""
    reference = references.new()
    words = {"name": label.name, "type": label.content_type, "size": label.size}
    sealed_label = put_text(opened, "file-label", json.dumps(words), today)
    place = boxes.bind("file", opened.compartment.reference, reference)
    key = boxes.derive(opened.key, f"file {reference}")
    content = b"".join(boxes.lock_stream(key, chunks, place))
    stored_as = store().save(f"{reference[:2]}/{reference}", ContentFile(content))
    return SealedFile.objects.create(
        reference=reference,
        compartment=opened.compartment,
        label=sealed_label,
        stored_as=stored_as,
        stored_size=len(content),
        made_on=today,
    )


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
