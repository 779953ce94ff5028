"""What the sign-in library may do here: take people through their factors, and tell nobody.

It signs nobody up, mails nothing, shows no words of its own, and keeps no address of anybody.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from safeconduct.audit import log
from safeconduct.web.shared import seeds, sessions, throttle


class AccountAdapter(DefaultAccountAdapter):
    """Coming in, through one further stage: the second factor."""

    def get_login_stages(self) -> list[str]:
        """The second factor alone: no mailed code, no address to confirm."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_login(self, request: HttpRequest, user: Any, **said: Any) -> None:
        """Nothing: whether an account is open is asked again at `login`."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session of somebody who has proved all they were asked, and record it."""
        user.refresh_from_db(fields=["is_active", "password"])
        if not user.is_active or sessions.is_overtaken(request, user):
            logout(request)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)
        ways = " ".join(sessions.enter(request))
        with transaction.atomic():
            log.record("session.sign-in", actor=user.actor(), subject=user, detail={"ways": ways})

    def post_login(self, request: HttpRequest, user: Any, **said: Any) -> HttpResponse:
        """Lead on, and give the browser a counter of its own."""
        answer: HttpResponse = super().post_login(request, user, **said)
        throttle.know_browser(request, answer, user.username)
        return answer

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """One's own account, for a sign-in that said no way on."""
        return reverse("account")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers."""
        return False

    def is_reauthentication_required(self, **said: Any) -> bool:
        """Never here: our own doors ask (`confirmed`)."""
        return False

    def add_message(self, *said: Any, **more: Any) -> None:
        """Nothing: our pages say what was done."""

    def send_mail(self, *said: Any, **more: Any) -> None:
        """Nothing: no mail tells what somebody does to their account."""

    def send_notification_mail(self, *said: Any, **more: Any) -> None:
        """Nothing, as above."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nobody's address."""
        return ""

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Nobody's browser."""
        return ""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: seeds that lie sealed, and names without an address."""

    def encrypt(self, text: str) -> str:
        """Seal the seed of codes."""
        return seeds.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open the seed of codes; what does not open makes no code that fits."""
        return seeds.unseal(encrypted_text)

    def send_notification_mail(self, *said: Any, **more: Any) -> None:
        """Nothing: no mail tells what somebody does to their account."""

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)
