"""The report form: its questions are data, and every answer is held to its question here.

An answer is either kept exactly as it was given (line ends apart) or refused with one clear line.
The web shows the questions; it decides nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from safeconduct.vocabulary import shelf

Words: TypeAlias = Mapping[str, str]
Answer: TypeAlias = str | list[str]
Answers: TypeAlias = Mapping[str, Answer]

UNKNOWN = "unknown"  # the mission is not known to the reporter
FACTS, IDENTITY = "facts", "identity"
EARLIEST = 1940
MONTHS_A_YEAR, LONGEST_DAY = 12, 31
KINDS = frozenset(
    {"choice", "choices", "yes-no", "text", "place", "date", "date-approximate", "mission", "file"}
)
YES_NO = {"yes": {"en": "Yes", "ar": "نعم"}, "no": {"en": "No", "ar": "لا"}}


class Refused(Exception):
    """An answer is outside its question; the text is the one line the person reads."""

    def __init__(self, line: str, page: str = "") -> None:
        super().__init__(line)
        self.page = page


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


@dataclass(frozen=True, slots=True)
class Settled:
    """Every answer of a report, held to its question, those that name the reporter apart."""

    facts: dict[str, Answer] = field(repr=False)
    identity: dict[str, Answer] = field(repr=False)
    mission: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as a person reads it."""

    code: str
    label: str
    said: str = field(repr=False)


@cache
def version(code: str) -> Form:
    """Return a version of the form. Raises KeyError for one this installation never asked."""
    forms = {form.code: form for form in (_read(Path(__file__).with_name("questions.toml")),)}
    return forms[code]


@cache
def current() -> Form:
    """Return the form that a new report is given."""
    return version("report.1")


def accept(
    question: Question, said: object, *, today: date, missions: Collection[str] = ()
) -> Answer | None:
    """Hold what somebody said to its question; None where they said nothing.

    `said` is a text, a list of codes for `choices`, or a mapping of year, month and day for
    `date-approximate`. Raises Refused with one line.
    """
    if question.kind == "date-approximate" and isinstance(said, Mapping):
        said = _partial_date(said, today)
    if question.kind == "choices":
        return _choices(question, said)
    if not isinstance(said, str) or (question.kind == "file" and said):
        raise Refused(_("This page does not ask that."))
    said = said.replace("\r\n", "\n").replace("\r", "\n")
    if said.strip():
        _hold(question, said, today, missions)
        return said
    if question.required:
        raise Refused(_("The report needs an answer here."))
    return None


def _hold(question: Question, said: str, today: date, missions: Collection[str]) -> None:
    match question.kind:
        case "choice" | "yes-no" | "mission":
            offered = {*missions, UNKNOWN} if question.kind == "mission" else question.options
            if said not in offered:
                raise Refused(_("Please choose one of the answers on this page."))
        case "date" | "date-approximate":
            _not_to_come(said, today, whole=question.kind == "date")
        case _:
            if len(said) > question.most:
                line = _("This is too long. Please write at most %(most)s characters.")
                raise Refused(line % {"most": question.most})


def settle(form: Form, answers: Answers, *, today: date, missions: Collection[str]) -> Settled:
    """Hold a whole report to its form; what was said on pages that no longer apply is left out.

    Raises Refused, with the page, for the first answer that is missing or outside its question.
    """
    if unknown := set(answers) - {question.code for question in form.questions()}:
        raise Refused(_("This page does not ask that."), sorted(unknown)[0])
    kept: dict[str, dict[str, Answer]] = {FACTS: {}, IDENTITY: {}}
    urgent = False
    for page in form.path(answers):
        for question in page.questions:
            try:
                said = accept(
                    question,
                    answers.get(question.code, [] if question.kind == "choices" else ""),
                    today=today,
                    missions=missions,
                )
            except Refused as refused:
                raise Refused(str(refused), page.code) from refused
            if said is not None:
                kept[question.part][question.code] = said
                urgent = urgent or said in question.urgent if isinstance(said, str) else urgent
    mission = str(kept[FACTS].get("mission", UNKNOWN))
    return Settled(kept[FACTS], kept[IDENTITY], "" if mission == UNKNOWN else mission, urgent)


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


