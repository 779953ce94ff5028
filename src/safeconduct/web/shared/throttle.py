"""Whose tries are counted together: everybody's at one name, and apart from them its owner's.

A stranger who guesses at an officer's name makes other strangers wait. A browser in which the
officer came in before has a counter of its own, kept by a cookie (OWASP, "device cookies").
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access import actions as access

KEPT = timedelta(days=180)
SALT = "device cookie"
MINUTE = 60


def knock(request: HttpRequest, what: str, name: str) -> timedelta:
    """Count a try at somebody's name, passphrase or code, or return how long to wait.

    Nothing to wait: the try may be made, and `forgive` is called when it was right.
    """
    return access.knock(about=_counter(request, what, name), now=timezone.now())


def forgive(request: HttpRequest, what: str, name: str) -> None:
    """Forget the failures before a try that was right."""
    access.forgive(about=_counter(request, what, name))


def words(wait: timedelta) -> str:
    """Say how long to wait, in whole seconds or minutes, never less than it is."""
    seconds = max(1, -(-int(wait.total_seconds() * 1000) // 1000))
    if seconds > MINUTE:
        minutes = -(-seconds // MINUTE)
        long = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    else:
        long = ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    return _("Several tries in a row were not right. Wait %(long)s, then try again.") % {
        "long": long
    }


def know_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Give the browser in which somebody came in whole a counter of its own for their name."""
    if _device(request, name):
        return
    response.set_cookie(
        _cookie(name),
        _signer(name).sign(secrets.token_urlsafe(16)),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def _counter(request: HttpRequest, what: str, name: str) -> str:
    plain = _plain(name)
    return f"{what} {_device(request, name)} {plain}"


def _device(request: HttpRequest, name: str) -> str:
    """What this browser was given for this name; nothing for a stranger's."""
    try:
        return _signer(name).unsign(request.COOKIES.get(_cookie(name), ""), max_age=KEPT)
    except signing.BadSignature:
        return ""


def _signer(name: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{SALT} {_plain(name)}")


def _cookie(name: str) -> str:
    """The cookie of one name, which does not tell it."""
    mark = salted_hmac(SALT, _plain(name), algorithm="sha256").hexdigest()[:12]
    return f"{settings.DEVICE_COOKIE_NAME}-{mark}"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
