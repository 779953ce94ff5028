"""Coming in by the organisation's own sign-on (OpenID Connect), for whoever was provisioned.

Whatever is wrong, the answer is one plain page: it says nothing about which accounts exist.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from requests import RequestException

from safeconduct.access import actions as access
from safeconduct.access import actors, queries
from safeconduct.access.gate import Denied
from safeconduct.audit import log
from safeconduct.web.entrance import ways
from safeconduct.web.entrance.issuer import Issuer
from safeconduct.web.shared.doors import Door, door
from safeconduct.web.shared.methods import only

NONCE_LENGTH = 32


@door(Door.ANYONE)
@only("POST")
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the organisation's sign-on."""
    provider = _issuer(request, provider_id).get_provider()
    provider.oauth2_adapter_class = Issuer
    nonce = get_random_string(NONCE_LENGTH)
    try:
        away: HttpResponse = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=ways.on_from(request),
            data=nonce,
            auth_params={"nonce": nonce},
        )
    except (RequestException, OAuth2Error):
        return refusal(request)
    return away


@door(Door.ANYONE)
@only("GET")
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take somebody in whom the organisation's sign-on sent back."""
    view = OAuth2CallbackView.adapter_view(_issuer(request, provider_id))
    try:
        taken_in: HttpResponse = view(request)
    except (RequestException, OAuth2Error):
        return refusal(request)
    return taken_in


def refusal(request: HttpRequest) -> HttpResponse:
    """The one page for whatever is wrong, after a line in the log that names nobody."""
    log.record_refusal("session.sign-on", actor=actors.STRANGER)
    told = {"again": reverse(f"{ways.served()[0]}:sign-in")}
    return render(request, "entrance/sign_on_refused.html", told, status=403)


def _issuer(request: HttpRequest, provider_id: str) -> Issuer:
    issuer = Issuer(request, provider_id)
    try:
        issuer.get_provider()
    except SocialApp.DoesNotExist as absent:
        raise Http404 from absent
    return issuer


class Adapter(DefaultSocialAccountAdapter):
    """Lets in exactly whom an administrator provisioned, and asks nobody to register."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Put the provisioned account behind the attempt, or end it."""
        claims: Mapping[str, Any] = sociallogin.claims
        settings = sociallogin.provider.app.settings
        meant = str(sociallogin.state.get("data") or "")
        subject = _digest(str(claims["iss"]), str(claims["sub"]))
        named = identifier(claims, settings["claim"])
        account = queries.account_signed_on(named, subject) if named else None
        if account is None or not hmac.compare_digest(
            meant.encode(), str(claims["nonce"]).encode()
        ):
            raise ImmediateHttpResponse(refusal(request))
        try:
            access.bind_sign_on(actor=account.actor(), subject=subject)
        except Denied:
            raise ImmediateHttpResponse(refusal(request)) from None
        sociallogin.account.uid = subject
        sociallogin.user = account

    def on_authentication_error(self, request: HttpRequest, *_told: Any, **_more: Any) -> None:
        """Answer every fault of the exchange with the same page."""
        raise ImmediateHttpResponse(refusal(request))

    def list_apps(self, request: HttpRequest, **narrowed: Any) -> list[SocialApp]:
        """Only the provider of the settings: a row in a table must not add an issuer."""
        return [app for app in super().list_apps(request, **narrowed) if app.pk is None]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Nothing that the provider tells is put into an account."""
        return sociallogin.user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody registers."""
        return False


def identifier(claims: Mapping[str, Any], claim: str) -> str:
    """Return what names the person, or nothing; an address only when the issuer verified it."""
    if claim == "email" and claims.get("email_verified") is not True:
        return ""
    named = claims.get(claim)
    return named if isinstance(named, str) else ""


def _digest(issuer: str, subject: str) -> str:
    return hashlib.sha256(f"{issuer} {subject}".encode()).hexdigest()
