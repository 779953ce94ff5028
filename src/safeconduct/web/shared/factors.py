"""Nobody works at the desk or in a corridor by a passphrase alone where two factors are required.

Our own middleware and not the library's stage alone: a session says itself how it began, and one
that began with less than its account has now goes no further (4-security).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from safeconduct.web.shared import sessions

GUARDED = ("/desk/", "/partner/", "/account/")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Where somebody without a second factor may go: to set one up, and out.
SETTING_UP = frozenset(
    {
        "second-factor",
        "mfa_activate_totp",
        "passkeys",
        "passkey-add",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "recovery-codes",
        "confirm",
        "unlock",
        "desk:lock",
        "desk:sign-out",
        "partner:lock",
        "partner:sign-out",
    }
)


def has_second(account: Any) -> bool:
    """Say whether an account has a second factor; recovery codes alone are none."""
    return bool(is_mfa_enabled(account, list(FACTORS)))


def has_passkey(account: Any) -> bool:
    """Say whether an account has a passkey."""
    return bool(is_mfa_enabled(account, [Authenticator.Type.WEBAUTHN]))


def is_required() -> bool:
    """Say whether this installation asks everybody for a second factor."""
    return bool(settings.SECOND_FACTOR == "required")


class SecondFactor:
    """Holds back whoever is signed in with less than is asked of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(GUARDED) or not request.user.is_authenticated:
            return self.get_response(request)
        if sessions.is_strong(request):
            return self.get_response(request)
        if has_second(request.user):
            answer = HttpResponseRedirect(reverse("account_login"))
            sessions.sign_out(request, answer)
            return answer
        if is_required() and _route(request.path_info) not in SETTING_UP:
            return HttpResponseRedirect(reverse("second-factor"))
        return self.get_response(request)


def _route(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
