"""The link with which somebody comes in for the first time and chooses a passphrase.

Opening the link spends nothing: a mail server that looks at it does not use it up. Whatever is
wrong with it, the answer is one page.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import password_validators_help_texts
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from safeconduct.access import actions as access
from safeconduct.access import actors, queries
from safeconduct.access.actors import Secret
from safeconduct.access.terms import Role
from safeconduct.vault import actions as vault
from safeconduct.web.entrance.home import NewPassphrase
from safeconduct.web.shared import signin
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door

REFERRER = "strict-origin"  # not "no-referrer", which would blank the Origin of our own form


@door(Door.ANYONE)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a passphrase; a good one spends the link and leads to the second factor."""
    invited = queries.account_invited(token, today())
    if invited is None:
        return _expired(request)
    form = NewPassphrase(request.POST or None, account=invited)
    if form.is_bound and form.is_valid():
        try:
            account, secret = _accept(token, form.cleaned_data["new"])
        except access.Expired:
            return _expired(request)
        return signin.come_in(request, account, secret, onward=reverse("second-factor"))
    told = {"form": form, "rules": password_validators_help_texts()}
    answer = render(request, "entrance/invitation.html", told)
    answer["Referrer-Policy"] = REFERRER
    return answer


@transaction.atomic
def _accept(token: str, passphrase: str) -> tuple[Any, Secret]:
    """Spend the link: passphrase, key pair and sessions change together or not at all.

    Somebody invited again, who lost their passphrase, gets a new pair; the old one opens nothing.
    """
    account = access.accept_invitation(token=token, passphrase=passphrase, today=today())
    enrol = vault.re_enrol if hasattr(account, "keyring") else vault.enrol
    host = actors.system("invitation", Role.ADMINISTRATOR)
    return account, enrol(actor=host, account=account, passphrase=passphrase)


def _expired(request: HttpRequest) -> HttpResponse:
    answer = render(request, "entrance/invitation_expired.html", status=404)
    answer["Referrer-Policy"] = REFERRER
    return answer
