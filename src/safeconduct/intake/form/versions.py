"""Which versions of the form there are. Answers are kept with the version they were given under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from safeconduct.intake.form.again import WROTE_BEFORE, wrote_before
from safeconduct.intake.form.answers import in_words
from safeconduct.intake.form.reading import read
from safeconduct.intake.form.shape import Form
from safeconduct.intake.models import QuestionSet

SHIPPED = tuple(Path(__file__).with_name(f"report.{n}.toml") for n in (1, 2))  # oldest first
LETTER = Path(__file__).with_name("letter.1.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as a person reads it."""

    code: str
    label: str
    said: str = field(repr=False)


@cache
def every_shipped() -> Mapping[str, Form]:
    """Return the versions that came with the product, by code, the newest last."""
    read_in = (read(path.read_text(encoding="utf-8")) for path in SHIPPED)
    return {form.code: form for form in read_in}


def shipped() -> Form:
    """Return the newest of them, which is given until another is published."""
    return list(every_shipped().values())[-1]


@cache
def letter() -> Form:
    """Return the form that a letter is kept under: nobody is asked it."""
    return read(LETTER.read_text(encoding="utf-8"))


def version(code: str) -> Form:
    """Return a version of the form. Raises KeyError for one this installation never asked."""
    kept_here = {**every_shipped(), letter().code: letter()}
    if code in kept_here:
        return kept_here[code]
    published = QuestionSet.objects.filter(code=code, published_on__isnull=False).first()
    if published is None:
        raise KeyError(code)
    return _read_once(published.text)


def current() -> Form:
    """Return the form that a new report is given."""
    published = QuestionSet.objects.filter(published_on__isnull=False)
    newest = published.order_by("-place").first()
    return shipped() if newest is None else _read_once(newest.text)


def text_of(code: str) -> str:
    """Return the text of a version, to begin another from. Raises KeyError."""
    if code in every_shipped():
        return SHIPPED[list(every_shipped()).index(code)].read_text(encoding="utf-8")
    return QuestionSet.objects.get(code=code).text


@lru_cache(maxsize=32)
def _read_once(text: str) -> Form:
    return read(text)


def is_young(form: str, answers: Mapping[str, object]) -> bool:
    """Say whether somebody who answered so said that they are under 18."""
    try:
        return version(form).young(answers)
    except KeyError:
        return False


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
    if WROTE_BEFORE in answers:
        known.append(Line(WROTE_BEFORE, _("Before"), wrote_before()))
    codes.add(WROTE_BEFORE)
    return known + [Line(c, c, str(said)) for c, said in answers.items() if c not in codes]
