"""Reads a version of the form from its text, and says in one line what is not as it should be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from safeconduct.intake.form import tables
from safeconduct.intake.form.shape import (
    FACTS,
    IDENTITY,
    KINDS,
    YES_NO,
    Form,
    Page,
    Question,
    Words,
)
from safeconduct.intake.form.tables import Faulty, Row
from safeconduct.intake.form.young import ONLY, in_young_words
from safeconduct.intake.rules import LARGEST_FORM
from safeconduct.vocabulary import reading, shelf

SLUG = re.compile(r"[a-z0-9-]+")  # a page stands in an address by its code
BOUNDS = {"most": 20_000, "lines": 40}
CHOOSING = frozenset({"choice", "choices"})
DECIDING = frozenset({"choice", "yes-no"})
FILES, MISSION = "files", "mission"
PAGE = frozenset({"code", "who", "when", "unless", "label", "help", "say", "question", "young"})
QUESTION = frozenset(
    {"code", "kind", "label", "help", "option", "vocabulary", "part", "required", "young", *BOUNDS}
)
OPTION = frozenset({"code", "label", "urgent", "child", "young"})


def read(text: str) -> Form:
    """Return the form that a text describes. Raises Faulty with one line."""
    if len(text) > LARGEST_FORM:
        raise Faulty(f"The form is longer than {LARGEST_FORM} characters.")
    try:
        sheet = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(f"The text is not TOML: {error}.") from error
    tables.known(sheet, {"form", "who", "page"}, "The form")
    code = tables.code(sheet.get("form"), "form")
    who = {
        name: tables.words(said, f"who.{name}") for name, said in tables.table(sheet, "who").items()
    }
    pages = tuple(_pages(tables.rows(sheet, "page", "The form"), who))
    if not any(page.required and page.for_young and page.for_others for page in pages):
        raise Faulty("The form: expected one question at least that needs an answer.")
    return Form(code, pages)


def _pages(rows: list[Row], who: Mapping[str, Words]) -> Iterator[Page]:
    asked: dict[str, Question] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        page = _page(row, who, asked, f"page {row.get('code', number)}")
        if page.code in seen:
            raise Faulty(f"page {page.code}: there is another page of this code.")
        seen.add(page.code)
        for question in page.questions:
            if question.code in asked:
                raise Faulty(f"question {question.code}: it is asked twice.")
            asked[question.code] = question
        yield page


def _page(row: Row, who: Mapping[str, Words], asked: Mapping[str, Question], where: str) -> Page:
    tables.known(row, PAGE, where)
    rows = tables.rows(row, "question", where)
    questions = tuple(_question(q, where) for q in rows)
    code = tables.code(row.get("code"), where)
    if not SLUG.fullmatch(code):
        raise Faulty(f"{where}: code: expected small letters, digits and hyphens.")
    if not questions and not ("label" in row and "say" in row):
        raise Faulty(f"{where}: expected a question, or a label and something said.")
    if "who" in row and str(row["who"]) not in who:
        raise Faulty(f"{where}: nothing in [who] is called {row['who']!r}.")
    if (code == FILES) != any(q.kind == "file" for q in questions) or (
        code == FILES and len(questions) > 1
    ):
        raise Faulty(f"{where}: files are asked for alone, on a page with the code {FILES}.")
    after, answers = _answers(row, "when", asked, where)
    not_after, not_answers = _answers(row, "unless", asked, where)
    page = Page(
        code=code,
        questions=questions,
        labels=tables.words(row["label"], where) if "label" in row else {},
        helps=tables.words(row["help"], where) if "help" in row else {},
        who_words=who[str(row["who"])] if "who" in row else {},
        says=tuple(tables.words(said, where) for said in tables.rows(row, "say", where)),
        after=after,
        answers=answers,
        not_after=not_after,
        not_answers=not_answers,
        for_young=row.get("young") is not False,
        for_others=row.get("young") != ONLY,
    )
    return replace(page, young=in_young_words(page, row)) if page.for_young else page


def _answers(
    row: Row, name: str, asked: Mapping[str, Question], where: str
) -> tuple[str, tuple[str, ...]]:
    """The answers that show or hide a page: of a question asked before, which offers them."""
    named = tables.table(row, name)
    if not named:
        return "", ()
    tables.known(named, {"question", "is"}, where)
    before = asked.get(str(named.get("question")))
    said = named.get("is")
    if before is None or before.kind not in DECIDING:
        raise Faulty(f"{where}: {name}: expected a question with one answer, asked before.")
    if not isinstance(said, list) or not said or not all(str(a) in before.options for a in said):
        raise Faulty(f"{where}: {name}: expected answers that {before.code} offers.")
    return before.code, tuple(map(str, said))


def _question(row: Row, page: str) -> Question:
    code = tables.code(row.get("code"), f"{page}, question")
    where = f"question {code}"
    tables.known(row, QUESTION, where)
    kind = str(row.get("kind"))
    if kind not in KINDS:
        raise Faulty(f"{where}: kind: expected one of {', '.join(sorted(KINDS))}.")
    if (kind == MISSION) != (code == MISSION):
        raise Faulty(f"{where}: the question of the kind {MISSION} has the code {MISSION}.")
    if str(row.get("part", FACTS)) not in {FACTS, IDENTITY}:
        raise Faulty(f"{where}: part: expected {FACTS} or {IDENTITY}.")
    if not isinstance(row.get("required", False), bool):
        raise Faulty(f"{where}: required: expected true or false.")
    return Question(
        code=code,
        kind=kind,
        labels=tables.words(row.get("label"), where),
        helps=tables.words(row["help"], where) if "help" in row else {},
        options=_options(row, kind, where),
        # Whoever says they are under 18 is read at once, and never put aside in a crowd.
        urgent=_flagged(row, "urgent", where) | _flagged(row, "child", where),
        child=_flagged(row, "child", where),
        part=str(row.get("part", FACTS)),
        required=row.get("required", False),
        **{
            name: tables.bound(row[name], most, where)
            for name, most in BOUNDS.items()
            if name in row
        },
    )


def _flagged(row: Row, name: str, where: str) -> frozenset[str]:
    """The codes of the options that carry a mark."""
    listed = tables.rows(row, "option", where)
    if not all(isinstance(option.get(name, False), bool) for option in listed):
        raise Faulty(f"{where}: {name}: expected true or false.")
    marked = frozenset(option["code"] for option in listed if option.get(name))
    if name == "child" and marked and row.get("kind") not in DECIDING:
        raise Faulty(f"{where}: child: expected a question with one answer.")
    return marked


def _options(row: Row, kind: str, where: str) -> Mapping[str, Words]:
    listed = tables.rows(row, "option", where)
    if kind == "yes-no":
        return dict(YES_NO)
    if kind not in CHOOSING:
        if listed or "vocabulary" in row:
            raise Faulty(f"{where}: a question of the kind {kind} offers no answers.")
        return {}
    if bool(listed) == ("vocabulary" in row):
        raise Faulty(f"{where}: expected options or a vocabulary.")
    if not listed:
        return _vocabulary(row["vocabulary"], where)
    options: dict[str, Words] = {}
    for option in listed:
        tables.known(option, OPTION, where)
        code = tables.code(option.get("code"), f"{where}, option")
        if code in options:
            raise Faulty(f"{where}: it offers {code} twice.")
        options[code] = tables.words(option.get("label"), f"{where}, option {code}")
    return options


def _vocabulary(name: object, where: str) -> Mapping[str, Words]:
    try:
        return {term.code: term.labels for term in shelf.terms(str(name))}
    except reading.UnknownList:
        raise Faulty(f"{where}: there is no vocabulary {name!r}.") from None
