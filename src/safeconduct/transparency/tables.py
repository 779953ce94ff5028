"""The tables of a release: the cells of one series, which of them add up to which, and their hash.

A series is printed by year and mission and by year and category. Both tables share the year
totals, so they are protected together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from safeconduct.transparency import rules
from safeconduct.transparency.rules import Unit
from safeconduct.transparency.terms import ALL, EVERY_YEAR, SEVERAL, Shape
from safeconduct.vocabulary import shelf


class Address(NamedTuple):
    """Where a number stands. Year 0 is every year; an empty mission or category is all of them."""

    year: int
    mission: str
    category: str

    @property
    def shape(self) -> Shape:
        """The table this cell is printed in."""
        if self.mission:
            return Shape.YEAR_MISSION
        return Shape.YEAR_CATEGORY if self.category else Shape.YEAR


class Linked(NamedTuple):
    """The counts of one series with all their margins, and the sums among them."""

    counts: dict[Address, int]
    sums: list[tuple[Address, list[Address]]]


def categories() -> tuple[str, ...]:
    """The categories of personnel in which figures are printed, in the order of the vocabulary."""
    return (*shelf.sheet("personnel_categories").groups, SEVERAL)


def linked(counted: Sequence[Unit], last_year: int) -> Linked:
    """Lay out one series by year and mission and by year and category, with every margin."""
    years = range(min((unit.year for unit in counted), default=last_year), last_year + 1)
    missions = sorted({unit.mission for unit in counted})
    cells: dict[Address, int] = {}
    sums: list[tuple[Address, list[Address]]] = []
    inner = {
        Shape.YEAR_MISSION: [Address(0, mission, ALL) for mission in missions],
        Shape.YEAR_CATEGORY: [Address(0, ALL, category) for category in categories()],
    }
    found = {
        **{Address(y, m, ALL): n for (y, m), n in rules.by_mission(counted).items()},
        **{Address(y, ALL, c): n for (y, c), n in rules.by_category(counted).items()},
    }
    for margins in inner.values():
        for year in years:
            parts = [margin._replace(year=year) for margin in margins]
            cells |= {part: found.get(part, 0) for part in parts}
            whole = Address(year, ALL, ALL)
            cells[whole] = sum(unit.number for unit in counted if unit.year == year)
            if parts:
                sums.append((whole, parts))
        for margin in margins:
            parts = [margin._replace(year=year) for year in years]
            cells[margin] = sum(cells[part] for part in parts)
            sums.append((margin, parts))
    grand = Address(EVERY_YEAR, ALL, ALL)
    totals = [Address(year, ALL, ALL) for year in years]
    cells[grand] = sum(cells[total] for total in totals)
    sums.append((grand, totals))
    return Linked(cells, sums)


def shown(printed: Mapping[Address, int]) -> dict[Address, int]:
    """Leave out the first years and the missions that are printed as nothing but 0.

    What is left out reads 0 either way, so leaving it out tells no more than printing it.
    """
    totals = {at.year: value for at, value in printed.items() if at.shape == Shape.YEAR and at.year}
    started = min((year for year, value in totals.items() if value), default=max(totals))
    margins = {at: value for at, value in printed.items() if at.year == EVERY_YEAR}
    silent = {at.mission for at, value in margins.items() if at.mission and not value}
    return {
        at: value
        for at, value in printed.items()
        if (at.year == EVERY_YEAR or at.year >= started) and at.mission not in silent
    }


def sums_among(cells: Iterable[Address]) -> list[tuple[Address, list[Address]]]:
    """Every sum that should hold among printed cells, found from the cells alone."""
    held = list(cells)
    found = []
    for whole in held:
        if whole.year == EVERY_YEAR:
            parts = [at for at in held if at.year and at._replace(year=0) == whole]
            found.append((whole, parts))
        if whole.shape == Shape.YEAR:
            for shape in (Shape.YEAR_MISSION, Shape.YEAR_CATEGORY):
                parts = [at for at in held if at.shape == shape and at.year == whole.year]
                if parts:
                    found.append((whole, parts))
    return found


class Content(NamedTuple):
    """All that a release says, as it is hashed."""

    as_of: date
    rules: Mapping[str, str]
    protection: str
    code_version: str
    cells: Mapping[str, Mapping[Address, int]]


def fingerprint(content: Content) -> str:
    """Return BLAKE2b-256 over the canonical JSON of a release, in hexadecimal."""
    numbers = sorted(
        [series, at.shape.value, *at, value]
        for series, cells in content.cells.items()
        for at, value in cells.items()
    )
    said = [
        content.as_of.isoformat(),
        dict(content.rules),
        content.protection,
        content.code_version,
        numbers,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()
