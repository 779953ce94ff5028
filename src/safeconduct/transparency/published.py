"""What was cleared for publication: the only part of the house the public face may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from safeconduct.transparency import rules, terms
from safeconduct.transparency.models import PublishedCell, Release
from safeconduct.transparency.rules import Rule
from safeconduct.transparency.terms import ALL, EVERY_YEAR, NOT_COVERED, Protection, Series, Shape
from safeconduct.vocabulary import published as printed_elsewhere
from safeconduct.vocabulary import shelf
from safeconduct.vocabulary.published import Figure

__all__ = ["NOT_COVERED", "RULES", "Cleared", "Grid", "Printed", "Rule", "Series", "Shape"]

RULES = tuple(rules.RULES.values())


@dataclass(frozen=True, slots=True)
class Cleared:
    """One published release, without anything that would help to undo its protection."""

    reference: str
    as_of: date
    published_on: date
    protection: str
    code_version: str
    hash: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One series of a release by year, for every mission or category or for one of them."""

    series: Series
    years: tuple[int, ...]
    totals: Mapping[int, int]
    rows: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Over all years, as printed."""
        return self.totals.get(EVERY_YEAR, 0)


@dataclass(frozen=True, slots=True)
class Printed:
    """One year of a series that others published: every vintage of it, oldest first."""

    year: int
    vintages: tuple[Figure, ...]

    @property
    def restated(self) -> bool:
        """Whether a later print gives another number."""
        return len({figure.value for figure in self.vintages}) > 1


def latest() -> Cleared | None:
    """The release published last, or nothing before the first."""
    found = _published().first()
    return _cleared(found) if found else None


def releases() -> list[Cleared]:
    """Every published release, the last first."""
    return [_cleared(release) for release in _published()]


def by_mission(release: Cleared, series: Series) -> Grid:
    """A series by year and mission. A mission that is not in it is printed as 0 throughout."""
    return _grid(release, series, "mission")


def by_category(release: Cleared, series: Series) -> Grid:
    """A series by year and category of personnel, in the order of the vocabulary."""
    return _grid(release, series, "category")


def vintages(series: Series) -> list[tuple[Cleared, Mapping[int, int]]]:
    """The year totals of a series in every published release, the last release first."""
    found: dict[str, dict[int, int]] = {}
    cells = PublishedCell.objects.filter(
        table__release__published_on__isnull=False,
        table__series=series,
        mission=ALL,
        category=ALL,
    ).exclude(year=EVERY_YEAR)
    for reference, year, value in cells.values_list("table__release__reference", "year", "value"):
        found.setdefault(reference, {})[year] = value
    return [(release, found.get(release.reference, {})) for release in releases()]


def rule_of(series: Series) -> Rule:
    """The rule a series is counted by."""
    return rules.RULES[rules.COUNTED[series]]


def category_label(code: str) -> str:
    """What a category of personnel is called, in the reader's language."""
    if code == terms.SEVERAL:
        return str(terms.SEVERAL_LABEL)
    return shelf.group_label("personnel_categories", code)


def printed_by_the_un(series: str) -> list[Printed]:
    """The years of a series the United Nations printed, each with every vintage.

    A figure whose source nobody could check is left out.
    """
    by_year: dict[int, list[Figure]] = {}
    for figure in printed_elsewhere.figures(series):
        if figure.verified:
            by_year.setdefault(figure.year, []).append(figure)
    return [Printed(year, tuple(found)) for year, found in sorted(by_year.items())]


def series_of_the_un() -> tuple[shelf.Term, ...]:
    """The series of published reference figures, in the order of the vocabulary."""
    return shelf.terms("published_series")


def _published() -> QuerySet[Release]:
    return Release.objects.filter(published_on__isnull=False).order_by("-published_on", "-id")


def _cleared(release: Release) -> Cleared:
    if release.published_on is None:
        raise ValueError("not published")
    return Cleared(
        reference=release.reference,
        as_of=release.as_of,
        published_on=release.published_on,
        protection=str(Protection(release.protection).label),
        code_version=release.code_version,
        hash=release.hash,
    )


def _grid(release: Cleared, series: Series, across: str) -> Grid:
    other = "category" if across == "mission" else "mission"
    cells = PublishedCell.objects.filter(
        table__release__reference=release.reference,
        table__release__published_on__isnull=False,
        table__series=series,
        **{other: ALL},
    )
    totals: dict[int, int] = {}
    rows: dict[str, dict[int, int]] = {}
    for name, year, value in cells.order_by("id").values_list(across, "year", "value"):
        (rows.setdefault(name, {}) if name else totals)[year] = value
    return Grid(series, tuple(sorted(set(totals) - {EVERY_YEAR})), totals, rows)
