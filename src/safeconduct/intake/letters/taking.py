"""A letter becomes a report: sealed as if it had been written into the form, and told to nobody.

Nothing of it is logged. Its key is a digest under this installation's secret, so that a thief of
the database cannot try whether a letter of theirs is here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.crypto import salted_hmac

from safeconduct.access import actors
from safeconduct.base import references
from safeconduct.intake import drafts, form, queries, uploads
from safeconduct.intake.actions.adding import add_words
from safeconduct.intake.actions.reporting import StoredFile, Submission, submit
from safeconduct.intake.drafts import files
from safeconduct.intake.letters import threads
from safeconduct.intake.letters.opening import opened
from safeconduct.intake.letters.shape import (
    EMPTY,
    LONG,
    NO_RECEIPT,
    UNKNOWN_FILE,
    Enclosure,
    Opened,
)
from safeconduct.intake.models import Message, Report
from safeconduct.roster.models import Mission
from safeconduct.vault import receipts
from safeconduct.vault.seals import FileLabel

EMAIL = "email"
LONGEST_TEXT = 20_000
CHUNK = 64 * 1024
UNKNOWN_KIND = "application/octet-stream"
SALT = "safe-conduct.letter"


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that lies safely in a report, and the receipt where the report is a new one."""

    report: Report
    letter: Opened = field(repr=False)
    receipt: str = field(default="", repr=False)


def key_of(box: str, raw: bytes) -> str:
    """Return the submission key of a letter in a box: the same for the same bytes, always.

    Numbers that the mail server gives change when a box is moved or restored; the bytes hold how
    the letter came, so two letters are never the same.
    """
    words = f"{box} {hashlib.sha256(raw).hexdigest()}"
    return str(salted_hmac(SALT, words, algorithm="sha256").hexdigest())


def take(*, box: str, mission: Mission | None, language: str, raw: bytes, today: date) -> Taken:
    """Store a letter as a report, once, however often it is shown. Raises roster.queries.NoDesk.

    When this returns, all that is kept of the letter lies sealed and committed.
    """
    reporter, key, letter = actors.reporter(), key_of(box, raw), opened(raw)
    if queries.arrived(reporter, key):
        return Taken(Report.objects.get(submission=key), letter)
    earlier = threads.report_of(letter.follows)
    if earlier is not None:
        _hide_receipt(letter, earlier)
    enclosures, answers = _told(letter)
    if earlier is not None:
        if _joins(letter, earlier, key, threads.subject(language)):
            text = _in_a_message(letter, threads.subject(language))
            _add(text, enclosures, earlier, key, today)
            return Taken(earlier, letter)
        answers |= {"earlier": earlier.reference}
    token = drafts.begin(today, form.letter())
    try:
        content = drafts.read(token)
        stored = [_sealed(token, content, enclosure) for enclosure in enclosures]
        if any(file.label.content_type == UNKNOWN_KIND for file in stored):
            letter.notes.add(UNKNOWN_FILE)
        words = receipts.make(language)
        receipt = receipts.keys(words)
        notes = [code for code in _offered() if code in {NO_RECEIPT, *letter.notes}]
        submission = Submission(
            key=key,
            form=form.letter().code,
            language=language,
            channel=EMAIL,
            mission=mission,
            answers=answers | {"notes": notes},
            identity=letter.sender,
            ahead=files.opened(content),
            files=stored,
        )
        report = submit(actor=reporter, submission=submission, receipt=receipt, today=today)
    finally:
        drafts.forget(token)  # with the files, if another process was quicker or this one failed
    return Taken(report, letter, words if report.lookup == receipt.lookup else "")


def _hide_receipt(letter: Opened, earlier: Report) -> None:
    letter.text = threads.without_receipt(letter.text, earlier)
    for place, file in enumerate(letter.enclosures):
        with suppress(UnicodeDecodeError):
            said = file.content.decode()
            hidden = threads.without_receipt(said, earlier)
            if hidden != said:
                letter.enclosures[place] = replace(file, content=hidden.encode())


def _joins(letter: Opened, earlier: Report, key: str, subject: str) -> bool:
    """Say whether a letter that answers ours joins the report it was about.

    Under another subject, or with files, it is another report; but not behind a wall, for whoever
    is kept out of the one would read the other.
    """
    if Message.objects.filter(report=earlier, reference=threads.reference_of(key)).exists():
        return True
    owner, said = actors.reporter(own=earlier.reference), letter.sender.get("subject", "")
    alone = not letter.enclosures and not letter.notes & {EMPTY, LONG}
    follows = queries.stands_behind_a_wall(owner, earlier) or (alone and said.endswith(subject))
    return follows and queries.takes_words(owner, earlier)


def _in_a_message(letter: Opened, subject: str) -> str:
    """Return a letter as a message, below its subject where that is not the one of ours."""
    about = letter.sender.get("subject", "")
    told = [] if about.endswith(subject) else [about]
    return "\n\n".join(filter(None, [*told, letter.text[:LONGEST_TEXT]]))


def _add(text: str, enclosures: list[Enclosure], earlier: Report, key: str, today: date) -> None:
    owner, reference = actors.reporter(own=earlier.reference), threads.reference_of(key)
    sent = [(_label(enclosure), enclosure.content) for enclosure in enclosures]
    add_words(actor=owner, report=earlier, text=text, today=today, files=sent, key=reference)


def _told(letter: Opened) -> tuple[list[Enclosure], dict[str, object]]:
    """Return the files of a letter, and the one answer that it gives to the form."""
    if len(letter.text) <= LONGEST_TEXT:
        return letter.enclosures, {"what": letter.text}
    letter.notes.add(LONG)
    whole = Enclosure("text.txt", letter.text.encode())
    return [whole, *letter.enclosures], {"what": letter.text[:LONGEST_TEXT]}


def _offered() -> list[str]:
    return [code for q in form.letter().questions() if q.code == "notes" for code in q.options]


def _sealed(token: str, content: drafts.Content, enclosure: Enclosure) -> StoredFile:
    """Seal one file of a letter."""
    file = StoredFile(references.new(), _label(enclosure), 0)
    return files.sealed(token, content, file, _chunks(enclosure.content))


def _label(enclosure: Enclosure) -> FileLabel:
    """Say what a file of a letter is; a kind that the form does not take is kept as it came."""
    kind = uploads.kind_of(enclosure.content) or UNKNOWN_KIND
    return FileLabel(uploads.plain_name(enclosure.name), kind, len(enclosure.content))


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
