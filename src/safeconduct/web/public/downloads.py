"""The shown tables as files: the filter stands in the file's name and in its first line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from safeconduct.transparency import published
from safeconduct.transparency.published import Shape
from safeconduct.web.public import figures
from safeconduct.web.public.figures import Shown

FORMULA = ("=", "+", "-", "@")


def of_series(shown: Shown, shape: Shape) -> HttpResponse:
    """One table of a release as CSV."""
    parts = [shown.series.value, shown.chosen.code, "by", shape.value, "as-of"]
    parts += [shown.release.as_of.isoformat(), shown.release.reference]
    return _file("-".join(part for part in parts if part), [_title(shown), *_lines(shown, shape)])


def of_the_un() -> HttpResponse:
    """Every published reference figure with its vintage and source, as CSV."""
    rows = [
        (figure.label, figure.year, figure.value, figure.vintage, figure.rule, figure.source)
        for term in published.series_of_the_un()
        for printed in published.printed_by_the_un(term.code)
        for figure in printed.vintages
    ]
    title = _("Figures the United Nations or the press printed, every vintage. Not our own count.")
    heads = (_("Series"), _("Year"), _("Number"), _("Printed in"), _("Rule"), _("Source"))
    return _file("un-reference-figures", [(title,), heads, *rows])


def _title(shown: Shown) -> tuple[str, ...]:
    rule = published.rule_of(shown.series)
    told = {
        "what": shown.title,
        "day": shown.release.as_of.isoformat(),
        "reference": shown.release.reference,
        "rule": f"{rule.code.value}: {rule.text}",
    }
    first = _("%(what)s. As of %(day)s. Release %(reference)s. Rule %(rule)s") % told
    return (f"{first} {shown.release.protection}",)


def _lines(shown: Shown, shape: Shape) -> Iterable[tuple[object, ...]]:
    years = shown.missions.years
    if shape == Shape.YEAR:
        yield (_("Year received"), _("Number"))
        yield from ((year, shown.counts.get(year, 0)) for year in years)
        yield (_("All years"), shown.counts.get(0, 0))
        return
    by = "mission" if shape == Shape.YEAR_MISSION else "category"
    yield (figures.heading(by), *years, _("All years"))
    for code, row in shown.grid(by).rows.items():
        yield (figures.label(by, code), *(row.get(year, 0) for year in (*years, 0)))
    yield (_("All"), *(shown.missions.totals.get(year, 0) for year in (*years, 0)))


def _file(name: str, lines: Iterable[Iterable[object]]) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in line] for line in lines])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name.replace(" ", "-")}.csv"'
    return response


def _plain(cell: object) -> object:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
