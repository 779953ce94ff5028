"""What the columns of a register kept elsewhere mean here, as its mapping file says.

Every column of the file is used, sealed, or left out with a reason: a column that nobody thought
of may hold a name. Every code is checked against its agreed list when the mapping is read, so no
row can bring in a word that the lists do not know. Pure Python, no Django.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from safeconduct.base import sheets

STOP = "stop"  # the run ends with one line and nothing is changed
REFUSE = "refuse"  # this row is refused and listed
LEAVE_OUT = "leave-out"  # the row is taken without this value, and listed


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one value of a column stands for: a code, a state, nothing, or 'ask the next table'."""

    code: str = ""
    state: str = ""
    ask_next: bool = False
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Values:
    """A column read through a table of values, and what happens to a value not in it."""

    column: str
    table: Mapping[str, Meaning]
    otherwise: str = STOP


@dataclass(frozen=True, slots=True)
class Day:
    """Where a date stands: the first of the columns that is filled, read in one format.

    `within` takes a part of the cell, as where an identifier starts with its year.
    """

    columns: tuple[str, ...] = ()
    format: str = "%Y-%m-%d"
    within: re.Pattern[str] | None = None
    precision: str = "day"
    otherwise: str = STOP


@dataclass(frozen=True, slots=True)
class Ages:
    """A column with an age in years, read into bands; both ends belong to a band."""

    column: str
    bands: tuple[tuple[int, int, str], ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A column that says what a body found."""

    stage: str
    body: str
    values: Values
    on: Day


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form of words that stands for a measure; the group `days` is its length."""

    match: re.Pattern[str]
    code: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A column that says what was proposed or done; one cell may hold several measures."""

    authority: str
    progress: str
    values: Values
    on: Day
    split: re.Pattern[str] | None = None
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """The mission or office that the register belongs to, added to the roster where absent."""

    code: str
    name: str
    kind: str
    country: str


@dataclass(frozen=True, slots=True)
class Register:
    """A whole mapping: how one register is read."""

    file: str
    source: str
    encoding: str
    taxonomy: str
    home: Home
    matter_key: str
    subject_key: str
    allegation_key: str
    personal: frozenset[str]
    received: Day
    incident: Day
    late_incident: str
    category: str
    state: str
    known_by: tuple[str, ...]
    identity: tuple[str, ...]
    facts: tuple[str, ...]
    conduct: tuple[Values, ...]
    conduct_constant: str
    sex: Values | None
    age: Ages | None
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    ignored: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> dict[str, str]:
        """Every column the mapping reads, with the table that reads it first."""
        found: dict[str, str] = {}

        def use(table: str, *columns: str) -> None:
            for column in columns:
                if column:
                    found.setdefault(column, table)

        use("[keys]", self.matter_key, self.subject_key, self.allegation_key)
        use("[received]", *self.received.columns)
        use("[incident]", *self.incident.columns)
        use("[subject]", *self.known_by, *self.identity)
        use("[facts]", *self.facts)
        use("[conduct]", *(values.column for values in self.conduct))
        use("[victim]", self.sex.column if self.sex else "", self.age.column if self.age else "")
        for finding in self.findings:
            use("[[finding]]", finding.values.column, *finding.on.columns)
        for measure in self.measures:
            use("[[measure]]", measure.values.column, *measure.on.columns)
        return found

    def account_for(self, file: str, columns: Collection[str]) -> None:
        """Raise sheets.Fault unless every column of the file is used or left out, and is there."""
        used = self.columns()
        for column, table in used.items():
            if column not in columns:
                expected = f"a column of this name, as {self.file} {table} says"
                raise sheets.Fault(file, 1, column, expected)
        for column in columns:
            if column not in used and column not in self.ignored:
                expected = f"{self.file} to use this column, or to list it under [ignored]"
                raise sheets.Fault(file, 1, column, expected)
