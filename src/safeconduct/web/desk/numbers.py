"""Figures before they are public: compile them, look at them, publish them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from safeconduct.access.terms import Permission
from safeconduct.web.desk.frame import only, show
from safeconduct.web.shared.doors import door


@door(Permission.FIGURE_COMPILE)
@only("GET")
def numbers(request: HttpRequest) -> HttpResponse:
    """Show what was compiled and what is public."""
    return show(request, "numbers", "numbers")


@door(Permission.FIGURE_COMPILE)
@only("POST")
def compile_figures(request: HttpRequest) -> HttpResponse:
    """Count the register as of today."""
    return show(request, "numbers", "numbers")


@door(Permission.FIGURE_PUBLISH)
@only("POST")
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one release before the public."""
    return show(request, "numbers", "numbers")
