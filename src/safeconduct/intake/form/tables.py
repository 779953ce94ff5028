"""The parts a version of the form is read from, each held to what it may be."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from safeconduct.intake.form.shape import Words
from safeconduct.vocabulary import shelf

Row: TypeAlias = Mapping[str, Any]

CODE = re.compile(r"[a-z][a-z0-9.-]{0,29}")
LONGEST = 2_000  # characters of one text in it


class Faulty(Exception):
    """A text is no form; the line says where, and what was expected."""


def known(row: object, names: Collection[str], where: str) -> None:
    """Raise Faulty for anything but a table of these names."""
    if not isinstance(row, Mapping):
        raise Faulty(f"{where}: expected a table.")
    if odd := sorted(set(row) - set(names)):
        raise Faulty(f"{where}: nothing is called {odd[0]!r} here.")


def table(row: Row, name: str) -> Row:
    """Return the table of that name, empty where there is none. Raises Faulty."""
    said = row.get(name, {})
    if not isinstance(said, Mapping):
        raise Faulty(f"{name}: expected a table.")
    return said


def rows(row: Row, name: str, where: str) -> list[Row]:
    """Return the tables listed under that name. Raises Faulty."""
    said = row.get(name, [])
    if not isinstance(said, list) or not all(isinstance(one, Mapping) for one in said):
        raise Faulty(f"{where}: {name}: expected a list of tables.")
    return said


def code(said: object, where: str) -> str:
    """Return a code as it was written. Raises Faulty."""
    if not isinstance(said, str) or not CODE.fullmatch(said):
        raise Faulty(f"{where}: code: expected small letters, digits, dots and dashes, at most 30.")
    return said


def bound(said: object, most: int, where: str) -> int:
    """Return a whole number within its bound. Raises Faulty."""
    if not isinstance(said, int) or isinstance(said, bool) or not 1 <= said <= most:
        raise Faulty(f"{where}: expected a whole number from 1 to {most}.")
    return said


def words(said: object, where: str) -> Words:
    """Return texts by language; English stands for every language that has none. Raises Faulty."""
    if not isinstance(said, Mapping) or not said.get(shelf.FALLBACK):
        raise Faulty(f"{where}: expected a text, in English (en) at least.")
    for language, text in said.items():
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            raise Faulty(f"{where}: {language}: expected a text of at most {LONGEST} characters.")
    return said
