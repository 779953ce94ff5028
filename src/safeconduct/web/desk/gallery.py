"""One page with every component, so that the look can be judged whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from safeconduct.web.desk.frame import show, take_seat
from safeconduct.web.shared import gallery
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only


@door(Door.SIGNED_IN)
@only("GET")
def components(request: HttpRequest) -> HttpResponse:
    """Show every component; nothing on the page is real."""
    take_seat(who(request))
    examples = gallery.examples()
    return show(request, "components", examples.pop("here"), **examples)
