"""What the public pages draw: one series at a time, as a chart with its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from safeconduct.transparency import published
from safeconduct.transparency.published import Cleared, Grid, Printed, Series
from safeconduct.web.public import sentences
from safeconduct.web.shared import charts
from safeconduct.web.shared.charts import About, Chart, Table

FIELD = "field-sea-allegations"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of a series is asked for: a mission, a category, or everything."""

    across: str = ""
    code: str = ""

    @property
    def label(self) -> str:
        """The part in words; nothing where everything is asked for."""
        return published.category_label(self.code) if self.across == "category" else self.code

    @property
    def query(self) -> str:
        """The part as it stands in an address."""
        return f"?{urlencode({self.across: self.code})}" if self.across else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One series of one release, with the part of it that was asked for."""

    release: Cleared
    series: Series
    missions: Grid
    categories: Grid
    chosen: Filter

    @property
    def counts(self) -> Mapping[int, int]:
        """The printed numbers of the part asked for, by year; year 0 is every year."""
        if not self.chosen.across:
            return self.missions.totals
        return self.grid(self.chosen.across).rows[self.chosen.code]

    @property
    def title(self) -> str:
        """What the series is called, with the part asked for."""
        name = str(self.series.label)
        return f"{name}: {self.chosen.label}" if self.chosen.across else name

    def grid(self, across: str) -> Grid:
        """The table by year across missions or categories."""
        return self.missions if across == "mission" else self.categories


def show(release: Cleared, series: Series, query: QueryDict) -> Shown:
    """Read one series of a release. Raises Http404 for a part that is not printed.

    A mission and a category together are a table of their own, which is not printed either.
    """
    missions = published.by_mission(release, series)
    categories = published.by_category(release, series)
    asked = [(across, str(query[across])) for across in ("mission", "category") if across in query]
    chosen = Filter(*asked[0]) if asked else Filter()
    shown = Shown(release, series, missions, categories, chosen)
    if len(asked) > 1 or (asked and chosen.code not in shown.grid(chosen.across).rows):
        raise Http404
    return shown


def by_year(shown: Shown) -> dict[str, Any]:
    """The main figure: the truth in a sentence, the number, the chart by year."""
    year = shown.release.as_of.year
    count = shown.counts.get(year, 0)
    said = sentences.truth(shown.series, count, year, shown.release.as_of)
    chart = charts.columns(
        _about("by-year", _("%(what)s, by year") % {"what": shown.title}, shown.release, said),
        [(str(at), shown.counts.get(at, 0)) for at in shown.missions.years],
        heads=(_("Year received"), _("Number")),
    )
    return {
        "chart": chart,
        "truth": said,
        "number": charts.plain(count),
        "unit": sentences.unit(shown.series, year, shown.release.as_of),
    }


def across(shown: Shown, by: str) -> Chart | None:
    """Bars over all years, one for each mission or category; nothing where nothing is printed."""
    rows = [(label(by, code), row.get(0, 0)) for code, row in shown.grid(by).rows.items()]
    rows.sort(key=lambda row: row[1], reverse=True)
    if not any(value for _name, value in rows):
        return None
    years = shown.missions.years
    told = {"what": str(shown.series.label), "first": years[0], "last": years[-1]}
    title = {
        "mission": _("%(what)s by mission, %(first)s to %(last)s"),
        "category": _("%(what)s by category of personnel, %(first)s to %(last)s"),
    }[by] % told
    return charts.bars(
        _about(f"by-{by}", title, shown.release),
        rows,
        heads=(heading(by), _("Number")),
    )


def table(shown: Shown, by: str) -> Table:
    """The series by year across missions or categories, with its margins."""
    grid = shown.grid(by)
    caption = {
        "mission": _("%(what)s, by mission and year"),
        "category": _("%(what)s, by category of personnel and year"),
    }[by] % {"what": str(shown.series.label)}
    lines = [(label(by, code), row) for code, row in grid.rows.items()]
    return Table(
        caption,
        (heading(by), *(str(year) for year in grid.years), _("All years")),
        tuple(
            (name, *(charts.plain(row.get(year, 0)) for year in (*grid.years, 0)))
            for name, row in [*lines, (_("All"), grid.totals)]
        ),
    )


def vintages(series: Series) -> Table | None:
    """Each year's number in each release, so that a restatement can be seen; none before two."""
    found = published.vintages(series)
    if not found[1:]:
        return None
    years = sorted({year for _release, totals in found for year in totals})
    return Table(
        _("What each release printed for each year"),
        (_("As of"), *(str(year) for year in years)),
        tuple(
            (
                release.as_of.isoformat(),
                *(charts.plain(totals.get(year)) for year in years),
            )
            for release, totals in found
        ),
    )


def of_the_un(printed: list[Printed]) -> Chart:
    """The last print of every year of the main series of the United Nations."""
    last = {each.year: each.vintages[-1].value for each in printed}
    title = _("Allegations in field missions as the United Nations printed them, by year")
    return charts.columns(
        About("un", title, unit=_("the latest print of each year")),
        [(str(year), last.get(year)) for year in range(min(last), max(last) + 1)],
        heads=(_("Year"), _("Number")),
    )


def label(by: str, code: str) -> str:
    """A mission by its acronym, a category by its name."""
    return published.category_label(code) if by == "category" else code


def heading(by: str) -> str:
    """What the first column of a table across missions or categories is called."""
    return _("Mission") if by == "mission" else _("Category of personnel")


def _about(ident: str, title: str, release: Cleared, truth: str = "") -> About:
    source = _("the register of this installation, release %(reference)s") % {
        "reference": release.reference
    }
    return About(ident, title, source=source, as_of=release.as_of, truth=truth)
