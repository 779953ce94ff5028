"""Coming in and going out, for every face whose people have accounts.

Whatever is wrong with a name or a passphrase, the answer is the same page with the same words
after the same work, and what was typed is recorded nowhere.
"""

from __future__ import annotations

import threading

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from safeconduct.access import actors
from safeconduct.audit import log
from safeconduct.vault import rings
from safeconduct.web.shared import sessions

WRONG = _("The name or the passphrase is not right.")
BUSY = _("Many people are signing in at this moment. Please try again.")
WRONG_PASSPHRASE = _("The passphrase is not right.")
# Checking a passphrase takes a thread and much memory for a third of a second. Fewer at once than
# the server has threads (site.asgi): a flood of wrong ones must leave threads for reporters.
CHECKED_AT_ONCE = threading.BoundedSemaphore(2)
LONGEST = 1000  # a passphrase is stretched in memory; nobody may send a book


def _passphrase() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=_("Passphrase"), strip=False, max_length=LONGEST, widget=widget)


class SignIn(forms.Form):
    """A name and a passphrase."""

    username = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    passphrase = _passphrase()


class Unlock(forms.Form):
    """The passphrase alone, for somebody who is signed in."""

    passphrase = _passphrase()


def sign_in(request: HttpRequest, *, face: str, home: str) -> HttpResponse:
    """Ask for name and passphrase; a right answer begins a session with its key unlocked.

    The passphrase is checked and stretched outside any transaction: it is slow by intent.
    """
    form = SignIn(request.POST or None)
    if form.is_bound and form.is_valid():
        if not CHECKED_AT_ONCE.acquire(blocking=False):
            form.add_error(None, BUSY)
        else:
            try:
                answer = _come_in(request, form, face, home)
            finally:
                CHECKED_AT_ONCE.release()
            if answer is not None:
                return answer
            form.add_error(None, WRONG)
    onward = way_back(request, face, home)
    return render(request, "shared/sign_in.html", {"form": form, "onward": onward})


def _come_in(request: HttpRequest, form: SignIn, face: str, home: str) -> HttpResponse | None:
    """Begin a session if name and passphrase are right; else record that somebody tried."""
    account = authenticate(
        request,
        username=form.cleaned_data["username"],
        password=form.cleaned_data["passphrase"],
    )
    if account is None:
        log.record_refusal(f"session.sign-in.{face}", actor=actors.STRANGER)
        return None
    secret = rings.unlock_account(account, form.cleaned_data["passphrase"])
    answer = HttpResponseRedirect(way_back(request, face, home))
    if secret is None:
        login(request, account)
    else:
        sessions.sign_in(request, answer, username=account.username, secret=secret)
    with transaction.atomic():
        log.record("session.sign-in", actor=account.actor(), subject=account)
    return answer


def unlock(request: HttpRequest, *, face: str, home: str) -> HttpResponse:
    """Ask somebody signed in for the passphrase again, and unlock their key."""
    form = Unlock(request.POST or None)
    if form.is_bound and form.is_valid() and request.user.is_authenticated:
        secret = rings.unlock_account(request.user, form.cleaned_data["passphrase"])
        if secret is not None:
            answer = HttpResponseRedirect(way_back(request, face, home))
            sessions.park(request, answer, secret)
            return answer
        log.record_refusal(f"session.unlock.{face}", actor=sessions.actor_of(request))
        form.add_error(None, WRONG_PASSPHRASE)
    told = {"form": form, "face": face, "onward": way_back(request, face, home)}
    has_passkey = is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN])
    return render(request, "shared/unlock.html", told | {"has_passkey": has_passkey})


def lock(request: HttpRequest, *, face: str) -> HttpResponse:
    """Forget the key, keep the sign-in, and show where to unlock again."""
    answer = HttpResponseRedirect(reverse(f"{face}:unlock"))
    sessions.lock(request, answer)
    return answer


def sign_out(request: HttpRequest, *, face: str) -> HttpResponse:
    """End the session and go to where the next person signs in."""
    answer = HttpResponseRedirect(reverse(f"{face}:sign-in"))
    sessions.sign_out(request, answer)
    return answer


def way_back(request: HttpRequest, face: str, home: str) -> str:
    """The page somebody came from, if it is a page of this face on this host; else its first."""
    back = request.GET.get("next", "")
    inside = back.startswith(f"/{face}/") and "/../" not in back and "\\" not in back
    if inside and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse(home)
