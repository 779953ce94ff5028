"""Where else one can report: the places a mission lists, each with when it was last tested."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.access import actors
from safeconduct.base import prints
from safeconduct.roster import queries as roster
from safeconduct.roster.terms import Ease
from safeconduct.vocabulary import shelf
from safeconduct.web.reporter.pages import in_language, show
from safeconduct.web.shared.doors import Door, door


@door(Door.REPORTER)
@require_safe
@in_language
def missions(request: HttpRequest) -> HttpResponse:
    """The missions that list places; for anybody, and nothing is remembered of it."""
    return show(
        request,
        "places",
        missions=roster.missions_with_points(actors.reporter()),
        on_paper=prints.can_set(get_language() or ""),
    )


@door(Door.REPORTER)
@require_safe
@in_language
def places(request: HttpRequest, mission: str) -> HttpResponse:
    """The open places of one mission."""
    reader = actors.reporter()
    found = roster.missions_with_points(reader).filter(code=mission).first()
    if found is None:
        raise Http404
    rows = [
        {
            "point": point,
            "kind": shelf.label("channels", point.kind),
            "eases": [Ease(code).label for code in point.eases.split()],
        }
        for point in roster.open_points(reader, found)
    ]
    return show(request, "places_of", mission=found, rows=rows)
