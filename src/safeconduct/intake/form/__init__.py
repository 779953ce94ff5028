"""The report form: its questions are data, and every answer is held to its question.

The web shows the questions; it decides nothing.
"""

from safeconduct.intake.form.answers import UNKNOWN, Refused, Settled, accept, in_words, settle
from safeconduct.intake.form.reading import Faulty, read
from safeconduct.intake.form.shape import (
    FACTS,
    IDENTITY,
    KINDS,
    Answer,
    Answers,
    Form,
    Page,
    Question,
)
from safeconduct.intake.form.versions import Line, current, lines, shipped, text_of, version

__all__ = [
    "FACTS",
    "IDENTITY",
    "KINDS",
    "UNKNOWN",
    "Answer",
    "Answers",
    "Faulty",
    "Form",
    "Line",
    "Page",
    "Question",
    "Refused",
    "Settled",
    "accept",
    "current",
    "in_words",
    "lines",
    "read",
    "settle",
    "shipped",
    "text_of",
    "version",
]
