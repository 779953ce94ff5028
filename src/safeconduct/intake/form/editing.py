"""A version of the form as a sheet that is changed field by field, and written as text again.

Whatever was changed is read as strictly as any text before it is kept; nothing here decides what
a form may be.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from safeconduct.intake.form.tables import Faulty
from safeconduct.vocabulary import shelf

Sheet: TypeAlias = dict[str, Any]

BARE = re.compile(r"[A-Za-z0-9_-]+")
LISTED = frozenset({"say", "question", "option"})
UP, DOWN, REMOVE = "up", "down", "remove"


def sheet_of(text: str) -> Sheet:
    """Return the sheet that a text describes. Raises Faulty for what is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(f"The text is not TOML: {error}.") from error


def text_of_sheet(sheet: Sheet) -> str:
    """Write a sheet as text; read again it is the same form."""
    lines = [f"form = {_value(sheet.get('form', ''))}"]
    for name, words in sheet.get("who", {}).items():
        lines += ["", f"[who.{_key(name)}]", *_pairs(words)]
    for page in sheet.get("page", []):
        lines += ["", *_table("page", page)]
    return "\n".join(lines) + "\n"


def page_in(sheet: Sheet, code: str) -> Sheet:
    """Return a page of a sheet. Raises Faulty where there is none."""
    for page in sheet.get("page", []):
        if page.get("code") == code:
            found: Sheet = page
            return found
    raise Faulty(f"page {code}: it is gone.")


def question_in(sheet: Sheet, code: str) -> Sheet:
    """Return a question of a sheet. Raises Faulty where there is none."""
    for page in sheet.get("page", []):
        for question in page.get("question", []):
            if question.get("code") == code:
                found: Sheet = question
                return found
    raise Faulty(f"question {code}: it is gone.")


def reorder(sheet: Sheet, act: str, page: str, question: str = "") -> None:
    """Move a page, or a question within its page, up or down, or take it out. Raises Faulty."""
    rows = page_in(sheet, page)["question"] if question else sheet["page"]
    row = question_in(sheet, question) if question else page_in(sheet, page)
    if row not in rows:
        raise Faulty(f"question {question}: it is gone.")
    at = rows.index(row)
    rows.remove(row)
    if act != REMOVE:
        rows.insert(max(0, at - 1) if act == UP else at + 1, row)


def words_of(page: Sheet) -> Iterator[tuple[str, Sheet, str]]:
    """Yield every text a page may have: its name, the table it stands in, and under which key.

    Texts of the list `say` come with their place; a page says one thing more than it does now.
    """
    young = page.get("young")
    variants = [("", page)]
    if young is not False and young != "only":
        variants.append(("young-", page.setdefault("young", {})))
    for mark, table in variants:
        yield f"{mark}label", table, "label"
        yield f"{mark}help", table, "help"
        said = table.setdefault("say", [])
        said.append({})
        for number, words in enumerate(said):
            yield f"{mark}say-{number}", {"say": words}, "say"
    for question in page.get("question", []):
        code = question["code"]
        simple = question.setdefault("young", {})
        for mark, table in (("", question), ("young-", simple)):
            yield f"{mark}label-{code}", table, "label"
            yield f"{mark}help-{code}", table, "help"
        for option in question.get("option", []):
            yield f"option-{code}-{option['code']}", option, "label"
            yield f"young-option-{code}-{option['code']}", option, "young"


def put_words(page: Sheet, language: str, said: Mapping[str, str]) -> None:
    """Put texts of one language into a page; what is empty is taken out."""
    for name, table, key in words_of(page):
        words = table.setdefault(key, {})
        words.pop(language, None)
        if said.get(name, "").strip():
            words[language] = said[name].replace("\r\n", "\n").strip()
        if not words and key != "say":
            del table[key]
    tidy(page)


def tidy(page: Sheet) -> None:
    """Take out of a page what is empty, as whoever writes a text leaves it out."""
    young = page.get("young")
    for table in (page, young if isinstance(young, dict) else {}):
        if "say" in table:
            table["say"] = [words for words in table["say"] if words]
            if not table["say"]:
                del table["say"]
    for row in (page, *page.get("question", [])):
        if row.get("young") == {}:
            del row["young"]


def english(words: object) -> str:
    """Return the English of a text of a sheet; nothing where it has none."""
    return str(words.get(shelf.FALLBACK, "")) if isinstance(words, Mapping) else ""


def _table(name: str, row: Sheet) -> Iterator[str]:
    yield f"[[{name}]]"
    yield from _pairs({key: said for key, said in row.items() if key not in LISTED})
    for key in ("say", "question", "option"):
        for inner in row.get(key, []):
            yield from _table(f"{name}.{key}", inner)


def _pairs(row: Mapping[str, Any]) -> Iterator[str]:
    for key, said in row.items():
        yield f"{_key(key)} = {_value(said)}"


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _value(name)


def _value(said: object) -> str:
    if isinstance(said, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in said.items()) + " }"
    if isinstance(said, list):
        return "[" + ", ".join(map(_value, said)) + "]"
    # A text in JSON is a text in TOML, but for one character that TOML wants escaped.
    return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")
