"""Reads a version of the form from its text, and says in one line what is not as it should be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

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
from safeconduct.intake.rules import LARGEST_FORM
from safeconduct.vocabulary import reading, shelf

Row: TypeAlias = Mapping[str, Any]

CODE = re.compile(r"[a-z][a-z0-9.-]{0,29}")
LONGEST = 2_000  # characters of one text in it
BOUNDS = {"most": 20_000, "lines": 40}
CHOOSING = frozenset({"choice", "choices"})
DECIDING = frozenset({"choice", "yes-no"})
FILES, MISSION = "files", "mission"
PAGE = frozenset({"code", "who", "when", "label", "help", "say", "question"})
QUESTION = frozenset(
    {"code", "kind", "label", "help", "option", "vocabulary", "part", "required", *BOUNDS}
)
OPTION = frozenset({"code", "label", "urgent"})


class Faulty(Exception):
    """A text is no form; the line says where, and what was expected."""


def read(text: str) -> Form:
    """Return the form that a text describes. Raises Faulty with one line."""
    if len(text) > LARGEST_FORM:
        raise Faulty(f"The form is longer than {LARGEST_FORM} characters.")
    try:
        sheet = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(f"The text is not TOML: {error}.") from error
    _known(sheet, {"form", "who", "page"}, "The form")
    code = _code(sheet.get("form"), "form")
    who = {name: _words(said, f"who.{name}") for name, said in _table(sheet, "who").items()}
    pages = tuple(_pages(_rows(sheet, "page", "The form"), who))
    if not any(page.required for page in pages):
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
    _known(row, PAGE, where)
    when = _table(row, "when")
    questions = tuple(_question(q, where) for q in _rows(row, "question", where))
    code = _code(row.get("code"), where)
    if not questions and not ("label" in row and "say" in row):
        raise Faulty(f"{where}: expected a question, or a label and something said.")
    if "who" in row and str(row["who"]) not in who:
        raise Faulty(f"{where}: nothing in [who] is called {row['who']!r}.")
    if (code == FILES) != any(q.kind == "file" for q in questions) or (
        code == FILES and len(questions) > 1
    ):
        raise Faulty(f"{where}: files are asked for alone, on a page with the code {FILES}.")
    return Page(
        code=code,
        questions=questions,
        labels=_words(row["label"], where) if "label" in row else {},
        helps=_words(row["help"], where) if "help" in row else {},
        who_words=who[str(row["who"])] if "who" in row else {},
        says=tuple(_words(said, where) for said in _rows(row, "say", where)),
        after=str(when.get("question", "")),
        answers=_answers(when, asked, where),
    )


def _answers(when: Row, asked: Mapping[str, Question], where: str) -> tuple[str, ...]:
    """The answers after which a page is shown: of a question asked before, which offers them."""
    if not when:
        return ()
    _known(when, {"question", "is"}, where)
    before = asked.get(str(when.get("question")))
    said = when.get("is")
    if before is None or before.kind not in DECIDING:
        raise Faulty(f"{where}: when: expected a question with one answer, asked before.")
    if not isinstance(said, list) or not said or not all(str(a) in before.options for a in said):
        raise Faulty(f"{where}: when: expected answers that {before.code} offers.")
    return tuple(map(str, said))


def _question(row: Row, page: str) -> Question:
    code = _code(row.get("code"), f"{page}, question")
    where = f"question {code}"
    _known(row, QUESTION, where)
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
        labels=_words(row.get("label"), where),
        helps=_words(row["help"], where) if "help" in row else {},
        options=_options(row, kind, where),
        urgent=frozenset(o["code"] for o in _rows(row, "option", where) if o.get("urgent")),
        part=str(row.get("part", FACTS)),
        required=row.get("required", False),
        **{name: _bound(row[name], most, where) for name, most in BOUNDS.items() if name in row},
    )


def _options(row: Row, kind: str, where: str) -> Mapping[str, Words]:
    listed = _rows(row, "option", where)
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
        _known(option, OPTION, where)
        code = _code(option.get("code"), f"{where}, option")
        if code in options:
            raise Faulty(f"{where}: it offers {code} twice.")
        options[code] = _words(option.get("label"), f"{where}, option {code}")
    return options


def _vocabulary(name: object, where: str) -> Mapping[str, Words]:
    try:
        return {term.code: term.labels for term in shelf.terms(str(name))}
    except reading.UnknownList:
        raise Faulty(f"{where}: there is no vocabulary {name!r}.") from None


def _known(row: object, names: Collection[str], where: str) -> None:
    if not isinstance(row, Mapping):
        raise Faulty(f"{where}: expected a table.")
    if odd := sorted(set(row) - set(names)):
        raise Faulty(f"{where}: nothing is called {odd[0]!r} here.")


def _table(row: Row, name: str) -> Row:
    said = row.get(name, {})
    if not isinstance(said, Mapping):
        raise Faulty(f"{name}: expected a table.")
    return said


def _rows(row: Row, name: str, where: str) -> list[Row]:
    said = row.get(name, [])
    if not isinstance(said, list) or not all(isinstance(one, Mapping) for one in said):
        raise Faulty(f"{where}: {name}: expected a list of tables.")
    return said


def _code(said: object, where: str) -> str:
    if not isinstance(said, str) or not CODE.fullmatch(said):
        raise Faulty(f"{where}: code: expected small letters, digits, dots and dashes, at most 30.")
    return said


def _bound(said: object, most: int, where: str) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 1 <= said <= most:
        raise Faulty(f"{where}: expected a whole number from 1 to {most}.")
    return said


def _words(said: object, where: str) -> Words:
    """Texts by language; English stands for every language that has none."""
    if not isinstance(said, Mapping) or not said.get(shelf.FALLBACK):
        raise Faulty(f"{where}: expected a text, in English (en) at least.")
    for language, text in said.items():
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            raise Faulty(f"{where}: {language}: expected a text of at most {LONGEST} characters.")
    return said
