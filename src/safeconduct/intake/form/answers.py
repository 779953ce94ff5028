"""Every answer is held to its question: kept exactly as given, line ends apart, or refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from safeconduct.intake.form.shape import FACTS, IDENTITY, Answer, Answers, Form, Question

UNKNOWN = "unknown"  # the mission is not known to the reporter
EARLIEST = 1940


class Refused(Exception):
    """An answer is outside its question; the text is the one line the person reads."""

    def __init__(self, line: str, page: str = "") -> None:
        super().__init__(line)
        self.page = page


@dataclass(frozen=True, slots=True)
class Settled:
    """Every answer of a report, held to its question, those that name the reporter apart."""

    facts: dict[str, Answer] = field(repr=False)
    identity: dict[str, Answer] = field(repr=False)
    mission: str = ""
    urgent: bool = False


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
