"""Every route says aloud who may come in."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import references
from safeconduct.vault.rings import Locked
from safeconduct.web.shared import sessions

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Door(StrEnum):
    """Doors that ask for no permission."""

    ANYONE = "anyone"  # a page that reads nothing of anybody
    REPORTER = "reporter"  # somebody making a report or holding a receipt; no account, no session
    SIGNED_IN = "signed-in"  # any account, whatever it may do


class Visit(HttpRequest):
    """A request that came in by a door."""

    actor: Actor


def who(request: HttpRequest) -> Actor:
    """Whoever came in by the door of this view."""
    return cast("Visit", request).actor


def name_of(request: HttpRequest) -> str:
    """The work name of whoever is signed in; nothing for a stranger."""
    return request.user.name if request.user.is_authenticated else ""


def door(opens_to: Permission | Door, *, confirmed: bool = False) -> Callable[[View], View]:
    """Mark a view with whom it opens to; inside, `who(request)` is whoever came in.

    A refusal becomes 'not found', exactly as an unknown route does, and is logged in a
    transaction of its own. An act that needs a key sends a locked session to unlock first; one
    behind a `confirmed` door (sealed identity, exports, acts with keys) sends somebody who did
    not prove lately who they are to do so first (4-security).
    """

    def mark(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            cast("Visit", request).actor = actor = _visitor(request, opens_to)
            try:
                _let_in(actor, opens_to)
                if confirmed and not sessions.is_confirmed(request):
                    return _to("confirm", request)
                return view(request, *args, **kwargs)
            except Denied as denied:
                if actor.account is not None:
                    event = f"door.{_route(request)}"[:60]
                    log.record_refusal(event, actor=actor, subject=_named(kwargs))
                raise Http404 from denied
            except Locked:
                return _to("unlock", request)
            except sessions.Unproven:
                return _to("confirm", request)

        vars(enter)["door"] = opens_to
        vars(enter)["confirmed"] = confirmed
        return cast("View", enter)

    return mark


def _visitor(request: HttpRequest, opens_to: Permission | Door) -> Actor:
    if opens_to == Door.ANYONE:
        return actors.STRANGER
    if opens_to == Door.REPORTER:
        return actors.reporter()
    return sessions.actor_of(request)


def _let_in(actor: Actor, opens_to: Permission | Door) -> None:
    if isinstance(opens_to, Permission):
        gate.require_anywhere(actor, opens_to)
    elif opens_to == Door.SIGNED_IN and actor.account is None:
        raise Denied(opens_to.value)


def _named(parts: dict[str, Any]) -> str:
    """The reference in an address, so that a file's log shows who was refused at it."""
    asked = str(parts.get("reference", ""))
    return asked if references.is_one(asked) else ""


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else "unknown"


def _to(page: str, request: HttpRequest) -> HttpResponseRedirect:
    face = request.resolver_match.app_name if request.resolver_match else "desk"
    back = request.get_full_path() if request.method == "GET" else _came_from(request)
    query = f"?{urlencode({'next': back})}" if back else ""
    # One's own account is no face: its pages bear the names that the sign-in library asks for.
    return HttpResponseRedirect(reverse(f"{face}:{page}" if face else page) + query)


def _came_from(request: HttpRequest) -> str:
    """The page of ours on which a form was sent, or nothing; the unlock page checks it again."""
    page = urlsplit(request.headers.get("referer", ""))
    return page.path if page.netloc == request.get_host() else ""
