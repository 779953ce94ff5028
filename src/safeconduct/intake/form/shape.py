"""What the report form consists of: pages, questions, and who goes through which of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from safeconduct.vocabulary import shelf

Words: TypeAlias = Mapping[str, str]
Answer: TypeAlias = str | list[str]
Answers: TypeAlias = Mapping[str, Answer]

FACTS, IDENTITY = "facts", "identity"
KINDS = frozenset(
    {"choice", "choices", "yes-no", "text", "place", "date", "date-approximate", "mission", "file"}
)
YES_NO: Mapping[str, Words] = {"yes": {"en": "Yes", "ar": "نعم"}, "no": {"en": "No", "ar": "لا"}}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: how it is asked, and what may be said to it."""

    code: str
    kind: str
    labels: Words
    helps: Words
    options: Mapping[str, Words]
    urgent: frozenset[str] = frozenset()
    part: str = FACTS
    required: bool = False
    most: int = 300
    lines: int = 8

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return shelf.in_language(self.labels)

    @property
    def help(self) -> str:
        """The line of help under it, which may be empty."""
        return shelf.in_language(self.helps) if self.helps else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Code and label of the answers it offers, in the reader's language."""
        return [(code, shelf.in_language(words)) for code, words in self.options.items()]


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked at once, or what is told where nothing is asked."""

    code: str
    questions: tuple[Question, ...]
    labels: Words
    helps: Words
    who_words: Words
    says: tuple[Words, ...] = ()
    after: str = ""
    answers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The heading; the question itself where the page asks only one."""
        return shelf.in_language(self.labels or self.questions[0].labels)

    @property
    def help(self) -> str:
        """The line of help under the heading, which may be empty."""
        return shelf.in_language(self.helps) if self.helps else ""

    @property
    def who(self) -> str:
        """Who will see what is answered here."""
        return shelf.in_language(self.who_words) if self.who_words else ""

    @property
    def told(self) -> list[str]:
        """The paragraphs of a page that asks nothing."""
        return [shelf.in_language(words) for words in self.says]

    @property
    def required(self) -> bool:
        """Whether the report needs an answer here."""
        return any(question.required for question in self.questions)

    def applies(self, answers: Answers) -> bool:
        """Say whether the page is shown to somebody who answered so."""
        return not self.after or answers.get(self.after) in self.answers


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the form."""

    code: str
    pages: tuple[Page, ...]

    def questions(self) -> Iterator[Question]:
        """Yield every question, in the order asked."""
        for page in self.pages:
            yield from page.questions

    def every_text(self) -> Iterator[tuple[str, ...]]:
        """Yield, part by part, whatever the form says, in the language it was written in."""
        for page in self.pages:
            told = (page.labels, page.helps, page.who_words, *page.says)
            yield tuple(words[shelf.FALLBACK] for words in told if words)
        for question in self.questions():
            said = (question.labels, question.helps, *question.options.values())
            yield tuple(words[shelf.FALLBACK] for words in said if words)

    def path(self, answers: Answers) -> list[Page]:
        """Return the pages that somebody who answered so goes through."""
        return [page for page in self.pages if page.applies(answers)]

    def page(self, code: str, answers: Answers) -> Page | None:
        """Return a page of that path by its code."""
        return next((page for page in self.path(answers) if page.code == code), None)
