"""Reads the words in which a page is put to somebody who said that they are under 18.

The question stays the same, and so do the codes of its answers: only the words are simpler.
"""

from __future__ import annotations

from dataclasses import replace

from safeconduct.intake.form import tables
from safeconduct.intake.form.shape import Page, Question
from safeconduct.intake.form.tables import Row

PAGE = frozenset({"label", "help", "say"})
QUESTION = frozenset({"label", "help"})
ONLY = "only"  # a page for nobody else


def in_young_words(page: Page, row: Row) -> Page | None:
    """Return the page in the words for the young; None where it has none. Raises Faulty."""
    where = f"page {page.code}, young"
    said = {} if row.get("young") == ONLY else tables.table(row, "young")
    tables.known(said, PAGE, where)
    rows = tables.rows(row, "question", where)
    questions = tuple(map(_question, page.questions, rows))
    if not said and questions == page.questions:
        return None
    told = tuple(tables.words(words, where) for words in tables.rows(said, "say", where))
    return replace(
        page,
        questions=questions,
        labels=tables.words(said["label"], where) if "label" in said else page.labels,
        helps=tables.words(said["help"], where) if "help" in said else page.helps,
        says=told or page.says,
    )


def _question(question: Question, row: Row) -> Question:
    where = f"question {question.code}, young"
    said = tables.table(row, "young")
    tables.known(said, QUESTION, where)
    options = dict(question.options)
    for option in tables.rows(row, "option", where):
        if "young" in option:
            options[option["code"]] = tables.words(option["young"], where)
    return replace(
        question,
        labels=tables.words(said["label"], where) if "label" in said else question.labels,
        helps=tables.words(said["help"], where) if "help" in said else question.helps,
        options=options,
    )
