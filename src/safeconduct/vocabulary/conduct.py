"""The two versions of the conduct taxonomy, and the way from the old one to the new."""

from __future__ import annotations

from datetime import date

from safeconduct.vocabulary import shelf

CATEGORIES = "conduct_2010"
DESIGNATIONS = "conduct_2021"
VERSIONS = (CATEGORIES, DESIGNATIONS)


def version_on(received: date) -> str:
    """The name of the conduct list for a report received on that day.

    Reports older than the first list are read under the first list.
    """
    return DESIGNATIONS if received >= shelf.sheet(DESIGNATIONS).since else CATEGORIES


def version_of(code: str) -> str:
    """The list a code belongs to; no code is in both. Raises `UnknownTerm`."""
    for name in VERSIONS:
        if code in shelf.codes(name):
            return name
    raise shelf.UnknownTerm(f"No conduct list has the code {code!r}.")


def term(code: str) -> shelf.Term:
    """The conduct term of either version. Raises `UnknownTerm`."""
    return shelf.term(version_of(code), code)


def today(code: str) -> shelf.Term:
    """The same conduct under the list in force since January 2021. Raises `UnknownTerm`."""
    if version_of(code) == DESIGNATIONS:
        return shelf.term(DESIGNATIONS, code)
    return shelf.term(DESIGNATIONS, shelf.term("conduct_mapping", code).text("to"))


def sea_type(code: str) -> shelf.Term | None:
    """The type of sexual exploitation or abuse the code stands for; none for other conduct."""
    sea = term(code).text("sea")
    return shelf.term("sea_types", sea) if sea else None


def is_serious(code: str, *, p5_or_above: bool = False) -> bool:
    """Whether the conduct is Category 1 or Serious misconduct.

    Under the old list prohibited conduct by P-5 or above was Category 1.
    """
    found = term(code)
    return found.flag("serious") or (p5_or_above and found.flag("p5_serious"))
