"""How one row of a list of strengths is read into figures, mended by stated rules or refused."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from safeconduct.base.reports import Note
from safeconduct.base.sheets import A_DAY, Row, Sheet, quoted
from safeconduct.roster.rules import table, words
from safeconduct.roster.terms import Period
from safeconduct.roster.terms import StrengthKind as Kind
from safeconduct.vocabulary import countries, missions

FIRST_YEAR, LAST_YEAR = 1945, 2100
YEAR_DIGITS, MONTH_DIGITS = 4, 7
REMEMBERED = 20_000
HERE = "Mission_Country"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file: the columns by which it is known, and what each of them counts."""

    name: str
    period: Period
    when: str
    mission: str
    state: str = ""
    state_code: str = ""
    counts: Mapping[str, Kind] = field(default_factory=dict)
    sums: tuple[tuple[Kind, tuple[Kind, ...]], ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)  # column meant: as misspelled

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which a file is not of this kind."""
        named = (self.when, self.mission, self.state, self.state_code, *self.counts)
        return tuple(column for column in named if column)


LAYOUTS = (
    Layout(
        name="contributions",
        period=Period.MONTH,
        when="Date",
        mission="Mission",
        state="Contributor",
        state_code="Contributor_ISO-3",
        counts={
            "Experts_on_Mission": Kind.EXPERTS,
            "Formed_Police_Units": Kind.FORMED_POLICE,
            "Individual_Police": Kind.INDIVIDUAL_POLICE,
            "Civilian_Police": Kind.POLICE,
            "Troops": Kind.TROOPS,
            "Observers": Kind.OBSERVERS,
            "Total": Kind.TOTAL,
        },
        sums=(
            (Kind.POLICE, (Kind.FORMED_POLICE, Kind.INDIVIDUAL_POLICE)),
            (Kind.TOTAL, (Kind.EXPERTS, Kind.POLICE, Kind.TROOPS)),
        ),
        spellings={"Individual_Police": "Inidividual_Police"},
    ),
    Layout(
        name="mission by month",
        period=Period.MONTH,
        when="Date",
        mission="Mission",
        counts={
            "Troops": Kind.TROOPS,
            "Police": Kind.POLICE,
            "Observers": Kind.OBSERVERS,
            "Total": Kind.TOTAL,
        },
        sums=((Kind.TOTAL, (Kind.TROOPS, Kind.POLICE, Kind.OBSERVERS)),),
    ),
    Layout(
        name="State by mission and year",
        period=Period.YEAR,
        when="Year",
        mission="Mission",
        state="Country",
        counts={"Female": Kind.FEMALE, "Male": Kind.MALE, "Total": Kind.TOTAL},
        sums=((Kind.TOTAL, (Kind.FEMALE, Kind.MALE)),),
    ),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One row as read: whose strength, when, and the figures; no mission where it is refused.

    `nobody` where every figure is zero or missing.
    """

    row: int
    key: str
    mission: str
    state: str
    starts: date | None
    figures: tuple[tuple[Kind, int], ...]
    notes: tuple[Note, ...] = ()
    nobody: bool = False


def layout_of(sheet: Sheet) -> tuple[Layout, tuple[Note, ...]]:
    """Which kind of file this is, by its columns. Raises Fault naming what is nearest."""
    for layout in LAYOUTS:
        known = {column for column in layout.columns if _printed(layout, column, sheet)}
        if known == set(layout.columns):
            return _as_printed(layout, sheet)
    nearest = max(LAYOUTS, key=lambda held: len(set(held.columns) & set(sheet.columns)))
    sheet.require([column for column in nearest.columns if not _printed(nearest, column, sheet)])
    raise AssertionError(nearest.name)  # a column was missing, or this kind had been recognised


def read_all(sheet: Sheet, layout: Layout, codes: frozenset[str]) -> Iterator[Reading]:
    """Every row in its order. `codes` are the missions that exist here beside our vocabulary.

    Raises Fault for a cell that is no date, no year or no number.
    """
    for row in sheet.rows:
        if row.trouble:
            note = Note(table.CELL_COUNT, row.trouble)
            yield Reading(row.number, "", "", "", None, (), (note,))
        else:
            yield _read(sheet, row, layout, codes)


def _read(sheet: Sheet, row: Row, layout: Layout, codes: frozenset[str]) -> Reading:
    starts, ends, on = _when(sheet, row, layout)
    counted = ((kind, sheet.count(row, column)) for column, kind in layout.counts.items())
    figures = tuple((kind, count) for kind, count in counted if count is not None)
    mission, notes = _mission(sheet.text(row, layout.mission), on, codes)
    state = ""
    if layout.state:
        printed = sheet.text(row, layout.state_code) if layout.state_code else ""
        state, more = _state(sheet.text(row, layout.state), printed)
        notes += more
    if HERE in row.cells:
        notes += _mended_words(HERE, row.cells[HERE])
    if row.requoted:
        notes += (Note(table.BROKEN_QUOTE, "a quotation mark without its other half"),)
    refused = any(note.rule.effect is table.REFUSES for note in notes)
    nobody = not any(count for _kind, count in figures)
    if not nobody and not refused:
        notes += (*_sums(layout, figures), *_in_the_field(mission, starts, ends))
    when = starts.isoformat()[: YEAR_DIGITS if on is None else MONTH_DIGITS]
    key = " ".join(p for p in (mission or sheet.text(row, layout.mission), when, state) if p)
    whose = "" if refused else mission
    return Reading(row.number, key, whose, state, starts, figures, notes, nobody)


