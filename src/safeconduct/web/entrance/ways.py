"""Where somebody goes on to who came in here rather than at the sign-in page of a face."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from safeconduct.web.shared import signin

HOMES = {"desk": "desk:today", "partner": "partner:home"}
ACCOUNT = "account"  # where one's own account lies, and the name of its first page


def served() -> list[str]:
    """The faces behind a sign-in that this server has."""
    return [face for face in HOMES if face in settings.FACES]


def on_from(request: HttpRequest) -> str:
    """The page somebody wanted, if it is one behind a sign-in; else the first page of a face."""
    place = _place(request)
    return signin.way_back(request, place, HOMES.get(place, ACCOUNT))


def to_page(page: str, request: HttpRequest) -> str:
    """A page of where somebody came from (sign-in, unlock), which then leads where they want."""
    place, back = _place(request), request.GET.get("next", "")
    query = f"?{urlencode({'next': back})}" if back else ""
    own = "account_login" if page == "sign-in" else page
    return reverse(own if place == ACCOUNT else f"{place}:{page}") + query


def _place(request: HttpRequest) -> str:
    """The face, or one's own account, to which the page belongs that somebody wanted."""
    wanted = request.GET.get("next", "").strip("/").partition("/")[0]
    return wanted if wanted in {*served(), ACCOUNT} else served()[0]
