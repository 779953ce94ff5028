"""The questions of the report form are written by one officer and published by another.

What is asked decides what somebody in danger is told and who reads their answers, so nobody
changes it alone; answers stay with the version they were given under.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

from django.db import transaction
from django.db.models import Max

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.intake import form, recordings
from safeconduct.intake.changing import NotWritten, account_of, mark_of, unpublished
from safeconduct.intake.form import editing
from safeconduct.intake.models import QuestionSet


@transaction.atomic
def write_questions(
    *, actor: Actor, text: str, today: date, instead: QuestionSet | None = None
) -> QuestionSet:
    """Keep a version that is not published yet, in the place of another such one if there is one.

    Raises NotWritten for a code that was used before, form.Faulty for a text that is no form.
    """
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    read = form.read(text)
    others = QuestionSet.objects.select_for_update().filter(code=read.code)
    if instead is not None:
        others = others.exclude(pk=instead.pk)
    if read.code in {*form.every_shipped(), form.letter().code} or others.exists():
        raise NotWritten("This code was used before. Answers are kept by it: choose a new one.")
    written = unpublished(instead) if instead is not None else QuestionSet()
    written.code, written.text = read.code, text
    written.written_by, written.written_on = account_of(actor), today
    written.save()
    log.record("questions.write", actor=actor, subject=written)
    return written


@transaction.atomic
def begin_questions(*, actor: Actor, today: date) -> QuestionSet:
    """Keep a version like the one that is asked now, under a code of its own, to be changed."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    asked = form.current().code
    sheet = editing.sheet_of(form.text_of(asked))
    stem, _dot, number = asked.rpartition(".")
    stem, place = (stem, int(number)) if stem and number.isdecimal() else (asked, 1)
    used = {*form.every_shipped(), *QuestionSet.objects.values_list("code", flat=True)}
    sheet["form"] = next(code for n in count(place + 1) if (code := f"{stem}.{n}") not in used)
    written = QuestionSet(code=sheet["form"], text=editing.text_of_sheet(sheet))
    written.written_by, written.written_on = account_of(actor), today
    form.read(written.text)
    written.save()
    log.record("questions.write", actor=actor, subject=written)
    return written


@transaction.atomic
def edit_questions(
    *, actor: Actor, questions: QuestionSet, change: Callable[[editing.Sheet], None], today: date
) -> QuestionSet:
    """Keep one change of a version that is not published yet, made on what it says now.

    Raises NotWritten, with the one line of the fault, for a change that leaves no form.
    """
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    written = unpublished(questions)
    try:
        sheet = editing.sheet_of(written.text)
        change(sheet)
        text = editing.text_of_sheet(sheet)
        form.read(text)
    except form.Faulty as fault:
        raise NotWritten(str(fault)) from fault
    written.text, written.written_by, written.written_on = text, account_of(actor), today
    written.save()
    log.record("questions.write", actor=actor, subject=written)
    return written


@transaction.atomic
def publish_questions(
    *, actor: Actor, questions: QuestionSet, today: date, seen: str | None = None
) -> QuestionSet:
    """Give this version to every report that begins from now on.

    `seen` is the mark of what the publisher looked at: nobody changes it between the look and the
    act. Raises NotWritten where somebody did, for the one who wrote it or a recording of it, when
    words changed after they were recorded, and when it was published before.
    """
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    written = unpublished(questions)
    account = account_of(actor)
    if written.written_by_id == account.pk:
        raise NotWritten("Somebody else has to publish what you wrote.")
    if seen is not None and seen != mark_of(written):
        raise NotWritten(noop("Something was changed meanwhile. Look at it again."))
    _heard_by_another(written, account)
    last = QuestionSet.objects.aggregate(last=Max("place"))["last"] or 0
    written.published_by, written.published_on, written.place = account, today, last + 1
    written.save()
    log.record("questions.publish", actor=actor, subject=written)
    return written


@transaction.atomic
def discard_questions(*, actor: Actor, questions: QuestionSet) -> None:
    """Throw away a version that nobody was asked. Raises NotWritten for one that was published."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    written = unpublished(questions)
    log.record("questions.discard", actor=actor, subject=written)
    written.delete()


def _heard_by_another(written: QuestionSet, account: Account) -> None:
    """Nobody puts a recording before a reporter alone, nor one that says something else."""
    read = form.read(written.text)
    for recording in written.recordings.defer("content"):
        if recording.supplied_by_id == account.pk:
            raise NotWritten("Somebody else has to publish what you recorded.")
        if not recordings.still_says(read, recording):
            raise NotWritten("Words changed after they were recorded. Record them again first.")
