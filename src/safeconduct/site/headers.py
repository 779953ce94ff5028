"""Headers on every answer that Django and django-csp do not set themselves."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from wsgiref.headers import Headers as MutableHeaders

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from safeconduct.site.faces import face_of
from safeconduct.web.shared import powers

FIXED = {
    "Permissions-Policy": powers.policy(),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",  # the server would name itself and, through that, its known faults
}
PRIVATE = frozenset({"reporter", "desk", "partner", "entrance", "hooks"})
ALSO_ONION = frozenset({"reporter", "public"})
METHODS = frozenset({"GET", "HEAD", "POST"})


class Headers:
    """Adds the fixed headers; no cache keeps a private page, or an answer to what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            raise Http404
        # No page has such an address, and PostgreSQL stumbles over the character.
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise Http404
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        # A shared phone in a camp keeps no page: not in its cache, not behind the back button.
        if face_of(request.path_info) in PRIVATE or request.method == "POST":
            response.headers["Cache-Control"] = "no-store"
        if settings.ONION and face_of(request.path_info) in ALSO_ONION:
            _name_onion(request, response)
        return response


def _name_onion(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell Tor Browser that the same page has an onion address, unless it came by that one."""
    if request.method == "GET" and request.get_host() != urlsplit(settings.ONION).netloc:
        response.headers["Onion-Location"] = settings.ONION + request.get_full_path()


def on_static_file(headers: MutableHeaders, path: str, url: str) -> None:
    """Set the fixed headers on a static file; whitenoise calls this once for each."""
    for name, value in FIXED.items():
        headers[name] = value
