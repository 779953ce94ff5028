"""Signed in and unlocked: the session row holds a sealed key, the cookie the token that opens it.

Either half alone opens nothing (4-security). A session left idle keeps its sign-in and loses
its key: the person unlocks again with the passphrase.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse

from safeconduct.access import actors, queries
from safeconduct.access.actors import Actor, Secret
from safeconduct.vault import sessions as parking

PARKED = "parked"
TOUCHED = "touched"
CONFIRMED = "confirmed"
MINUTE = 60
# Minutes for which a proof of who one is counts as fresh: to come to a page behind a confirmed
# door, and a little longer to send what was filled in there.
FRESH_TO_COME, FRESH_TO_SEND = 5, 15


def sign_in(request: HttpRequest, response: HttpResponse, *, username: str, secret: Secret) -> None:
    """Begin a session for an account whose passphrase was just verified, with its key parked."""
    login(request, queries.account_named(username))
    confirm(request)
    park(request, response, secret)


def park(request: HttpRequest, response: HttpResponse, secret: Secret) -> None:
    """Keep an unlocked key for this session: half in the session row, half in a cookie."""
    token, parked = parking.park(secret)
    request.session[PARKED] = parked
    request.session[TOUCHED] = int(time.time()) // MINUTE
    response.set_cookie(
        settings.KEY_COOKIE_NAME,
        token,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def confirm(request: HttpRequest) -> None:
    """Note that whoever is signed in proved just now who they are."""
    request.session[CONFIRMED] = int(time.time()) // MINUTE


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether whoever is signed in proved lately who they are."""
    at = request.session.get(CONFIRMED)
    fresh = FRESH_TO_COME if request.method == "GET" else FRESH_TO_SEND
    return at is not None and 0 <= int(time.time()) // MINUTE - at <= fresh


def lock(request: HttpRequest, response: HttpResponse) -> None:
    """Forget the key and keep the sign-in."""
    request.session.pop(PARKED, None)
    response.delete_cookie(settings.KEY_COOKIE_NAME, path="/", samesite="Strict")


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """End the session and forget the key."""
    logout(request)
    response.delete_cookie(settings.KEY_COOKIE_NAME, path="/", samesite="Strict")


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is behind a request to the desk or partner face, with the key if it is unlocked."""
    if not request.user.is_authenticated:
        return actors.STRANGER
    return request.user.actor(_secret(request))


def _secret(request: HttpRequest) -> Secret | None:
    parked = request.session.get(PARKED)
    token = request.COOKIES.get(settings.KEY_COOKIE_NAME)
    if not parked or not token:
        return None
    now = int(time.time()) // MINUTE
    if now - request.session.get(TOUCHED, 0) > settings.IDLE_LOCK_MINUTES:
        del request.session[PARKED]
        return None
    if request.session[TOUCHED] != now:
        request.session[TOUCHED] = now
    return parking.resume(token, parked)
