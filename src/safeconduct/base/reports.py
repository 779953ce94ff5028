"""What became of every row of an imported file, and by which stated rule: nothing is dropped."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

FORMULA = ("=", "+", "-", "@", "\t")  # a cell that starts so would run in a spreadsheet
KINDS = (".csv", ".json")


class Outcome(StrEnum):
    """What became of a row. Every row that was read has exactly one."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOTHING = "nothing to store"
    REFUSED = "refused"


class Effect(StrEnum):
    """What a rule does to a row to which it applies."""

    MENDS = "mended"
    WARNS = "warning"
    PASSES = "nothing to store"
    REFUSES = "refused"


class Rule(NamedTuple):
    """One stated rule: its name, what it does, and the sentence shown to whoever imports."""

    name: str
    effect: Effect
    text: str


class Note(NamedTuple):
    """One application of a rule to one row, with what was found and done."""

    rule: Rule
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number, what it is about, what became of it and why."""

    row: int
    key: str
    outcome: Outcome
    notes: tuple[Note, ...] = ()
    change: str = ""  # what a changed row said before and says now

    @property
    def mended(self) -> bool:
        """Whether any rule put something in this row right."""
        return any(note.rule.effect is Effect.MENDS for note in self.notes)

    @property
    def telling(self) -> bool:
        """Whether somebody should read this line: anything but a plain row."""
        return self.outcome in {Outcome.CHANGED, Outcome.REFUSED} or any(
            note.rule.effect is not Effect.PASSES for note in self.notes
        )

    @property
    def rules(self) -> str:
        """The names of the rules applied."""
        return ", ".join(dict.fromkeys(note.rule.name for note in self.notes))

    @property
    def text(self) -> str:
        """What changed, and what the rules found and did."""
        said = (self.change, *(note.text for note in self.notes))
        return "; ".join(words for words in said if words)


@dataclass(slots=True)
class Report:
    """What became of a whole file. `notes` are about the file rather than any row."""

    file: str
    read: int
    dry_run: bool = False
    lines: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(
        self, row: int, key: str, outcome: Outcome, notes: tuple[Note, ...] = (), change: str = ""
    ) -> None:
        """Enter what became of one row."""
        self.lines.append(Line(row, key, outcome, notes, change))

    def totals(self) -> dict[Outcome, int]:
        """How many rows had each outcome; the numbers add up to the rows read."""
        counted = Counter(line.outcome for line in self.lines)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def mended(self) -> int:
        """How many rows were mended. They are counted under their outcome as well."""
        return sum(line.mended for line in self.lines)

    @property
    def complete(self) -> bool:
        """Whether every row that was read is accounted for exactly once."""
        return len(self.lines) == self.read and len({n.row for n in self.lines}) == self.read

    def rules(self) -> Iterator[tuple[Rule, int]]:
        """Each rule that was applied, and to how many rows; the refusals last."""
        counted: Counter[Rule] = Counter(note.rule for note in self.notes)
        for line in self.lines:
            counted.update({note.rule for note in line.notes})
        order = list(Effect)
        yield from sorted(counted.items(), key=lambda found: order.index(found[0].effect))

    def summary(self) -> str:
        """The whole outcome in one line."""
        parts = [f"{count} {outcome}" for outcome, count in self.totals().items()]
        tried = " Dry run: nothing was written." if self.dry_run else ""
        return f"{self.file}: {self.read} rows: {', '.join(parts)}; {self.mended} mended.{tried}"

    def write(self, path: Path) -> None:
        """Write the report, one entry for every row, as CSV or JSON by the ending of the name."""
        text = self.as_json() if path.suffix.lower() == ".json" else self.as_csv()
        path.write_text(text, encoding="utf-8", newline="")

    def as_csv(self) -> str:
        """Every row as a line of a CSV file that is safe to open in a spreadsheet."""
        page = io.StringIO()
        sheet = csv.writer(page)
        sheet.writerow(("row", "key", "outcome", "mended", "rules", "text"))
        for line in self.lines:
            words = (line.key, line.outcome, "yes" if line.mended else "", line.rules, line.text)
            sheet.writerow((line.row, *(_plain(word) for word in words)))
        return page.getvalue()

    def as_json(self) -> str:
        """The report with its totals and the text of every rule applied."""
        page = {
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "mended": self.mended,
            "totals": self.totals(),
            "rules": [
                {"name": rule.name, "effect": rule.effect, "text": rule.text, "rows": count}
                for rule, count in self.rules()
            ],
            "notes": [{"rule": note.rule.name, "text": note.text} for note in self.notes],
            "rows": [
                {
                    "row": line.row,
                    "key": line.key,
                    "outcome": line.outcome,
                    "mended": line.mended,
                    "rules": line.rules.split(", ") if line.rules else [],
                    "text": line.text,
                }
                for line in self.lines
            ],
        }
        return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _plain(word: str) -> str:
    return f"'{word}" if word.startswith(FORMULA) else word
