"""The files of a report being written: sealed straight into the compartment it will have."""

from __future__ import annotations

import base64
from datetime import date

from safeconduct.base import references
from safeconduct.intake import uploads
from safeconduct.intake.actions.reporting import StoredFile
from safeconduct.intake.drafts.places import Content, Place, changing, read, still_open
from safeconduct.intake.models import Draft, DraftFile
from safeconduct.vault import boxes, seals
from safeconduct.vault.models import Compartment
from safeconduct.vault.terms import Kind


def add_file(token: str, name: str, raw: bytes, today: date) -> None:
    """Seal a file straight into the store, in the compartment the report will have.

    Raises uploads.NotTaken, NoDraft or Frozen. The row that remembers the file comes first: a
    crash leaves a row to sweep, never a file that nobody knows.
    """
    label = uploads.label_of(name, raw)
    content = read(token)
    _room_left(content)
    reference = references.new()
    row = Draft.objects.get(lookup=Place.of(token).lookup)
    DraftFile.objects.create(draft=row, stored_as=seals.stored_as(reference))
    size = seals.store_file(opened(content), reference, [raw])
    with changing(token, today) as content:
        _room_left(content)
        content["files"].append(
            {"reference": reference, "name": label.name, "type": label.content_type}
            | {"size": label.size, "stored_size": size}
        )


def remove_file(token: str, reference: str, today: date) -> None:
    """Take a file out of a report that was not sent. Raises NoDraft or Frozen."""
    with changing(token, today) as content:
        still_open(content)
        known = [file for file in content["files"] if file["reference"] == reference]
        content["files"] = [file for file in content["files"] if file["reference"] != reference]
    if known:
        DraftFile.objects.filter(stored_as=seals.stored_as(reference)).delete()
        seals.store().delete(seals.stored_as(reference))


def opened(content: Content) -> seals.Opened:
    """Return the compartment the report will have, opened by the key in its draft."""
    compartment = Compartment(
        reference=content["compartment"],
        kind=Kind.REPORT,
        scope=content["report"],
    )
    halves = base64.b64decode(content["key"])
    return seals.Opened(compartment, halves[: boxes.KEY], halves[boxes.KEY :])


def stored(file: Content) -> StoredFile:
    """Return what a draft remembers of a file, as the report takes it over."""
    label = seals.FileLabel(file["name"], file["type"], file["size"])
    return StoredFile(file["reference"], label, file["stored_size"])


def _room_left(content: Content) -> None:
    still_open(content)
    if len(content["files"]) >= uploads.MOST_FILES:
        raise uploads.NotTaken(uploads.too_many())
