"""Lists of words agreed elsewhere, kept as data so that their owners can read and change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext

from safeconduct.vocabulary import reading

Choice: TypeAlias = tuple[str, str]
Choices: TypeAlias = list[Choice] | list[tuple[str, list[Choice]]]

FALLBACK = "en"
OWN = frozenset({"code", "label", "means", "source", "since", "until", "group", "verified", "note"})


class UnknownTerm(KeyError):
    """The list holds no such code."""

    def __str__(self) -> str:
        return str(self.args[0])


# What an installation says instead of the lists, by language and by the English words.
_reworded: dict[str, Mapping[Any, str]] = {}


def reword(language: str, words: Mapping[Any, str]) -> None:
    """Have lists say other words of an installation in a language, looked up by the English."""
    _reworded[language] = words


def in_language(words: Mapping[str, str]) -> str:
    """The words in the reader's language: the installation's, else from the list, else by the
    catalogue, else in English.
    """
    language, english = (get_language() or FALLBACK).lower(), words[FALLBACK]
    if said := _reworded.get(language, {}).get(english):
        return said
    own = "" if language == FALLBACK else words.get(language) or words.get(language.split("-")[0])
    return own or gettext(english)


_later = lazy(in_language, str)


@dataclass(frozen=True, slots=True)
class Term:
    """One agreed word, what it means, who says so, and when it was in force."""

    code: str
    labels: Mapping[str, str]
    source: str
    since: date
    meanings: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None
    group: str = ""
    verified: bool = True
    note: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return in_language(self.labels)

    @property
    def means(self) -> str:
        """What the word means, in the reader's language; nothing where the list does not say."""
        return in_language(self.meanings) if self.meanings else ""

    def in_force(self, on: date) -> bool:
        """Whether the term may be used for something that happened on that day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def text(self, attribute: str) -> str:
        """A further column of the row as text, empty where the row has none."""
        return str(self.attributes.get(attribute, ""))

    def flag(self, attribute: str) -> bool:
        """A further yes/no column of the row; no where the row has none."""
        return bool(self.attributes.get(attribute, False))

    def number(self, attribute: str) -> int:
        """A further whole-number column of the row. Raises `KeyError` where the row has none."""
        return int(self.attributes[attribute])


@cache
def sheet(name: str) -> reading.Sheet:
    """The list as read from its file. Raises `UnknownList` or `FaultyList`."""
    return reading.sheet(name)


@cache
def terms(name: str) -> tuple[Term, ...]:
    """Every term of the named list in its published order, retired ones included."""
    return tuple(_term(row) for row in sheet(name).rows)


@cache
def _by_code(name: str) -> Mapping[str, Term]:
    return {term.code: term for term in terms(name)}


def term(name: str, code: str) -> Term:
    """The term with that code, retired or not. Raises `UnknownTerm`."""
    try:
        return _by_code(name)[code]
    except KeyError:
        raise UnknownTerm(f"The list {name!r} has no term {code!r}.") from None


def codes(name: str) -> frozenset[str]:
    """Every code of the list, retired ones included."""
    return frozenset(_by_code(name))


def in_force(name: str, on: date) -> tuple[Term, ...]:
    """The terms that may be used for something that happened on that day."""
    return tuple(term for term in terms(name) if term.in_force(on))


def label(name: str, code: str) -> str:
    """The label of a term, put into the reader's language when it is shown.

    Raises `UnknownTerm` at once, not when the page is drawn.
    """
    return _later(term(name, code).labels)


def group_label(name: str, group: str) -> str:
    """The label of a group of the list. Raises `UnknownTerm`."""
    if group not in sheet(name).groups:
        raise UnknownTerm(f"The list {name!r} has no group {group!r}.")
    return _later(sheet(name).groups[group])


def choices(name: str, on: date | None = None) -> Choices:
    """Code and label of the terms a form may offer, under their groups where the list has groups.

    With a day: the terms in force on it. Without: the list as it last stood, so a retired
    row of a list still in force is not offered, and a list that was replaced is offered whole.
    """
    offered = [
        term
        for term in terms(name)
        if (term.in_force(on) if on else term.until in {None, sheet(name).until})
    ]
    groups = sheet(name).groups
    if not groups:
        return [_choice(term) for term in offered]
    grouped = {
        group: [_choice(term) for term in offered if term.group == group] for group in groups
    }
    return [(_later(groups[group]), members) for group, members in grouped.items() if members]


def _choice(term: Term) -> Choice:
    return term.code, _later(term.labels)


def _term(row: Mapping[str, Any]) -> Term:
    return Term(
        code=row["code"],
        labels=MappingProxyType(row.get("label", {FALLBACK: row["code"]})),
        source=row["source"],
        since=row["since"],
        meanings=MappingProxyType(row.get("means", {})),
        until=row.get("until"),
        group=row.get("group", ""),
        verified=row.get("verified", True),
        note=row.get("note", ""),
        attributes=MappingProxyType({key: row[key] for key in row if key not in OWN}),
    )
