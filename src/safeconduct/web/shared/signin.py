"""Coming in and going out, for every face whose people have accounts.

Whatever is wrong with a name or a passphrase, the answer is the same page with the same words
after the same work, and what was typed is recorded nowhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from safeconduct.access.actors import Secret
from safeconduct.audit import log
from safeconduct.vault import rings
from safeconduct.web.shared import factors, sessions, throttle
from safeconduct.web.shared.codes import Code

Found = TypeVar("Found")

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


def tried(
    request: HttpRequest,
    form: forms.Form,
    judged: Callable[[], Found | None],
    *,
    what: str,
    name: str,
    event: str,
    wrong: Any,
) -> Found | None:
    """Make one try at a name or passphrase; return what it opened, or None with words in the form.

    Whoever failed several times in a row waits. A wrong try is recorded at the door.
    """
    if not CHECKED_AT_ONCE.acquire(blocking=False):
        form.add_error(None, BUSY)
        return None
    try:
        if wait := throttle.knock(request, what, name):
            form.add_error(None, throttle.words(wait))
            return None
        found = judged()
    finally:
        CHECKED_AT_ONCE.release()
    if found is None:
        log.record_refusal(event, actor=sessions.actor_of(request))
        form.add_error(None, wrong)
        return None
    throttle.forgive(request, what, name)
    return found


def sign_in(request: HttpRequest, *, face: str, home: str) -> HttpResponse:
    """Ask for name and passphrase; a right answer leads on to the second factor, or in.

    The passphrase is checked and stretched outside any transaction: it is slow by intent.
    """
    form = SignIn(request.POST or None)
    onward = way_back(request, face, home)
    if form.is_bound and form.is_valid():
        name, passphrase = form.cleaned_data["username"], form.cleaned_data["passphrase"]
        found = tried(
            request,
            form,
            lambda: _known(request, name, passphrase),
            what="sign-in",
            name=name,
            event=f"session.sign-in.{face}",
            wrong=WRONG,
        )
        if found is not None:
            return come_in(request, *found, onward=onward)
    return render(request, "shared/sign_in.html", {"form": form, "onward": onward})


def _known(request: HttpRequest, name: str, passphrase: str) -> tuple[Any, Secret | None] | None:
    account = authenticate(request, username=name, password=passphrase)
    return None if account is None else (account, rings.unlock_account(account, passphrase))


def come_in(
    request: HttpRequest, account: Any, secret: Secret | None, *, onward: str
) -> HttpResponse:
    """Begin a session for somebody whose passphrase was just verified, or ask their second factor.

    Nothing of an earlier session in this browser goes on in the new one.
    """
    logout(request)
    token = sessions.hold(request, secret) if secret is not None else ""
    sessions.note_passphrase(request, account)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=onward))
    if token:
        sessions.hand_over(answer, token)
    return answer


def unlock(request: HttpRequest, *, face: str, home: str) -> HttpResponse:
    """Ask somebody signed in for the passphrase again, and unlock their key."""
    form = Unlock(request.POST or None)
    if form.is_bound and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        secret = own_key(request, form, passphrase, f"session.unlock.{face}")
        if secret is not None:
            answer = HttpResponseRedirect(way_back(request, face, home))
            sessions.park(request, answer, secret)
            return answer
    told = {"form": form, "face": face, "onward": way_back(request, face, home)}
    told["has_passkey"] = factors.has_passkey(request.user)
    return render(request, "shared/unlock.html", told)


def confirm(request: HttpRequest, *, face: str, home: str) -> HttpResponse:
    """Ask somebody signed in to prove once more who they are: by a second factor if they have one.

    Whoever has none types the passphrase, which unlocks as well.
    """
    onward = way_back(request, face, home)
    by_code = factors.has_second(request.user)
    form: forms.Form = (
        Code(request.POST or None, user=request.user) if by_code else Unlock(request.POST or None)
    )
    if form.is_bound and form.is_valid():
        answer = HttpResponseRedirect(onward)
        secret = None
        if not by_code:
            passphrase = form.cleaned_data["passphrase"]
            secret = own_key(request, form, passphrase, f"session.confirm.{face}")
        if secret is not None:
            sessions.park(request, answer, secret)
        if by_code or secret is not None:
            sessions.confirm(request)
            return answer
    told = {"form": form, "face": face, "onward": onward, "by_code": by_code}
    told["has_passkey"] = by_code and factors.has_passkey(request.user)
    return render(request, "shared/confirm.html", told)


def own_key(request: HttpRequest, form: forms.Form, passphrase: str, event: str) -> Secret | None:
    """Unlock the key of whoever is signed in, or None with words in the form."""
    account: Any = request.user
    return tried(
        request,
        form,
        lambda: rings.unlock_account(account, passphrase),
        what="passphrase",
        name=account.username,
        event=event,
        wrong=WRONG_PASSPHRASE,
    )


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
    """The page somebody came from, if it is of this face or one's own account; else its first."""
    back = request.GET.get("next", "")
    inside = back.startswith((f"/{face}/", "/account/")) and "/../" not in back and "\\" not in back
    if inside and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse(home)
