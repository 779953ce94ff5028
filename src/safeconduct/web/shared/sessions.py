"""Signed in and unlocked: the session row holds a sealed key, the cookie the token that opens it.

Either half alone opens nothing (4-security). A session left idle keeps its sign-in and loses
its key: the person unlocks again with the passphrase.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import (
    clear_authentication_records,
    get_authentication_records,
    record_authentication,
)
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.actors import Actor, Secret
from safeconduct.vault import session_store
from safeconduct.vault import sessions as parking
from safeconduct.web.shared import browsing, notices

PARKED = "parked"
HELD, HELD_UNTIL, HELD_FOR = "held", "held_until", "held_for"
TYPED = "passphrase"  # the way in of the sign-in pages and of invitations
TOUCHED = "touched"
CONFIRMED = "confirmed"
WAYS = "ways"
MINUTE = 60
# Minutes for which a proof of who one is counts as fresh: to come to a page behind a confirmed
# door, and a little longer to send what was filled in there.
FRESH_TO_COME, FRESH_TO_SEND = 5, 15
HALF_WAY_SECONDS = 10 * MINUTE  # between the passphrase and the code
SECOND = frozenset({"totp", "webauthn", "recovery_codes"})


def note_passphrase(request: HttpRequest, account: Any) -> None:
    """Note whose passphrase was right just now, and that it was this one: it may change yet."""
    record_authentication(request, account, TYPED)
    request.session[HELD_FOR] = account.get_session_auth_hash()


def is_overtaken(request: HttpRequest, account: Any) -> bool:
    """Say whether somebody half in came by a passphrase that is theirs no more."""
    records = get_authentication_records(request, account)
    by_passphrase = any(record.get("method") == TYPED for record in records)
    return by_passphrase and not _is_held_for(request, account)


def hold(request: HttpRequest, secret: Secret) -> str:
    """Keep an unlocked key for somebody half in; return the token for their cookie.

    It opens nothing before `enter`, nothing for anybody else, and nothing at all after ten minutes.
    """
    token, held = parking.park(secret)
    request.session[HELD] = held
    request.session[HELD_UNTIL] = int(time.time()) + HALF_WAY_SECONDS
    request.session.set_expiry(timezone.now() + timedelta(seconds=HALF_WAY_SECONDS))
    return token


def enter(request: HttpRequest) -> list[str]:
    """Make a session of somebody who has just proved all they were asked; return by which ways.

    Of how they came in only the ways are kept, of their browser only its family.
    """
    ways = [
        str(record.get("type") or record.get("method"))
        for record in get_authentication_records(request, request.user)
    ]
    clear_authentication_records(request)
    held, until = request.session.pop(HELD, None), request.session.pop(HELD_UNTIL, 0)
    # Whoever came in may be another than the one who was half in at this browser.
    is_theirs = _is_held_for(request, request.user)
    request.session.pop(HELD_FOR, None)
    if held and is_theirs and time.time() < until:
        request.session[PARKED] = held
        request.session[TOUCHED] = int(time.time()) // MINUTE
    request.session.set_expiry(None)
    request.session[session_store.BEGAN] = int(time.time())
    request.session[session_store.BROWSER] = browsing.family_of(
        request.headers.get("user-agent", "")
    )
    request.session[WAYS] = ways
    confirm(request)
    return ways


def is_strong(request: HttpRequest) -> bool:
    """Say whether a session has shown a second factor."""
    return not SECOND.isdisjoint(request.session.get(WAYS, ()))


def renew(request: HttpRequest, ways: Sequence[str] | None = None) -> None:
    """End all other sessions of whoever is signed in, and go on under a new key of the session.

    For a change of what one comes in with; `ways` are then those of this session, if they changed.
    """
    account: Any = request.user
    own = session_store.digest(request.session.session_key or "")
    access.end_sessions(actor=actor_of(request), account=account, keep=own)
    notices.tell(account)
    request.session.cycle_key()
    if ways is not None:
        request.session[WAYS] = list(ways)


def add_factor(request: HttpRequest, way: str) -> None:
    """Note that whoever is signed in has a second factor more, and has just shown it."""
    renew(request, [*request.session.get(WAYS, ()), way])


def drop_factor(request: HttpRequest, *, has_another: bool) -> None:
    """Note that whoever is signed in has a second factor less; without any the session is weak."""
    ways = request.session.get(WAYS, ())
    renew(request, ways if has_another else [way for way in ways if way not in SECOND])


def park(request: HttpRequest, response: HttpResponse, secret: Secret) -> None:
    """Keep an unlocked key for this session: half in the session row, half in a cookie."""
    token, parked = parking.park(secret)
    request.session[PARKED] = parked
    request.session[TOUCHED] = int(time.time()) // MINUTE
    hand_over(response, token)


def hand_over(response: HttpResponse, token: str) -> None:
    """Give a browser its half of an unlocked key."""
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


class Unproven(Exception):
    """Whoever is signed in has to prove first, anew, who they are."""


def ask_proof(request: HttpRequest) -> None:
    """Raise Unproven unless they proved it lately; for what only some uses of a door need."""
    if not is_confirmed(request):
        raise Unproven


def lock(request: HttpRequest, response: HttpResponse) -> None:
    """Forget the key and keep the sign-in."""
    request.session.pop(PARKED, None)
    response.delete_cookie(settings.KEY_COOKIE_NAME, path="/", samesite="Strict")


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """End the session, forget the key, and ask the browser to forget what it was shown."""
    logout(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(settings.KEY_COOKIE_NAME, path="/", samesite="Strict")


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is behind a request to the desk or partner face, with the key if it is unlocked.

    Somebody half in, who still owes a second factor, is a stranger.
    """
    if not request.user.is_authenticated:
        return actors.STRANGER
    return request.user.actor(_secret(request))


def _is_held_for(request: HttpRequest, account: Any) -> bool:
    held_for = str(request.session.get(HELD_FOR, ""))
    return constant_time_compare(held_for, account.get_session_auth_hash())


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
