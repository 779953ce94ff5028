"""Where somebody goes on to who came in here rather than at the sign-in page of a face."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from safeconduct.web.shared import signin

HOMES = {"desk": "desk:today", "partner": "partner:home"}


def served() -> list[str]:
    """The faces behind a sign-in that this server has."""
    return [face for face in HOMES if face in settings.FACES]


def on_from(request: HttpRequest) -> str:
    """The page somebody wanted, if it is one behind a sign-in; else the first page of a face."""
    face = _face(request)
    return signin.way_back(request, face, HOMES[face])


def to_page(page: str, request: HttpRequest) -> str:
    """A page of the face somebody came from (sign-in, unlock), which then leads where they want."""
    back = request.GET.get("next", "")
    query = f"?{urlencode({'next': back})}" if back else ""
    return reverse(f"{_face(request)}:{page}") + query


def _face(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "").strip("/").partition("/")[0]
    return wanted if wanted in served() else served()[0]
