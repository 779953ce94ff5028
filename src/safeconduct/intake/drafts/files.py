"""The files of a report being written: sealed straight into the compartment it will have."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from safeconduct.base import references
from safeconduct.intake import scanning, uploads
from safeconduct.intake.actions.reporting import StoredFile
from safeconduct.intake.drafts.places import (
    Content,
    NoDraft,
    Place,
    changing,
    read,
    remove_stored,
    still_open,
)
from safeconduct.intake.models import Draft, DraftFile
from safeconduct.vault import boxes, seals
from safeconduct.vault.models import Compartment
from safeconduct.vault.seals import FileLabel
from safeconduct.vault.terms import Kind


def add_file(token: str, name: str, raw: bytes, today: date) -> None:
    """Add a file that came at once, as an ordinary form sends it.

    Raises uploads.NotTaken, NoDraft or Frozen.
    """
    label = uploads.label_of(name, raw)
    content = read(token)
    room_left(content)
    reference = references.new()
    file = sealed(token, content, StoredFile(reference, label, 0), [raw])
    with changing(token, today) as content:
        room_left(content)
        content["files"].append(remembered(file))


def sealed(token: str, content: Content, file: StoredFile, chunks: Iterable[bytes]) -> StoredFile:
    """Seal a file into the store, counting, hashing and scanning it as it passes.

    The row that remembers it comes first: a crash leaves a row to sweep, never a file that nobody
    knows. Each attempt lies under a name of its own. Raises NoDraft.
    """
    row = Draft.objects.filter(lookup=Place.of(token).lookup).first()
    if row is None:
        raise NoDraft
    name = seals.stored_as(references.new())
    known = DraftFile.objects.create(draft=row, stored_as=name)
    counted, scan = seals.Counted(chunks), scanning.Scan()
    try:
        passing = scan.watching(counted)
        size = seals.store_file(opened(content), file.reference, passing, name)
    except BaseException:
        forget_stored(known.stored_as)
        raise
    label = replace(file.label, size=counted.size, sha256=counted.sha256, scan=scan.said)
    return StoredFile(file.reference, label, size, name)


def remove_file(token: str, reference: str, today: date) -> None:
    """Take a file out of a report that was not sent, arrived or not. Raises NoDraft or Frozen."""
    with changing(token, today) as content:
        still_open(content)
        known = [stored(file) for file in content["files"] if file["reference"] == reference]
        names = [file.name for file in known]
        if any(file["reference"] == reference for file in arriving(content)):
            names.append(seals.stored_as(reference))
        content["files"] = [file for file in content["files"] if file["reference"] != reference]
        content["arriving"] = [file for file in arriving(content) if file["reference"] != reference]
    for name in names:
        forget_stored(name)


def forget_stored(name: str) -> None:
    """Remove a file of a draft from the store, and the row that remembered it first.

    Whoever stores a piece looks for the row afterwards: one of the two removes it.
    """
    for file in DraftFile.objects.filter(stored_as=name):
        if file.delete()[0]:
            remove_stored(file)


def opened(content: Content) -> seals.Opened:
    """Return the compartment the report will have, opened by the key in its draft."""
    compartment = Compartment(
        reference=content["compartment"],
        kind=Kind.REPORT,
        scope=content["report"],
    )
    halves = base64.b64decode(content["key"])
    return seals.Opened(compartment, halves[: boxes.KEY], halves[boxes.KEY :])


def remembered(file: StoredFile) -> Content:
    """Return what a draft remembers of a file that is here."""
    label = file.label
    return {
        "reference": file.reference,
        "name": label.name,
        "type": label.content_type,
        "size": label.size,
        "sha256": label.sha256,
        "scan": label.scan,
        "stored_size": file.stored_size,
        "stored_as": file.stored_as,
        "answers": label.answers,
        "seconds": label.seconds,
    }


def stored(file: Content) -> StoredFile:
    """Return what a draft remembers of a file, as the report takes it over."""
    said = file.get("sha256", ""), file.get("scan", "")
    spoken = file.get("answers", ""), file.get("seconds", 0)
    label = FileLabel(file["name"], file["type"], file["size"], *said, *spoken)
    name = file.get("stored_as", "")
    return StoredFile(file["reference"], label, file["stored_size"], name)


def arriving(content: Content) -> list[Content]:
    """Return the files of a draft of which only pieces are here."""
    return list(content.get("arriving", []))


def spoken(content: Content) -> dict[str, Content]:
    """Return the recordings that answer a question, by question."""
    return {file["answers"]: file for file in content["files"] if file.get("answers")}


def room_left(content: Content) -> None:
    """Raise Frozen once it was closed, and uploads.NotTaken when it has all the files it may.

    Files of reports that are never sent must not fill the disk that words need: while little of it
    is free, no new one is taken. Those that are on their way arrive.
    """
    still_open(content)
    if len(content["files"]) + len(arriving(content)) >= uploads.most_files():
        raise uploads.NotTaken(uploads.too_many())
    free = seals.free_bytes()
    if free is not None and free < uploads.least_free():
        raise uploads.NotTaken(uploads.no_room())
