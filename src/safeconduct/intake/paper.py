"""The report form on paper: the same questions in the same order, with space to write.

It is made from the version that is asked now, so that what is on paper can be keyed in question by
question. Whoever asks for it leaves nothing behind: it says nothing about them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from safeconduct.base import prints
from safeconduct.intake import form

SHEET = "paper.typ"
ROOMY, PAGE = 2_000, 24  # an answer this long gets most of a page to write on
WRITTEN = frozenset({"text", "place", "mission"})
DATES = frozenset({"date", "date-approximate"})


def sheet(asked: form.Form, address: str) -> bytes:
    """Return the form as a PDF in the reader's language, with a way to the site at `address`.

    Without an address it names no site.
    """
    content = {
        "rtl": get_language_bidi(),
        "lang": (get_language() or "en").partition("-")[0],
        "title": _("Report on paper"),
        "lead": _("Write in any language. Leave empty what you do not want to answer."),
        "advice": [
            _("Give it only to an officer for conduct, or put it in their locked box."),
            _("You do not have to give your name. Without it nobody can write back to you."),
            _("Whoever finds this paper can read it. Keep it on you until you hand it over."),
        ],
        "apart": _("Keep this sheet apart from the others: it names you."),
        "site": _("Or report on this site"),
        "address": address,
        "code": prints.code(address) if address else "",
        "form": asked.code,
        "sections": list(_sections(asked)),
    }
    return _compiled(json.dumps(content, ensure_ascii=False, sort_keys=True))


def numbered(asked: form.Form) -> list[tuple[str, form.Page]]:
    """Return the pages that paper can hold, each with its number; what only tells has none."""
    held, number = [], 0
    for page in asked.pages:
        if all(question.kind == "file" for question in page.questions) and page.questions:
            continue
        number += bool(page.questions)
        held.append((str(number) if page.questions else "", page))
    return held


def _sections(asked: form.Form) -> Iterator[dict[str, Any]]:
    """Yield every page that asks for something that paper can hold."""
    named = False
    for number, page in numbered(asked):
        questions = [question for question in page.questions if question.kind != "file"]
        names = any(question.part == form.IDENTITY for question in questions)
        alone = len(questions) == 1
        title = questions[0].label if alone else page.label
        yield {
            "title": f"{number}. {title}" if number else title,
            "help": page.help,
            "after": " · ".join(form.shown_to(asked, page)),
            "told": page.told,
            "apart": names and not named,
            "questions": [_question(question, alone=alone) for question in questions],
        }
        named = named or names


def _question(question: form.Question, *, alone: bool) -> dict[str, Any]:
    rows = 0
    if question.kind in WRITTEN:
        short = question.kind != "text" or question.lines == 1
        rows = 1 if short else PAGE if question.most > ROOMY else question.lines
    return {
        "label": "" if alone else question.label,
        "help": question.help,
        "options": [words for _code, words in question.choices],
        "date": [_("Day"), _("Month"), _("Year")] if question.kind in DATES else [],
        "rows": rows,
    }


@lru_cache(maxsize=32)
def _compiled(content: str) -> bytes:
    """Set the sheet, once for each language."""
    return prints.sheet(files("safeconduct.intake").joinpath(SHEET).read_bytes(), content)
