"""One's own account: what it is secured by, where it is signed in, and how to change that."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.access import actions as access
from safeconduct.access import queries
from safeconduct.access.actors import Actor, Secret
from safeconduct.vault import actions as vault
from safeconduct.vault import session_store
from safeconduct.web.entrance import frame, ways
from safeconduct.web.shared import factors, sessions, signin
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only

FACE, HOME = "account", "account"


class NewPassphrase(forms.Form):
    """A passphrase somebody chooses, typed twice."""

    new = forms.CharField(
        label=gettext_lazy("New passphrase"),
        strip=False,
        max_length=signin.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        strip=False,
        max_length=signin.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *said: Any, account: Any = None, **more: Any) -> None:
        super().__init__(*said, **more)
        self.account = account

    def clean_new(self) -> str:
        """Hold it to the rules that are shown beside it."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.account)
        return new

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        said = super().clean() or {}
        if {"new", "again"} <= set(said) and said["new"] != said["again"]:
            self.add_error("again", _("The two are not the same."))
        return said


class ChangePassphrase(NewPassphrase):
    """The old passphrase, and the new one twice."""

    old = forms.CharField(
        label=gettext_lazy("The passphrase you have now"),
        strip=False,
        max_length=signin.LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "new", "again")


@door(Door.ANYONE)
@only("GET")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to where people sign in; the sign-in library knows this one name for it."""
    back = request.GET.get("next", "")
    query = f"?{urlencode({'next': back})}" if back else ""
    return HttpResponseRedirect(reverse(f"{ways.served()[0]}:sign-in") + query)


@door(Door.SIGNED_IN)
@only("GET")
def account(request: HttpRequest) -> HttpResponse:
    """Show what one's account is secured by."""
    actor = who(request)
    kept = list(Authenticator.objects.filter(user=request.user))
    codes = next((k for k in kept if k.type == Authenticator.Type.RECOVERY_CODES), None)
    return frame.show(
        request,
        "account",
        posts=_posts(actor),
        app=next((k for k in kept if k.type == Authenticator.Type.TOTP), None),
        passkeys=sum(k.type == Authenticator.Type.WEBAUTHN for k in kept),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        signed_in=queries.sessions_of(actor).count(),
    )


@door(Door.SIGNED_IN)
@only("GET")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask which second factor to set up; where one is required, nothing else opens before."""
    if factors.has_second(request.user):
        return redirect("account")
    return frame.show(request, "second_factor", required=factors.is_required())


@door(Door.SIGNED_IN)
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase again."""
    return signin.unlock(request, face=FACE, home=HOME)


@door(Door.SIGNED_IN)
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask once more who it is."""
    return signin.confirm(request, face=FACE, home=HOME)


@door(Door.SIGNED_IN)
def passphrase(request: HttpRequest) -> HttpResponse:
    """Change the passphrase: the key is wrapped anew, and nothing it opens is touched."""
    form = ChangePassphrase(request.POST or None, account=request.user)
    if form.is_bound and form.is_valid():
        old = form.cleaned_data["old"]
        secret = signin.own_key(request, form, old, "session.passphrase")
        if secret is not None:
            return _change(request, secret, form.cleaned_data["new"])
    return frame.show(request, "passphrase", form=form, rules=password_validators_help_texts())


def _change(request: HttpRequest, secret: Secret, new: str) -> HttpResponse:
    account: Any = request.user
    actor = account.actor(secret)
    with transaction.atomic():
        vault.change_passphrase(actor=actor, passphrase=new)
        access.set_passphrase(actor=actor, passphrase=new)
        account.refresh_from_db()
        update_session_auth_hash(request, account)
        sessions.renew(request)
    answer = redirect("account")
    sessions.park(request, answer, secret)
    messages.success(request, _("Your passphrase is changed. You are signed out everywhere else."))
    return answer


@door(Door.SIGNED_IN)
@only("GET")
def signed_in(request: HttpRequest) -> HttpResponse:
    """List where one is signed in."""
    here = session_store.digest(request.session.session_key or "")
    places = [(row, row.session_key == here) for row in queries.sessions_of(who(request))]
    return frame.show(request, "sessions", places=sorted(places, key=lambda place: not place[1]))


@door(Door.SIGNED_IN)
@only("POST")
def end_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign out in one other place."""
    if not access.end_session(actor=who(request), reference=reference):
        raise Http404
    messages.success(request, _("That browser is signed out."))
    return redirect("sessions")


@door(Door.SIGNED_IN)
@only("POST")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    sessions.renew(request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("sessions")


def _posts(actor: Actor) -> list[str]:
    return sorted(
        " ".join(filter(None, (str(held.role.label), held.mission, held.state)))
        for held in actor.holdings
    )
