"""Read one agreed list from its TOML file, or say in one line which row is at fault.

Pure Python: no Django, so that rules and the command line may read a list anywhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LIST_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")

KINDS: Mapping[str, type | tuple[type, ...]] = {
    "text": str,
    "flag": bool,
    "number": int,
    "decimal": (int, float),
    "day": date,
    "texts": list,
    "words": dict,
}
INHERITED = ("source", "since", "until", "verified")
EVERY_ROW = {
    "code": "text",
    "label": "words",
    "means?": "words",
    "source?": "text",
    "since?": "day",
    "until?": "day",
    "verified?": "flag",
    "group?": "text",
    "note?": "text",
}


class FaultyList(ValueError):
    """A list file that may not be used; the message names the file, the row and the fault."""


class UnknownList(KeyError):
    """There is no list of that name."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list as read: what it says about itself, its groups and its rows, already checked."""

    name: str
    title: Mapping[str, str]
    source: str
    since: date
    until: date | None
    groups: Mapping[str, Mapping[str, str]]
    rows: tuple[Mapping[str, Any], ...]
    languages: tuple[str, ...] = field(default=("en",))


def sheet(name: str) -> Sheet:
    """The named list, checked. Raises `UnknownList` or `FaultyList`."""
    place = files("safeconduct.vocabulary").joinpath(f"{name}.toml")
    if not LIST_NAME.fullmatch(name) or not place.is_file():
        raise UnknownList(f"There is no agreed list called {name!r}.")
    return parse(name, place.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Sheet:
    """What the text of a list file says. Raises `FaultyList` on the first fault."""
    file = f"{name}.toml"
    try:
        page = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise FaultyList(f"{file}: not readable as TOML: {fault}") from fault
    head = page.get("list", {})
    columns = EVERY_ROW | {key: str(kind) for key, kind in head.get("columns", {}).items()}
    _require(file, "[list]", head, {"title": "words", "source": "text", "since": "day"})
    groups = _groups(file, page.get("group", []))
    languages = tuple(head.get("languages", ["en"]))
    inherited = {key: head[key] for key in INHERITED if key in head}
    rows = []
    for number, raw in enumerate(page.get("term", []), start=1):
        where = f"row {number} ({raw.get('code', 'no code')})"
        _require(file, where, raw, columns)
        row = inherited | raw
        _check_row(file, where, row, groups=groups, languages=languages)
        rows.append(row)
    _unique(file, [row["code"] for row in rows])
    return Sheet(
        name=name,
        title=head["title"],
        source=head["source"],
        since=head["since"],
        until=head.get("until"),
        groups=groups,
        rows=tuple(rows),
        languages=languages,
    )


def _groups(file: str, listed: list[dict[str, Any]]) -> dict[str, Mapping[str, str]]:
    for number, group in enumerate(listed, start=1):
        _require(file, f"group {number}", group, {"code": "text", "label": "words"})
    return {group["code"]: group["label"] for group in listed}


def _require(file: str, where: str, row: Mapping[str, Any], columns: Mapping[str, str]) -> None:
    """Every needed column is there with its kind, and (for rows) no other column is."""
    known = {name.removesuffix("?"): (kind, name.endswith("?")) for name, kind in columns.items()}
    for name, (kind, optional) in known.items():
        if kind not in KINDS:
            raise FaultyList(f"{file}, [list.columns]: {name} has the unknown kind {kind!r}.")
        if name not in row and not optional:
            raise FaultyList(f"{file}, {where}: {name} is missing.")
        if name in row and not _is(row[name], kind):
            raise FaultyList(f"{file}, {where}: {name} must be a {kind}, not {row[name]!r}.")
    strangers = [name for name in row if name not in known]
    if strangers and where != "[list]":
        raise FaultyList(f"{file}, {where}: {strangers[0]} is not a column of this list.")


def _is(value: object, kind: str) -> bool:
    if kind in {"number", "decimal"} and isinstance(value, bool):
        return False
    return isinstance(value, KINDS[kind])


def _check_row(
    file: str,
    where: str,
    row: Mapping[str, Any],
    *,
    groups: Mapping[str, object],
    languages: Iterable[str],
) -> None:
    if not CODE.fullmatch(row["code"]):
        raise FaultyList(
            f"{file}, {where}: a code is small letters and digits joined by hyphens, "
            f"not {row['code']!r}."
        )
    for language in languages:
        if not row["label"].get(language):
            raise FaultyList(f"{file}, {where}: label.{language} is missing.")
        if "means" in row and not row["means"].get(language):
            raise FaultyList(f"{file}, {where}: means.{language} is missing.")
    if groups and row.get("group") not in groups:
        raise FaultyList(f"{file}, {where}: group {row.get('group')!r} is not a group of the list.")
    if "until" in row and row["until"] < row["since"]:
        raise FaultyList(f"{file}, {where}: until comes before since.")


def _unique(file: str, codes: list[str]) -> None:
    seen: set[str] = set()
    for number, code in enumerate(codes, start=1):
        if code in seen:
            raise FaultyList(f"{file}, row {number} ({code}): the code is used twice.")
        seen.add(code)
