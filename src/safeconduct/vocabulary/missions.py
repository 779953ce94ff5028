"""The real missions of the UN as facts: what they were called, when, where, and who decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from safeconduct.vocabulary import shelf

LIST = "missions"


@dataclass(frozen=True, slots=True)
class Mission:
    """One mission. Places in degrees north and east; dates to the precision stated."""

    code: str
    acronym: str
    names: Mapping[str, str]
    kind: str
    since: date
    since_precision: str
    until: date | None
    until_precision: str
    hosts: tuple[str, ...]
    place: str
    latitude: float
    longitude: float
    also_known_as: tuple[str, ...]
    follows: str
    part_of: str
    source: str
    note: str

    @property
    def name(self) -> str:
        """The full name in the reader's language, in English where we hold no other."""
        return shelf.in_language(self.names)

    def in_force(self, on: date) -> bool:
        """Whether the mission was in the field on that day, its withdrawal included."""
        return self.since <= on and (self.until is None or on <= self.until)


@cache
def all_missions() -> tuple[Mission, ...]:
    """Every mission we hold, peacekeeping first, then political missions, then offices."""
    return tuple(_mission(term) for term in shelf.terms(LIST))


@cache
def _by_code() -> Mapping[str, Mission]:
    return {mission.code: mission for mission in all_missions()}


def mission(code: str) -> Mission:
    """The mission with that code, such as `minusca`. Raises `UnknownTerm`."""
    try:
        return _by_code()[code]
    except KeyError:
        raise shelf.UnknownTerm(f"We hold no mission with the code {code!r}.") from None


@cache
def _by_name() -> Mapping[str, tuple[Mission, ...]]:
    index: dict[str, tuple[Mission, ...]] = {}
    for held in all_missions():
        names = {held.acronym, *held.also_known_as, *held.names.values()}
        for key in {_key(name) for name in names}:
            index[key] = (*index.get(key, ()), held)
    return index


def known_as(text: str) -> tuple[Mission, ...]:
    """The missions an acronym or name stands for, in the order they served.

    More than one where a register puts several together, as UNAVEM (I & II); none where unknown.
    """
    return _by_name().get(_key(text), ())


def find(text: str, on: date | None = None) -> Mission | None:
    """The one mission meant by an acronym or name as found in a real file, or nothing.

    Where the name stands for several, the one in the field on the day given.
    """
    found = known_as(text)
    if len(found) > 1 and on is not None:
        found = tuple(held for held in found if held.in_force(on))[:1]
    return found[0] if len(found) == 1 else None


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "'")))


def _mission(term: shelf.Term) -> Mission:
    more = term.attributes
    return Mission(
        code=term.code,
        acronym=term.text("acronym"),
        names=term.labels,
        kind=term.text("kind"),
        since=term.since,
        since_precision=term.text("since_precision"),
        until=term.until,
        until_precision=term.text("until_precision"),
        hosts=tuple(more["hosts"]),
        place=term.text("place"),
        latitude=float(more["latitude"]),
        longitude=float(more["longitude"]),
        also_known_as=tuple(more.get("also_known_as", ())),
        follows=term.text("follows"),
        part_of=term.text("part_of"),
        source=term.source,
        note=term.note,
    )
