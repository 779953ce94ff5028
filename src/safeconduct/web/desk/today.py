"""The first page: what is due, what waits, what changed, as sentences with numbers that link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from safeconduct.web.desk.frame import only, show, take_seat, who
from safeconduct.web.shared.doors import Door, door


@door(Door.SIGNED_IN)
@only("GET")
def today(request: HttpRequest) -> HttpResponse:
    """Show what this person should look at first."""
    take_seat(who(request))
    return show(request, "today", "today")