def _when(sheet: Sheet, row: Row, layout: Layout) -> tuple[date, date, date | None]:
    """The first and the last day of the row's period, and for a month the day printed."""
    if layout.period is Period.MONTH:
        day = sheet.day(row, layout.when)
        if day is None:
            sheet.wrong(row, layout.when, A_DAY)
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last), day
    text = sheet.text(row, layout.when).strip()
    year = int(text) if text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        sheet.wrong(row, layout.when, "a year such as 2014")
    return date(year, 1, 1), date(year, 12, 31), None


@lru_cache(maxsize=REMEMBERED)
def _mission(printed: str, on: date | None, codes: frozenset[str]) -> tuple[str, tuple[Note, ...]]:
    """The acronym of the mission meant, or nothing and the refusal."""
    text, rules = words.mended(printed)
    notes = tuple(Note(rule, f"{quoted(printed)} read as {quoted(text)}") for rule in rules)
    found = words.meant(text)
    if text in codes or (len(found) == 1 and found[0].acronym == text):
        return text, notes
    if not found:
        return "", (*notes, Note(table.UNKNOWN_MISSION, f"{quoted(printed)} is no mission we hold"))
    if len(found) == 1:
        held: missions.Mission | None = found[0]
        rule = table.ANOTHER_NAME
    else:
        held = words.meant_on(text, on) if on else None
        rule = table.NAME_BY_DAY
    if held is None:
        parts = ", ".join(one.acronym for one in found)
        return "", (*notes, Note(table.COMPOSITE, f"{text} puts together {parts}"))
    return held.acronym, (*notes, Note(rule, f"{text} is {held.acronym}"))


@lru_cache(maxsize=REMEMBERED)
def _state(name: str, code: str) -> tuple[str, tuple[Note, ...]]:
    """The two-letter code of the State meant, or nothing and the refusal."""
    text, rules = words.mended(name)
    notes = tuple(Note(rule, f"{quoted(name)} read as {quoted(text)}") for rule in rules)
    found = (countries.from_alpha3(code) if code.strip() else None) or countries.find(text)
    if found:
        return found, notes
    printed = f"{quoted(name)} {quoted(code)}" if code else quoted(name)
    return "", (*notes, Note(table.UNKNOWN_STATE, f"{printed} is no State we know"))


@lru_cache(maxsize=REMEMBERED)
def _mended_words(column: str, printed: str) -> tuple[Note, ...]:
    text, rules = words.mended(printed)
    return tuple(
        Note(rule, f"{column}: {quoted(printed)} read as {quoted(text)}") for rule in rules
    )


@lru_cache(maxsize=REMEMBERED)
def _in_the_field(mission: str, starts: date, ends: date) -> tuple[Note, ...]:
    held = next((one for one in words.meant(mission) if one.acronym == mission), None)
    if held is None or (held.since <= ends and (held.until is None or starts <= held.until)):
        return ()
    served = f"from {held.since} on" if held.until is None else f"{held.since} to {held.until}"
    return (Note(table.OUTSIDE_DATES, f"{mission} served {served}"),)


def _sums(layout: Layout, figures: tuple[tuple[Kind, int], ...]) -> Iterator[Note]:
    counted = dict(figures)
    for whole, parts in layout.sums:
        named = [counted[part] for part in parts if part in counted]
        if whole in counted and named and sum(named) != counted[whole]:
            added = " + ".join(str(count) for count in named)
            text = f"{whole.value}: {counted[whole]} printed, {added} = {sum(named)}"
            yield Note(table.TOTAL_DIFFERS, text)


def _printed(layout: Layout, column: str, sheet: Sheet) -> str:
    """The name under which the file has this column; empty where it has not."""
    for spelling in (column, layout.spellings.get(column, column)):
        if spelling in sheet.columns:
            return spelling
    return ""


def _as_printed(layout: Layout, sheet: Sheet) -> tuple[Layout, tuple[Note, ...]]:
    printed = {column: _printed(layout, column, sheet) for column in layout.counts}
    notes = tuple(
        Note(table.HEADER_SPELLING, f"column {quoted(found)} read as {quoted(column)}")
        for column, found in printed.items()
        if found != column
    )
    counts = {found: layout.counts[column] for column, found in printed.items()}
    return replace(layout, counts=counts), notes
