"""The pages of refusal: one page for everything that is not there, one calm page for our faults."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode

from safeconduct.site.faces import MOUNTS, face_of

SIGNED_IN = frozenset({"desk", "partner"})


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 with the same page, whatever was asked and whyever it is refused.

    Somebody who has not signed in is asked to, on every path of a face with accounts, known or
    unknown: both look the same.
    """
    if where := _sign_in(request):
        return HttpResponseRedirect(where)
    return render(request, "404.html", status=404)


def _sign_in(request: HttpRequest) -> str:
    face = face_of(request.path_info)
    served = SIGNED_IN & settings.FACES
    if face not in served and not (face == "entrance" and served):
        return ""
    user = getattr(request, "user", None)
    if user is None or user.is_authenticated:
        return ""
    sign_in = f"/{MOUNTS[face]}sign-in"
    if request.method != "GET":
        return sign_in
    return "" if request.path == sign_in else f"{sign_in}?{urlencode({'next': request.path})}"


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit.

    A reporter is asked to send it again, because her words are still in the page she came from.
    Everywhere else it looks like absence.
    """
    if face_of(request.path_info) in {*SIGNED_IN, "entrance"}:
        return absent(request)
    return render(request, "stale_form.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that needs neither a database nor a session."""
    return render(None, "500.html", status=500)
