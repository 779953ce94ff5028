"""Figures others have published, to stand beside an installation's own and never inside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from safeconduct.vocabulary import shelf

LIST = "published_figures"


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number: what was counted, for which year, when printed, by which rule, where."""

    code: str
    series: str
    year: int
    value: int
    vintage: str
    rule: str
    source: str
    verified: bool
    remarks: Mapping[str, str]

    @property
    def label(self) -> str:
        """What was counted, in the reader's language."""
        return shelf.term("published_series", self.series).label

    @property
    def remark(self) -> str:
        """What must be said beside the number, in the reader's language; often nothing."""
        return shelf.in_language(self.remarks) if self.remarks else ""


@cache
def _all() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            code=row.code,
            series=row.text("series"),
            year=row.number("year"),
            value=row.number("value"),
            vintage=row.text("vintage"),
            rule=row.text("rule"),
            source=row.source,
            verified=row.verified,
            remarks=row.attributes.get("remark", {}),
        )
        for row in shelf.terms(LIST)
    )


def figures(series: str | None = None, year: int | None = None) -> tuple[Figure, ...]:
    """Every printed figure of a series and year, each vintage apart, oldest year and print first.

    Raises `UnknownTerm` where there is no such series.
    """
    if series is not None:
        shelf.term("published_series", series)
    found = [
        figure
        for figure in _all()
        if (series is None or figure.series == series) and (year is None or figure.year == year)
    ]
    return tuple(sorted(found, key=lambda figure: (figure.series, figure.year, figure.vintage)))


def latest(series: str) -> tuple[Figure, ...]:
    """The last print of each year of a series, oldest year first. Raises `UnknownTerm`."""
    by_year = {figure.year: figure for figure in figures(series)}
    return tuple(by_year.values())
