"""What one row of another register says, in our codes. Pure: no tables, no keys, no secrets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NoReturn

from safeconduct.base.reports import Note, Rule
from safeconduct.base.sheets import Fault, Row, Sheet, quoted
from safeconduct.cases.imports import mapping, rules
from safeconduct.cases.imports.mapping import Ages, Day, Meaning, Measure, Register, Values
from safeconduct.cases.terms import Progress, Stage
from safeconduct.vocabulary import conduct

LONGEST_KEY = 120
AGE_DIGITS, DAYS_DIGITS = 3, 6  # no number with more can be meant


class Refusal(Exception):
    """This row is not taken. Carries the rule and what was found."""

    def __init__(self, rule: Rule, text: str) -> None:
        super().__init__(rule.name)
        self.note = Note(rule, text)


@dataclass(frozen=True, slots=True)
class SaidFinding:
    """One finding, as a row states it."""

    stage: str
    result: str
    body: str
    on: date | None


@dataclass(frozen=True, slots=True)
class SaidMeasure:
    """One measure, as a row states it."""

    authority: str
    kind: str
    progress: str
    on: date | None
    length_days: int | None


@dataclass(slots=True)
class Said:
    """What one row says."""

    row: int
    matter: str
    subject: str
    allegation: str
    received: date
    incident: date | None
    conduct: str
    sea_type: str
    known: bool
    identity: str = field(repr=False)
    facts: str = field(repr=False)
    victim: tuple[str, str] | None  # age band, sex
    findings: tuple[SaidFinding, ...]
    measures: tuple[SaidMeasure, ...]
    state: str
    notes: list[Note]


class Reader:
    """Reads the rows of one file by one mapping."""

    def __init__(self, register: Register, sheet: Sheet) -> None:
        self.register, self.sheet = register, sheet
        keys = {
            "matter": register.matter_key,
            "subject": register.subject_key,
            "allegation": register.allegation_key,
        }
        named = (keys[name] for name in register.personal)
        self.hidden = frozenset((*register.identity, *register.facts, *named))

    def read(self, row: Row) -> Said:
        """Return what a row says. Raises Refusal for the row, sheets.Fault for the whole run."""
        if row.trouble:
            raise Refusal(rules.UNREADABLE, row.trouble)
        register, notes = self.register, list[Note]()
        matter = self._key(row, register.matter_key)
        allegation = self._key(row, register.allegation_key)
        received = self._day(row, register.received, notes)
        if received is None:
            raise Refusal(rules.NO_DATE, f"{register.received.columns[0]} is empty")
        code = self._conduct(row, notes)
        findings, by_finding = self._findings(row, notes)
        measures, by_measure = self._measures(row, notes)
        result = next((f.result for f in findings if f.stage == Stage.FINAL), "")
        state, unacted = rules.state_of(
            result=result,
            told_by_finding=by_finding,
            told_by_measure=by_measure,
            acted=any(m.progress != Progress.PROPOSED for m in measures),
        )
        if unacted:
            notes.append(Note(rules.NO_ACTION, ""))
        return Said(
            row=row.number,
            matter=matter,
            subject=row.cells[register.subject_key].strip(),
            allegation=allegation,
            received=received,
            incident=self._incident(row, received, notes),
            conduct=code,
            sea_type=_sea_type(code),
            known=any(row.cells[column].strip() for column in register.known_by),
            identity=_words(row, register.identity),
            facts=_words(row, register.facts),
            victim=self._victim(row, notes),
            findings=findings,
            measures=measures,
            state=state.value,
            notes=notes,
        )

    def _key(self, row: Row, column: str) -> str:
        key = row.cells[column].strip()
        if not key or len(key) > LONGEST_KEY or not key.isprintable():
            what = "is empty" if not key else "is too long or cannot be printed"
            raise Refusal(rules.NO_KEY, f"{column} {what}")
        return key

    def _wrong(self, row: Row, column: str, expected: str) -> NoReturn:
        """Stop the run at one cell; the cell is repeated unless its column is sealed or a key."""
        if column in self.hidden:
            raise Fault(self.sheet.file, row.number, column, expected, "something else")
        self.sheet.wrong(row, column, expected)

    def _show(self, column: str, value: str) -> str:
        """A value as a report may repeat it: never one of a column that is sealed."""
        return (
            f"{column}: a sealed value" if column in self.hidden else f"{column}: {quoted(value)}"
        )

    def _day(self, row: Row, day: Day, notes: list[Note]) -> date | None:
        for column in day.columns:
            text = row.cells[column].strip()
            if not text:
                continue
            found = _parsed(text, day)
            if found is not None:
                return found
            if day.otherwise == mapping.REFUSE:
                raise Refusal(rules.NO_DATE, self._show(column, text))
            if day.otherwise == mapping.STOP:
                self._wrong(row, column, f"a date written as {day.format}")
            notes.append(Note(rules.DATE_LEFT, column))
        return None

    def _incident(self, row: Row, received: date, notes: list[Note]) -> date | None:
        day = self._day(row, self.register.incident, notes)
        if day is None or day <= received:
            return day
        if self.register.late_incident == mapping.REFUSE:
            raise Refusal(rules.NO_DATE, "the incident is dated after the complaint")
        if self.register.late_incident == mapping.STOP:
            column = self.register.incident.columns[0]
            self._wrong(row, column, "an incident no later than the complaint")
        notes.append(Note(rules.LATE, ""))
        return None

    def _meaning(self, row: Row, values: Values, notes: list[Note]) -> Meaning:
        text = row.cells[values.column].strip()
        found = values.table.get(text)
        return found or self._unlisted(row, values, text, notes)

    def _unlisted(self, row: Row, values: Values, text: str, notes: list[Note]) -> Meaning:
        code = self._otherwise(row, values.column, values.otherwise, text, notes)
        return Meaning(code=code)

    def _otherwise(
        self, row: Row, column: str, otherwise: str, text: str, notes: list[Note]
    ) -> str:
        if otherwise == mapping.STOP:
            self._wrong(row, column, f"a value that {self.register.file} lists")
        if otherwise == mapping.REFUSE:
            raise Refusal(rules.NOT_LISTED, self._show(column, text))
        notes.append(Note(rules.FALLBACK, f"{self._show(column, text)} recorded as {otherwise}"))
        return otherwise

    def _conduct(self, row: Row, notes: list[Note]) -> str:
        for values in self.register.conduct:
            found = self._meaning(row, values, notes)
            if not found.ask_next:
                return found.code or "unspecified"
        return self.register.conduct_constant

    def _victim(self, row: Row, notes: list[Note]) -> tuple[str, str] | None:
        if self.register.sex is None or self.register.age is None:
            return None
        sex = self._meaning(row, self.register.sex, notes).code or "unknown"
        return self._age(row, self.register.age, notes), sex

    def _age(self, row: Row, ages: Ages, notes: list[Note]) -> str:
        text = row.cells[ages.column].strip()
        if not text:
            return "unknown"
        years = int(text) if _is_whole(text, AGE_DIGITS) else -1
        for first, last, band in ages.bands:
            if first <= years <= last:
                return band
        return self._otherwise(row, ages.column, ages.otherwise, text, notes)

    def _findings(self, row: Row, notes: list[Note]) -> tuple[tuple[SaidFinding, ...], str]:
        found, states = [], []
        for finding in self.register.findings:
            meaning = self._meaning(row, finding.values, notes)
            if meaning.state:
                states.append(meaning.state)
            if meaning.code:
                on = self._day(row, finding.on, notes)
                found.append(SaidFinding(finding.stage, meaning.code, finding.body, on))
        return tuple(found), rules.first_told(states)

    def _measures(self, row: Row, notes: list[Note]) -> tuple[tuple[SaidMeasure, ...], str]:
        found, states = dict[SaidMeasure, None](), []
        for measure in self.register.measures:
            on = None
            for meaning, length in self._parts(row, measure, notes):
                if meaning.state:
                    states.append(meaning.state)
                if meaning.code:
                    on = on or self._day(row, measure.on, notes)
                    said = SaidMeasure(
                        measure.authority, meaning.code, measure.progress, on, length
                    )
                    found[said] = None
        return tuple(found), rules.first_told(states)

    def _parts(
        self, row: Row, measure: Measure, notes: list[Note]
    ) -> Iterator[tuple[Meaning, int | None]]:
        text = row.cells[measure.values.column].strip()
        parts = [text]
        if measure.split and text not in measure.values.table:
            parts = [part for part in measure.split.split(text) if part] or [""]
        for part in parts:
            known = measure.values.table.get(part)
            if known is not None:
                yield known, None
                continue
            for pattern in measure.patterns:
                if match := pattern.match.fullmatch(part):
                    days = match.groupdict().get("days") or ""
                    yield Meaning(code=pattern.code), self._length(measure, days, notes)
                    break
            else:
                yield self._unlisted(row, measure.values, part, notes), None

    def _length(self, measure: Measure, days: str, notes: list[Note]) -> int | None:
        if not days:
            return None
        if _is_whole(days, DAYS_DIGITS):
            return int(days)
        notes.append(Note(rules.PART_DAYS, self._show(measure.values.column, f"{days} days")))
        return None


def _is_whole(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits


def _words(row: Row, columns: tuple[str, ...]) -> str:
    """The cells to be sealed together, each under the name of its column."""
    filled = ((column, row.cells[column].strip()) for column in columns)
    return "\n".join(f"{column}: {text}" for column, text in filled if text)


@lru_cache(maxsize=65536)
def _parsed(text: str, day: Day) -> date | None:
    if day.within is not None:
        match = day.within.search(text)
        if match is None:
            return None
        text = match.group(1) if day.within.groups else match.group(0)
    try:
        return date(*time.strptime(text, day.format)[:3])
    except ValueError:
        return None


@lru_cache
def _sea_type(code: str) -> str:
    found = conduct.sea_type(code)
    return found.code if found else ""
