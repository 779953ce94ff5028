"""Which versions of the form there are. Answers are kept with the version they were given under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from safeconduct.intake.form.answers import in_words
from safeconduct.intake.form.reading import read
from safeconduct.intake.form.shape import Form

SHIPPED = Path(__file__).with_name("report.1.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as a person reads it."""

    code: str
    label: str
    said: str = field(repr=False)


@cache
def version(code: str) -> Form:
    """Return a version of the form. Raises KeyError for one this installation never asked."""
    forms = {form.code: form for form in (read(SHIPPED.read_text(encoding="utf-8")),)}
    return forms[code]


@cache
def current() -> Form:
    """Return the form that a new report is given."""
    return version("report.1")


def lines(form: str, answers: Mapping[str, object]) -> list[Line]:
    """Return answers as a person reads them, in the order asked; what no question fits comes last.

    For the reporter who checks them and for the desk that opened them.
    """
    try:
        asked = list(version(form).questions())
    except KeyError:
        asked = []
    known = [
        Line(q.code, q.label, in_words(q, answers[q.code])) for q in asked if q.code in answers
    ]
    codes = {question.code for question in asked}
    return known + [Line(c, c, str(said)) for c, said in answers.items() if c not in codes]
