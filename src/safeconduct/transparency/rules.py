"""How things are counted: every public number is one of these rules applied to the register.

The rules are those of 3-domain 2.1. Each turns rows of the register into units; each unit falls
into exactly one year, one mission and one category, so every table adds up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from safeconduct.transparency.terms import SEVERAL, UNDATED, Axis, CountedBy, Series

# A row in one of these states is not counted. Reports are compared before they become public
# figures: what is not assessed yet may still prove to be the same allegation (3-domain 2.1).
UNCOUNTED = {
    "received": "not assessed yet, so not yet known to be a new allegation",
    "duplicate": "counted once already, where it was first recorded",
    "other-remit": "passed to another body, which counts it",
}


SEA = "sexual exploitation and abuse"
OTHER = "other misconduct"


class Row(Protocol):
    """One allegation of the register as far as counting cares: codes, dates, opaque keys."""

    @property
    def allegation(self) -> str: ...
    @property
    def incident(self) -> str: ...
    @property
    def report(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def persons(self) -> int | None: ...
    @property
    def confirmed(self) -> bool: ...
    @property
    def completed(self) -> bool: ...
    @property
    def mission(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def contributor(self) -> str: ...
    @property
    def sea(self) -> bool: ...
    @property
    def victims(self) -> Sequence[str]: ...
    @property
    def received_on(self) -> date: ...
    @property
    def incident_year(self) -> int | None: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Unit:
    """Something counted, and the one cell it falls into."""

    year: int
    mission: str
    category: str
    number: int = 1


Keys = Callable[[Row], Iterable[Hashable]]
Keyed = Callable[[Sequence[Row]], Keys]


@dataclass(frozen=True, slots=True)
class Rule:
    """One counting rule: its code, what it counts, who says so, and what makes two rows one."""

    code: CountedBy
    unit: str
    of: str
    source: str
    valid_for: str
    keyed: Keyed
    by_person: bool = False

    @property
    def text(self) -> str:
        """The rule in words, in the reader's language."""
        return str(self.code.label)


def _per_incident(rows: Sequence[Row]) -> Keys:
    return lambda row: (row.incident,)


def _per_individual(rows: Sequence[Row]) -> Keys:
    known = {(row.incident, row.subject) for row in rows if row.confirmed or row.completed}

    def keys(row: Row) -> tuple[Hashable, ...]:
        individual = (row.incident, row.subject)
        return (individual if individual in known else (row.incident, ""),)

    return keys


def _per_report(rows: Sequence[Row]) -> Keys:
    return lambda row: ((row.report, row.category, row.contributor),)


def _per_type_and_person(rows: Sequence[Row]) -> Keys:
    return lambda row: (row.allegation,)


def _per_victim_row(rows: Sequence[Row]) -> Keys:
    told = {row.incident for row in rows if row.victims}
    return lambda row: row.victims or (() if row.incident in told else ((row.incident, ""),))


def _per_subject(rows: Sequence[Row]) -> Keys:
    return lambda row: (row.subject,)


def _per_victim(rows: Sequence[Row]) -> Keys:
    return lambda row: row.victims


_SITE = "conduct.unmissions.org"
# fmt: off
RULES: Mapping[CountedBy, Rule] = {
    rule.code: rule
    for rule in (
        #    code          unit           of     source                                                  valid for                       two rows are one if they share
        Rule(CountedBy.R1, "allegations", SEA,   "Conduct and Discipline Unit, quoted by undispatch.com", "first public statistics",      _per_incident),
        Rule(CountedBy.R2, "allegations", SEA,   "cdu.unlb.org, overview of statistics",                  "statistics of cdu.unlb.org",   _per_individual, by_person=True),
        Rule(CountedBy.R3, "allegations", SEA,   f"{_SITE}/sea-data-introduction",                        f"{_SITE}, current",            _per_report),
        Rule(CountedBy.R4, "allegations", OTHER, f"{_SITE}/other-misconduct-introduction",               f"{_SITE}, current",            _per_type_and_person, by_person=True),
        Rule(CountedBy.R5, "rows",        SEA,   "un.org, data on allegations, UN system-wide",           "system-wide dataset, current", _per_victim_row),
        Rule(CountedBy.S1, "subjects",    SEA,   f"{_SITE}/sea-data-introduction",                        "subjects, apart from allegations", _per_subject, by_person=True),
        Rule(CountedBy.V1, "victims",     SEA,   f"{_SITE}/sea-data-introduction",                        "victims, apart from allegations",  _per_victim),
    )
}

# Which rule makes which published series.
COUNTED: Mapping[Series, CountedBy] = {
    Series.SEA_ALLEGATIONS:  CountedBy.R3,
    Series.SUBJECTS:         CountedBy.S1,
    Series.VICTIMS:          CountedBy.V1,
    Series.OTHER_MISCONDUCT: CountedBy.R4,
}
# fmt: on


def units(code: CountedBy, rows: Iterable[Row], axis: Axis = Axis.RECEIVED) -> list[Unit]:
    """Count rows of the register by one rule; the order of the rows makes no difference.

    A thing that several rows tell of belongs to the year and mission of the first of them, and
    to the category 'several' where they disagree on it.
    """
    rule = RULES[code]
    counted = [row for row in rows if row.sea == (rule.of == SEA) and row.state not in UNCOUNTED]
    keys = rule.keyed(counted)
    gathered: dict[Hashable, list[Row]] = defaultdict(list)
    for row in counted:
        for key in keys(row):
            gathered[key].append(row)
    return [_unit(told, rule, axis) for told in gathered.values()]


def total(counted: Iterable[Unit]) -> int:
    """How many there are in all."""
    return sum(unit.number for unit in counted)


def by_mission(counted: Iterable[Unit]) -> Counter[tuple[int, str]]:
    """How many there are in each year and mission."""
    return _tally(counted, lambda unit: (unit.year, unit.mission))


def by_category(counted: Iterable[Unit]) -> Counter[tuple[int, str]]:
    """How many there are in each year and category of personnel."""
    return _tally(counted, lambda unit: (unit.year, unit.category))


def _tally(
    counted: Iterable[Unit], cell: Callable[[Unit], tuple[int, str]]
) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for unit in counted:
        found[cell(unit)] += unit.number
    return found


def _unit(told: Sequence[Row], rule: Rule, axis: Axis) -> Unit:
    first = min(told, key=lambda row: (row.received_on, row.allegation))
    groups = {row.group for row in told}
    number = max(row.persons or 1 for row in told) if rule.by_person else 1
    if rule.code == CountedBy.R2 and not any(row.confirmed or row.completed for row in told):
        number = 1  # the size of a group is not an identity: once for the incident
    return Unit(
        year=_year(told, first, axis),
        mission=first.mission,
        category=groups.pop() if len(groups) == 1 else SEVERAL,
        number=number,
    )


def _year(told: Sequence[Row], first: Row, axis: Axis) -> int:
    if axis == Axis.RECEIVED:
        return first.received_on.year
    return min((row.incident_year for row in told if row.incident_year), default=UNDATED)
