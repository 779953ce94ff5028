"""The report form: its questions are data, and every answer is held to its question.

The web shows the questions; it decides nothing.
"""

from safeconduct.intake.form.again import SAID, WROTE_BEFORE, lasting, reaching
from safeconduct.intake.form.answers import UNKNOWN, Refused, Settled, accept, in_words, settle
from safeconduct.intake.form.reading import read
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
from safeconduct.intake.form.showing import shown_to
from safeconduct.intake.form.tables import Faulty
from safeconduct.intake.form.versions import (
    Line,
    current,
    every_shipped,
    is_young,
    letter,
    lines,
    shipped,
    text_of,
    version,
)

__all__ = [
    "FACTS",
    "IDENTITY",
    "KINDS",
    "SAID",
    "UNKNOWN",
    "WROTE_BEFORE",
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
    "every_shipped",
    "in_words",
    "is_young",
    "lasting",
    "letter",
    "lines",
    "reaching",
    "read",
    "settle",
    "shipped",
    "shown_to",
    "text_of",
    "version",
]
