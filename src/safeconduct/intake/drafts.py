"""What is kept between two pages of somebody without an account, and who alone can read it.

The row is found by a hash of a token and sealed under a key drawn from that token; the token lives
only in one cookie. A thief of the database has boxes without keys, a thief of the phone's cookie
nothing without the database. Rows carry the day they were touched and nothing else in the open.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from safeconduct.access import actors
from safeconduct.access.actors import Actor, Secret
from safeconduct.base import references
from safeconduct.intake import form, queries, uploads
from safeconduct.intake.actions.reporting import StoredFile, Submission
from safeconduct.intake.models import Draft, DraftFile
from safeconduct.roster import queries as roster
from safeconduct.vault import boxes, receipts, seals
from safeconduct.vault.models import Compartment
from safeconduct.vault.terms import Kind

Content = dict[str, Any]
BLOCK = 4096  # a box is padded to whole blocks, so that its length does not tell the words
PURPOSE = "draft"
WEB = "web"


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
        held = DraftFile.objects.select_for_update().filter(draft=draft)
        stored = list(held.values_list("stored_as", flat=True))
        draft.delete()
    for name in stored:
        seals.store().delete(name)


# A report being written


def begin(today: date) -> str:
    """Begin a report. Its identifiers and the key of its files are chosen now, by chance."""
    content: Content = {
        "form": form.current().code,
        "answers": {},
        "files": [],
        "submission": secrets.token_hex(16),
        "report": references.new(),
        "compartment": references.new(),
        "key": base64.b64encode(boxes.new_key() + boxes.new_key()).decode(),
        "receipt": "",
    }
    return keep(content, today)


def answer(token: str, said: form.Answers, today: date) -> Content:
    """Put the answers of one page in place of what was said there. Raises NoDraft or Frozen."""
    with changing(token, today) as content:
        _still_open(content)
        content["answers"] |= said
        content["answers"] = {code: words for code, words in content["answers"].items() if words}
    return content


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
    size = seals.store_file(_opened(content), reference, [raw])
    with changing(token, today) as content:
        _room_left(content)
        content["files"].append(
            {"reference": reference, "name": label.name, "type": label.content_type}
            | {"size": label.size, "stored_size": size}
        )


def remove_file(token: str, reference: str, today: date) -> None:
    """Take a file out of a report that was not sent. Raises NoDraft or Frozen."""
    with changing(token, today) as content:
        _still_open(content)
        known = [file for file in content["files"] if file["reference"] == reference]
        content["files"] = [file for file in content["files"] if file["reference"] != reference]
    if known:
        DraftFile.objects.filter(stored_as=seals.stored_as(reference)).delete()
        seals.store().delete(seals.stored_as(reference))


def settle(token: str, language: str, today: date) -> tuple[Submission, str]:
    """Close a draft for sending; return the submission and the receipt it will have.

    However often it is asked, by two tabs or a double click, the receipt and the submission key
    stay the same. Raises NoDraft, or form.Refused for an answer that is missing or outside its
    question; then nothing is closed.
    """
    codes = {m.code: m for m in roster.missions_taking_reports(actors.reporter())}
    with changing(token, today) as content:
        settled = form.settle(
            form.version(content["form"]), content["answers"], today=today, missions=codes
        )
        if not content["receipt"]:
            content["receipt"] = receipts.make(language)
            content["language"] = language
    submission = Submission(
        key=content["submission"],
        form=content["form"],
        language=content["language"],
        channel=WEB,
        mission=codes.get(settled.mission),
        urgent=settled.urgent,
        answers=settled.facts,
        identity=settled.identity,
        ahead=_opened(content),
        files=[_stored(file) for file in content["files"]],
    )
    return submission, content["receipt"]


def receipt_of(actor: Actor, content: Content) -> str:
    """Return the receipt of a draft whose report is safely stored, else nothing."""
    if content["receipt"] and queries.arrived(actor, content["submission"]):
        return str(content["receipt"])
    return ""


# A mailbox that was opened


def keep_mailbox(box: queries.Mailbox, minute: int, today: date) -> str:
    """Keep an opened mailbox for a while; `minute` says since when, inside the seal."""
    secret = box.actor.secret
    content = {
        "report": box.report.reference,
        "keyring": secret.keyring if secret else "",
        "private": base64.b64encode(secret.private if secret else b"").decode(),
        "minute": minute,
    }
    return keep(content, today)


def mailbox(token: str, minute: int, minutes: int) -> Actor:
    """Return the owner of a mailbox opened at most so many minutes ago. Raises NoDraft."""
    content = read(token)
    if not 0 <= minute - content["minute"] <= minutes:
        forget(token)
        raise NoDraft
    secret = Secret(content["keyring"], base64.b64decode(content["private"]))
    return actors.reporter(own=content["report"], secret=secret)


def _opened(content: Content) -> seals.Opened:
    compartment = Compartment(
        reference=content["compartment"],
        kind=Kind.REPORT,
        scope=content["report"],
    )
    halves = base64.b64decode(content["key"])
    return seals.Opened(compartment, halves[: boxes.KEY], halves[boxes.KEY :])


def _stored(file: Content) -> StoredFile:
    label = seals.FileLabel(file["name"], file["type"], file["size"])
    return StoredFile(file["reference"], label, file["stored_size"])


def _still_open(content: Content) -> None:
    if content["receipt"]:
        raise Frozen


def _room_left(content: Content) -> None:
    _still_open(content)
    if len(content["files"]) >= uploads.MOST_FILES:
        raise uploads.NotTaken(uploads.too_many())
