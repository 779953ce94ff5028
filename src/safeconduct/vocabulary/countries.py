"""Names of States in the six languages of the UN, from Babel and pycountry rather than by hand.

Real files spell States in many ways; `find` reads them all and guesses nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

import pycountry
from babel import Locale, UnknownLocaleError

from safeconduct.vocabulary import shelf

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
FORMER = "historic_states"
ALIASES = "country_aliases"
UN_NAMES = "country_names"
INVENTED = "invented_states"
KOSOVO = "XK"
# ISO codes of territories and observers; every other ISO code is a Member State of the UN.
TERRITORIES = (
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO "
    "MP MQ MS NC NF NU PF PM PN PR PS RE SH SJ SX TC TF TK TW UM VA VG VI WF YT"
)


class UnknownCountry(KeyError):
    """No State or territory, present or former, has that code."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def codes() -> frozenset[str]:
    """Every code in use: ISO 3166-1 alpha-2, XK, the former States and the demo's invented ones."""
    listed = {country.alpha_2 for country in pycountry.countries}
    return frozenset(listed | {KOSOVO} | former() | invented())


@cache
def former() -> frozenset[str]:
    """The codes of States that are no more."""
    return frozenset(term.code.upper() for term in shelf.terms(FORMER))


@cache
def invented() -> frozenset[str]:
    """The codes of the demonstration's States, which do not exist."""
    return frozenset(term.code.upper() for term in shelf.terms(INVENTED))


@cache
def members() -> frozenset[str]:
    """The codes of the Member States of the UN."""
    listed = frozenset(country.alpha_2 for country in pycountry.countries)
    return listed - frozenset(TERRITORIES.split())


def name(code2: str, language: str = "en") -> str:
    """What the State is called in that language, in English where we lack it.

    Raises `UnknownCountry`.
    """
    if code2 not in codes():
        raise UnknownCountry(f"There is no State with the code {code2!r}.")
    short = language.lower().split("-")[0].split("_")[0]
    for written in (UN_NAMES, FORMER, INVENTED):
        if code2.lower() in shelf.codes(written):
            labels = shelf.term(written, code2.lower()).labels
            return labels.get(short, labels["en"])
    return _territories(short).get(code2) or _territories("en")[code2]


def choices(language: str = "en", *, demo: bool = False) -> list[tuple[str, str]]:
    """The Member States with their names in that language, in the order of the names.

    In a demonstration the invented States alone are offered.
    """
    offered = invented() if demo else members()
    return sorted(((code, name(code, language)) for code in offered), key=lambda row: _key(row[1]))


def from_alpha3(code3: str) -> str | None:
    """The two-letter code for a three-letter one, former States included; nothing if unknown."""
    wanted = code3.strip().upper()
    if wanted in {"XKX", "XKK", "UNK"}:
        return KOSOVO
    for term in shelf.terms(FORMER):
        if term.text("alpha3") == wanted:
            return term.code.upper()
    country = pycountry.countries.get(alpha_3=wanted)
    return country.alpha_2 if country else None


def find(text: str) -> str | None:
    """The code of the State meant by a name as found in a real file; nothing if none is.

    Case, accents, apostrophes, commas, brackets and a leading "the" make no difference. Names in
    the six languages are read; a name that means two States in two languages is not.
    """
    return _by_name().get(_key(text))


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return {}


@cache
def _by_name() -> Mapping[str, str]:
    """Every readable name, the surest source first: aliases, ISO, then the other languages."""
    index: dict[str, str] = {}
    for spelling, code in _sure_names():
        index.setdefault(_key(spelling), code)
    others: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code in codes():
            others.setdefault(_key(name(code, language)), set()).add(code)
    for spelling, meant in others.items():
        if len(meant) == 1:
            index.setdefault(spelling, *meant)
    index.pop("", None)
    return index


def _sure_names() -> Iterator[tuple[str, str]]:
    for term in shelf.terms(ALIASES):
        yield term.code, term.text("to")
    for term in shelf.terms(FORMER):
        yield term.labels["en"], term.code.upper()
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            if spelling := getattr(country, kind, None):
                yield spelling, country.alpha_2
                before, comma, after = spelling.partition(", ")
                if comma:
                    yield f"{after} {before}", country.alpha_2


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = re.findall(r"[^\W_]+", letters.replace("&", " and "))
    return " ".join(words[1:] if words[:1] == ["the"] else words)
