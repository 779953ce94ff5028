"""What the report form consists of: pages, questions, and who goes through which of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from safeconduct.vocabulary import shelf

Words: TypeAlias = Mapping[str, str]
Answer: TypeAlias = str | list[str]
Answers: TypeAlias = Mapping[str, Answer]

FACTS, IDENTITY = "facts", "identity"
LINES_OF_A_STORY = 3
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
    child: frozenset[str] = frozenset()
    part: str = FACTS
    required: bool = False
    most: int = 300
    lines: int = 8

    @property
    def may_be_spoken(self) -> bool:
        """Whether a recording answers it as well: it asks for a story, and not who tells it."""
        return self.kind == "text" and self.part == FACTS and self.lines >= LINES_OF_A_STORY

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
    not_after: str = ""
    not_answers: tuple[str, ...] = ()
    for_young: bool = True
    for_others: bool = True
    young: Page | None = None

    @property
    def label(self) -> str:
        """The heading; the question itself where the page asks only one."""
        return shelf.in_language(self.labels or self.questions[0].labels)

    @property
    def help(self) -> str:
        """The line of help under the heading, which may be empty."""
        return shelf.in_language(self.helps) if self.helps else ""

    @property
    def heading(self) -> str:
        """What stands over several questions; nothing where the page asks only one."""
        return self.label if len(self.questions) > 1 else ""

    @property
    def hint(self) -> str:
        """The line of help over several questions; nothing where the page asks only one."""
        return self.help if len(self.questions) > 1 else ""

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

    def without_need(self, codes: Collection[str]) -> Page:
        """Return the page as it is where some of its questions need no words."""
        questions = tuple(
            replace(question, required=False) if question.code in codes else question
            for question in self.questions
        )
        young = self.young.without_need(codes) if self.young else None
        return replace(self, questions=questions, young=young)

    def applies(self, answers: Answers) -> bool:
        """Say whether the page is shown to somebody who answered so."""
        asked = not self.after or answers.get(self.after) in self.answers
        return asked and not (self.not_after and answers.get(self.not_after) in self.not_answers)

    def opened_by(self, before: Page) -> bool:
        """Say whether what is answered on a page before decides that this one is shown."""
        asked = {question.code for question in before.questions}
        young = not self.for_others and any(question.child for question in before.questions)
        return young or bool(asked & {self.after, self.not_after})


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the form."""

    code: str
    pages: tuple[Page, ...]

    def questions(self) -> Iterator[Question]:
        """Yield every question, in the order asked."""
        for page in self.pages:
            yield from page.questions

    def without_need(self, codes: Collection[str]) -> Form:
        """Return the form as it is where some of its questions need no words."""
        return replace(self, pages=tuple(page.without_need(codes) for page in self.pages))

    def every_text(self) -> Iterator[tuple[str, ...]]:
        """Yield, part by part, whatever the form says, in the language it was written in."""
        for part in self.every_wording():
            yield tuple(words[shelf.FALLBACK] for words in part)

    def every_wording(self) -> Iterator[tuple[Words, ...]]:
        """Yield, part by part, whatever the form says, in every language that it says itself."""
        worded = [*self.pages, *(page.young for page in self.pages if page.young)]
        for page in worded:
            told = (page.labels, page.helps, page.who_words, *page.says)
            yield tuple(words for words in told if words)
            for question in page.questions:
                said = (question.labels, question.helps, *question.options.values())
                yield tuple(words for words in said if words)

    def young(self, answers: Mapping[str, object]) -> bool:
        """Say whether somebody who answered so said that they are under 18."""
        marked = (question for question in self.questions() if question.child)
        return any(str(answers.get(question.code)) in question.child for question in marked)

    def path(self, answers: Answers) -> list[Page]:
        """Return the pages that somebody who answered so goes through, in the words for them.

        An answer on a page that no longer applies decides nothing.
        """
        shown, standing = [], dict[str, Answer]()
        for page in self.pages:
            if page.applies(standing):
                shown.append(page)
                codes = (question.code for question in page.questions)
                standing |= {code: answers[code] for code in codes if code in answers}
        if self.young(standing):
            return [page.young or page for page in shown if page.for_young]
        return [page for page in shown if page.for_others]

    def page(self, code: str, answers: Answers) -> Page | None:
        """Return a page of that path by its code."""
        return next((page for page in self.path(answers) if page.code == code), None)

    def after(self, page: Page, answers: Answers) -> list[Page]:
        """Return what is still to come after a page, even if that page applies no more."""
        order = [known.code for known in self.pages]
        place = order.index(page.code)
        return [known for known in self.path(answers) if order.index(known.code) > place]
