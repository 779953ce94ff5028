"""Figures before they are public: compile them, look at them, publish them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.transparency import actions, queries
from safeconduct.transparency.terms import EVERY_YEAR, CountedBy, Protection, Series, Shape
from safeconduct.web.desk.frame import do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only


@door(Permission.FIGURE_COMPILE)
@only("GET")
def numbers(request: HttpRequest) -> HttpResponse:
    """Show what was compiled and what is public."""
    return show(request, "numbers", "numbers", releases=queries.releases(who(request)))


@door(Permission.FIGURE_COMPILE)
@only("GET")
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the numbers of one release as the public would read them."""
    found = queries.release(who(request), reference)
    publishes = gate.may(who(request), Permission.FIGURE_PUBLISH) and not found.published_on
    return show(
        request,
        "release",
        "numbers",
        release=found,
        protection=Protection(found.protection).label,
        previews=_previews(found),
        publishes=publishes,
    )


@door(Permission.FIGURE_COMPILE)
@only("POST")
def compile_figures(request: HttpRequest) -> HttpResponse:
    """Count the register as of today."""
    act = partial(actions.compile_release, actor=who(request), as_of=today(), today=today())
    return do(request, act, reverse("desk:numbers"), _("The figures are compiled. Look at them."))


@door(Permission.FIGURE_PUBLISH)
@only("POST")
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one release before the public."""
    found = queries.release(who(request), reference)
    act = partial(actions.publish, actor=who(request), release=found, today=today())
    back = reverse("desk:release", args=[reference])
    return do(request, act, back, _("The figures are public."))


def _previews(found: Any) -> list[dict[str, Any]]:
    """Each series with its rule and its numbers by year, newest first, and their sum."""
    tables = found.tables.filter(shape=Shape.YEAR).prefetch_related("cells")
    previews = []
    for table in sorted(tables, key=lambda held: list(Series).index(Series(held.series))):
        cells = {cell.year: cell.value for cell in table.cells.all()}
        previews.append(
            {
                "title": Series(table.series).label,
                "rule": f"{table.rule}: {CountedBy(table.rule).label}",
                "total": cells.pop(EVERY_YEAR, 0),
                "years": sorted(cells.items(), reverse=True),
            }
        )
    return previews
