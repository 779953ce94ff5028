"""Which languages an installation speaks: ours, and those its owner added without code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import to_locale

LIST = "languages.toml"
COLUMNS = {"code": str, "name": str, "whole": bool, "right_to_left": bool}
LONGEST = 8  # what a report keeps of its language
Fields = dict[str, Any]


class Fault(Exception):
    """A list of languages is not as it should be; the text says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code, its name in its own script, and which faces speak it."""

    code: str
    name: str
    whole: bool = False
    right_to_left: bool = False

    @property
    def info(self) -> Fields:
        """What Django wants to know of a language it has not heard of."""
        names = {"name": self.name, "name_local": self.name}
        return {"code": self.code, "bidi": self.right_to_left, **names}


def spoken(ours: Path, added: Path) -> tuple[Language, ...]:
    """Return our languages and, after them, those the owner of an installation added.

    An added one is spoken from the day it was compiled, which asks for all its texts. Raises Fault.
    """
    known = listed(ours)
    more = [
        language
        for language in listed(added)
        if language.code not in {one.code for one in known} and compiled(added, language.code)
    ]
    return (*known, *more)


def listed(folder: Path) -> tuple[Language, ...]:
    """Return the languages that a folder lists, spoken yet or not. Raises Fault."""
    return tuple(_listed(folder / LIST))


def catalogue(folder: Path, code: str) -> Path:
    """Return where the catalogue of a language lies in a folder, in gettext's own layout."""
    return folder / to_locale(code) / "LC_MESSAGES" / "django.po"


def compiled(folder: Path, code: str) -> bool:
    """Say whether a catalogue was compiled."""
    return catalogue(folder, code).with_suffix(".mo").exists()


def read_one(text: str, where: str) -> Language:
    """Read a list of one language. Raises Fault."""
    return next(_read(text, where))


def _listed(path: Path) -> Iterator[Language]:
    if path.exists():
        yield from _read(path.read_text(encoding="utf-8", errors="replace"), str(path))


def _read(text: str, where: str) -> Iterator[Language]:
    try:
        rows = tomllib.loads(text)["language"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise Fault(f"{where}: expected a list of [[language]] tables.") from error
    for number, row in enumerate(rows, 1):
        yield _language(row, f"{where}, language {number}")


def _language(row: Fields, where: str) -> Language:
    for name, value in row.items():
        if name not in COLUMNS or not isinstance(value, COLUMNS[name]):
            raise Fault(f"{where}: {name!r} is not a column of the list, or not of its kind.")
    if not row.get("code") or not row.get("name"):
        raise Fault(f"{where}: expected a code and a name.")
    plain = row["code"].replace("-", "")
    if not (plain.isascii() and plain.isalnum() and len(row["code"]) <= LONGEST):
        raise Fault(f"{where}: expected a code such as fr or zh-hans, at most {LONGEST} long.")
    return Language(**row | {"code": row["code"].lower()})
