"""The questions read aloud: supplied for a version before it is published, and published with it.

Nobody puts a recording before a reporter alone: whoever supplied one does not publish it, and a
recording of words that changed since keeps the version from being published (forming.py).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import references
from safeconduct.intake import form, recordings
from safeconduct.intake.changing import NotWritten, account_of, unpublished
from safeconduct.intake.models import QuestionSet, Recording


@transaction.atomic
def record_question(
    *,
    actor: Actor,
    questions: QuestionSet,
    page: str,
    young: bool,
    language: str,
    raw: bytes,
    today: date,
) -> Recording:
    """Keep a page of a version read aloud in one language, in the place of an earlier recording.

    Raises recordings.NotHeard for a file that is none, NotWritten for a page the version lacks.
    """
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    written = unpublished(questions)
    said = recordings.worded(form.read(written.text), page, young=young)
    if said is None:
        raise NotWritten("This version has no such page any more.")
    kept, _new = Recording.objects.update_or_create(
        questions=written,
        page=page,
        young=young,
        language=language,
        defaults={
            "reference": references.new(),  # another sound, so whoever listened listens again
            "content_type": recordings.kind_of(raw),
            "content": raw,
            "words": recordings.digest(said, language),
            "supplied_by": account_of(actor),
            "supplied_on": today,
        },
    )
    log.record("questions.record", actor=actor, subject=written, detail={"language": language})
    return kept


@transaction.atomic
def remove_recording(*, actor: Actor, recording: Recording) -> None:
    """Take a recording out of a version that was not published. Raises NotWritten."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    written = unpublished(recording.questions)
    Recording.objects.filter(pk=recording.pk).delete()
    log.record("questions.unrecord", actor=actor, subject=written)
