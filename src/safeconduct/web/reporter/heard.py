"""How a recording that answers a question is told to whoever made it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from safeconduct.intake import drafts, form

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """The one question of a page that a recording answers as well, and that recording."""

    question: form.Question
    reference: str = ""
    words: str = ""


def on(page: form.Page, content: drafts.Content) -> Heard | None:
    """Return the question of a page that may be spoken, with what was; None where none may."""
    question = next((q for q in page.questions if q.may_be_spoken), None)
    if question is None:
        return None
    file = drafts.spoken(content).get(question.code)
    return Heard(question, file["reference"], told(file["seconds"])) if file else Heard(question)


def told(seconds: int) -> str:
    """Return a recording in words, with how long it is."""
    return _("A recording, %(time)s") % {"time": f"{seconds // MINUTE}:{seconds % MINUTE:02d}"}
