"""Says in words to whom a page is shown, for paper, for officers and for who edits the form."""

from __future__ import annotations

from django.utils.translation import gettext as _

from safeconduct.intake.form.answers import in_words
from safeconduct.intake.form.shape import Form, Page


def shown_to(form: Form, page: Page) -> list[str]:
    """Return after which answers a page is shown, and to whom; nothing for a page for everybody."""
    said = []
    if page.after:
        said.append(f"{_('Only after')}: {_named(form, page.after, page.answers)}")
    if page.not_after:
        said.append(f"{_('Not after')}: {_named(form, page.not_after, page.not_answers)}")
    if not page.for_others:
        said.append(_("Only for somebody under 18"))
    if not page.for_young:
        said.append(_("Not for somebody under 18"))
    return said


def _named(form: Form, code: str, answers: tuple[str, ...]) -> str:
    question = next(q for q in form.questions() if q.code == code)
    return f"{question.label} {' · '.join(in_words(question, answer) for answer in answers)}"
