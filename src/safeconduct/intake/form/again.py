"""What somebody said about themselves once, and is not asked again when they tell something else.

That is which mission they mean, how they know of things, whether they are a child, and how they can
be reached. What happened, to whom, when and where is of the report it was said in, and stays there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.utils.translation import gettext as _

from safeconduct.intake.form.answers import UNKNOWN, Refused, accept
from safeconduct.intake.form.shape import IDENTITY, Answer, Answers, Form, Page, Question

RELATION = "relation"
WROTE_BEFORE = "wrote-before"  # no question: whoever wants to may have it said in a new report
SAID = "yes"


def lasting(form: Form, told: Answers, *, today: date, missions: Collection[str]) -> Answers:
    """Return what stands of earlier answers for a new report under `form`, by question.

    A question that was left empty beside one that stands is returned empty: it was asked, too. An
    answer that `form` does not take any more is left out, and so is a mission nobody knew.
    """
    stands: dict[str, Answer] = {}
    for page in form.pages:
        kept = dict(_kept(form, page, told, today, missions))
        if any(kept.values()):
            stands |= kept
    return stands


def reaching(form: Form) -> frozenset[str]:
    """Return the questions that ask how somebody can be reached, or whether."""
    told = [page for page in form.pages if any(q.part == IDENTITY for q in page.questions)]
    asked = {question.code for page in told for question in page.questions}
    return frozenset(asked | {page.after for page in told if page.after})


def wrote_before() -> str:
    """Return what the desk reads of somebody who chose to have it said."""
    return _("Whoever wrote this says that they wrote to us before.")


def _kept(
    form: Form, page: Page, told: Answers, today: date, missions: Collection[str]
) -> Iterator[tuple[str, Answer]]:
    for question in page.questions:
        if not _of_themselves(form, question):
            continue
        said = told.get(question.code, "")
        try:
            taken = accept(question, said, today=today, missions=missions) if said else None
        except Refused:
            taken = None
        unknown = question.kind == "mission" and taken == UNKNOWN
        yield question.code, "" if unknown or not taken else taken


def _of_themselves(form: Form, question: Question) -> bool:
    named = question.code == RELATION or question.code in reaching(form)
    return named or question.kind == "mission" or bool(question.child)
