"""How the words and coordinates of a cell are mended, and which missions a name stands for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from safeconduct.base.reports import Note, Rule
from safeconduct.base.sheets import Row, Sheet, quoted
from safeconduct.roster.rules import table
from safeconduct.vocabulary import missions

NUMBER = re.compile(r"[+-]?[0-9]{1,4}([.,][0-9]{1,12})?")
GARBLED = ("Ã", "Â", "â€", "Å")  # how UTF-8 begins when it is taken for Latin-1
CURLY = str.maketrans("\u2018\u2019\u02bc", "'''")
NUMERAL = re.compile(r"I{1,3}|IV|V")
PLACES = Decimal("0.0001")


def mended(text: str) -> tuple[str, tuple[Rule, ...]]:
    """The text put right, and the rules that did it. Mending twice changes nothing more."""
    rules: dict[Rule, None] = {}
    before = None
    while text != before:
        before = text
        for rule, mend in MENDS:
            better = mend(text)
            if better != text:
                text = better
                rules[rule] = None
    return text, tuple(rules)


def reread(text: str) -> str:
    """UTF-8 that was taken for Latin-1 (or Windows-1252), read as it was meant."""
    if not any(mark in text for mark in GARBLED):
        return text
    for taken_for in ("cp1252", "latin-1"):
        try:
            return text.encode(taken_for).decode("utf-8")
        except UnicodeError:
            continue
    return text


def unquoted(text: str) -> str:
    """The text without a quotation mark, or an apostrophe at its end, that has no other half."""
    bare = text.strip()
    if bare.count('"') % 2:
        bare = bare.strip('"') if bare[:1] == '"' or bare[-1:] == '"' else bare.replace('"', "")
    if bare.endswith("'") and bare.count("'") % 2 and not bare.endswith("s'"):
        bare = bare[:-1]
    return bare if bare != text.strip() else text


MENDS = (
    (table.MOJIBAKE, reread),
    (table.APOSTROPHE, lambda text: text.translate(CURLY)),
    (table.BROKEN_QUOTE, unquoted),
    (table.STRAY_SPACES, lambda text: " ".join(text.split())),
)


def cell(sheet: Sheet, row: Row, column: str) -> tuple[str, tuple[Note, ...]]:
    """A cell's words put right, with a note for each rule applied."""
    printed = sheet.text(row, column)
    text, rules = mended(printed)
    return text, tuple(
        Note(rule, f"{column}: {quoted(printed)} read as {quoted(text)}") for rule in rules
    )


def coordinate(sheet: Sheet, row: Row, column: str) -> tuple[Decimal | None, bool]:
    """A cell as degrees, and whether it had a decimal comma. Raises Fault."""
    text = sheet.text(row, column).strip()
    if text in {"", "NA"}:
        return None, False
    if not NUMBER.fullmatch(text):
        sheet.wrong(row, column, "degrees such as -13.2344")
    return Decimal(text.replace(",", ".")).quantize(PLACES), "," in text


def meant(text: str) -> tuple[missions.Mission, ...]:
    """The missions a name stands for: the one so called, else all that had it with a numeral."""
    named = missions.known_as(text)
    own = [held for held in named if held.acronym == text]
    if own:
        return tuple(own)
    if len(named) == 1:
        return named
    wanted = text.casefold()
    series = [held for held in missions.all_missions() if _bare(held.acronym) == wanted]
    return tuple(series) or named


def meant_on(text: str, day: date) -> missions.Mission | None:
    """The one mission a name stands for on a day, the earlier of two; nothing if none was there."""
    found = meant(text)
    if len(found) == 1:
        return found[0]
    return next((held for held in found if held.in_force(day)), None)


def _bare(acronym: str) -> str:
    first, _space, last = acronym.rpartition(" ")
    return first.casefold() if NUMERAL.fullmatch(last) else ""
