"""The versions of the form that were written at the desk, and their recordings."""

from __future__ import annotations

from django.db.models import F, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake.models import QuestionSet, Recording


def question_sets(actor: Actor) -> QuerySet[QuestionSet]:
    """The versions of the form that were written here, the one in use first, drafts before all."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    known = QuestionSet.objects.select_related("written_by", "published_by")
    return known.order_by(F("place").desc(nulls_first=True), "-written_on", "code")


def question_set(actor: Actor, reference: str) -> QuestionSet:
    """One version by its reference. Raises gate.Denied where there is none."""
    found = question_sets(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(reference)
    return found


def recordings(actor: Actor, questions: QuestionSet) -> QuerySet[Recording]:
    """The recordings of a version, without their sound, for whoever writes questions."""
    gate.require_anywhere(actor, Permission.FORM_EDIT)
    kept = Recording.objects.filter(questions=questions).defer("content")
    return kept.select_related("supplied_by").order_by("page", "young", "language")


def recording(actor: Actor, reference: str) -> Recording:
    """One recording with its sound: of a published version for anybody, else for its writers.

    Raises gate.Denied where there is none.
    """
    found = Recording.objects.select_related("questions").filter(reference=reference).first()
    if found is None or found.questions.published_on is None:
        gate.require_anywhere(actor, Permission.FORM_EDIT)
    if found is None:
        raise gate.Denied(reference)
    return found


def heard(actor: Actor, form: str, page: str, language: str, *, young: bool) -> str:
    """The reference of what a reporter may listen to on a page; nothing where nothing was supplied.

    It is public, as the page is.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    published = Recording.objects.filter(questions__published_on__isnull=False)
    known = published.filter(questions__code=form, page=page, language=language, young=young)
    return known.values_list("reference", flat=True).first() or ""