def in_words(question: Question, said: object) -> str:
    """Return one answer as a person reads it."""
    labels = dict(question.choices)
    if isinstance(said, list):
        return " · ".join(labels.get(str(code), str(code)) for code in said)
    text = str(said)
    if question.kind == "mission" and text == UNKNOWN:
        return _("I do not know")
    if question.kind in {"date", "date-approximate"}:
        year, month, day = (*text.split("-"), "", "")[:3]
        named = str(MONTHS.get(int(month), month)) if month.isdecimal() else month
        return " ".join(part for part in (day.lstrip("0"), named, year) if part)
    return labels.get(text, text)


def _choices(question: Question, said: object) -> list[str] | None:
    if not isinstance(said, list | tuple):
        raise Refused(_("This page does not ask that."))
    if not all(isinstance(code, str) and code in question.options for code in said):
        raise Refused(_("Please choose one of the answers on this page."))
    if question.required and not said:
        raise Refused(_("The report needs an answer here."))
    return [code for code in question.options if code in said] or None


def _partial_date(said: Mapping[Any, Any], today: date) -> str:
    """Write year, month and day, as far as they are known, as 2026-03-04, 2026-03 or 2026."""
    year, month, day = (str(said.get(part) or "").strip() for part in ("year", "month", "day"))
    if not year and (month or day):
        raise Refused(_("Please add the year, or leave the whole date empty."))
    if day and not month:
        raise Refused(_("Please add the month, or leave the day empty."))
    if not all(
        part.isdecimal() and len(part) <= len("2026") for part in (year, month, day) if part
    ):
        raise Refused(_("Please write the day and the year in digits."))
    widths = ((year, 4), (month, 2), (day, 2))
    return "-".join(f"{int(part):0{width}d}" for part, width in widths if part)


def _not_to_come(said: str, today: date, *, whole: bool) -> None:
    """Refuse a day that does not exist, is too long ago to be meant, or has not come."""
    parts = said.split("-")
    widths = [len(part) for part in parts]
    if not said.isascii() or not all(part.isdecimal() for part in parts):
        raise Refused(_("There is no such day. Please check the date."))
    if widths not in ([[4, 2, 2]] if whole else [[4], [4, 2], [4, 2, 2]]):
        raise Refused(_("There is no such day. Please check the date."))
    numbers = [int(part) for part in parts]
    try:
        begins = date(*[*numbers, 1, 1][:3])
    except ValueError:
        raise Refused(_("There is no such day. Please check the date.")) from None
    if begins > today:
        raise Refused(_("This day has not come yet. Please check the date."))
    if begins.year < EARLIEST:
        raise Refused(_("This is very long ago. Please check the year."))


def _read(path: Path) -> Form:
    sheet = tomllib.loads(path.read_text(encoding="utf-8"))
    return Form(sheet["form"], tuple(_page(row, sheet["who"]) for row in sheet["page"]))


def _page(row: Mapping[str, Any], who: Mapping[str, Words]) -> Page:
    when = row.get("when", {})
    return Page(
        code=row["code"],
        questions=tuple(_question(question) for question in row.get("question", ())),
        labels=row.get("label", {}),
        helps=row.get("help", {}),
        who_words=who[row["who"]] if "who" in row else {},
        says=tuple(row.get("say", ())),
        after=when.get("question", ""),
        answers=tuple(when.get("is", ())),
    )


def _question(row: Mapping[str, Any]) -> Question:
    options = {option["code"]: option["label"] for option in row.get("option", ())}
    if "vocabulary" in row:
        options = {term.code: term.labels for term in shelf.terms(row["vocabulary"])}
    if row["kind"] == "yes-no":
        options = dict(YES_NO)
    known = {name: row[name] for name in ("part", "required", "most", "lines") if name in row}
    return Question(
        code=row["code"],
        kind=row["kind"],
        labels=row["label"],
        helps=row.get("help", {}),
        options=options,
        urgent=frozenset(o["code"] for o in row.get("option", ()) if o.get("urgent")),
        **known,
    )
