"""Passkeys: kept by their owner, shown instead of name, passphrase and code, unlocking on the way.

A passkey with the PRF extension opens its owner's private key as well; one without signs in, and
the passphrase is asked for where sealed words begin.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from safeconduct.access import actors
from safeconduct.audit import log
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.web.entrance import frame, ways, webauthn
from safeconduct.web.entrance.webauthn import Answer, Name, NewAnswer, Shown, Wrong
from safeconduct.web.shared import factors, seeds, sessions
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only


@door(Door.SIGNED_IN)
@only("GET")
def passkeys(request: HttpRequest) -> HttpResponse:
    """List one's passkeys, and say of each whether it also unlocks."""
    kept = [_row(request, passkey) for passkey in webauthn.passkeys_of(request.user)]
    return frame.show(request, "passkeys", passkeys=kept)


@door(Door.SIGNED_IN, confirmed=True)
def add(request: HttpRequest) -> HttpResponse:
    """Make a passkey; in an unlocked session it will unlock as well."""
    if request.method == "POST":
        said = NewAnswer(request.POST)
        try:
            made = webauthn.made(said, request.user)
        except Wrong:
            messages.error(request, _("The passkey was not added. Please try again."))
        else:
            _keep(request, said.cleaned_data["name"], made)
            sessions.add_factor(request, "webauthn")
            first = auto_generate_recovery_codes(request) is not None
            return redirect("mfa_view_recovery_codes" if first else "passkeys")
    count = len(webauthn.passkeys_of(request.user))
    return frame.show(
        request,
        "passkey_add",
        form=Name(initial={"name": _("Passkey %(n)s") % {"n": count + 1}}),
        asks=webauthn.ask_for_new(request.user),
        is_unlocked=who(request).secret is not None,
    )


@transaction.atomic
def _keep(request: HttpRequest, name: str, made: webauthn.Made) -> None:
    """Store a passkey, wrap the key with it if both are at hand, and record it."""
    named = name or _("Passkey")
    WebAuthn.add(request.user, seeds.seal(named), made.credential)
    actor = who(request)
    log.record("factor.passkey.add", actor=actor, subject=actor.reference)
    if actor.secret is not None and len(made.output) == webauthn.OUTPUT:
        vault.wrap_with_passkey(actor=actor, credential=made.raw_id, output=made.output)
    messages.success(request, _("The passkey was added."))


@door(Door.SIGNED_IN)
def passkey(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one passkey, and rename it."""
    found = _own(request, reference)
    form = Name(request.POST or None, initial={"name": webauthn.name_of(found)})
    if form.is_bound and form.is_valid():
        found.data["name"] = seeds.seal(form.cleaned_data["name"])
        found.save(update_fields=["data"])
        return redirect("passkeys")
    told = {"form": form, "is_last": _is_last(found), "passkey": _row(request, found)}
    return frame.show(request, "passkey", **told)


@door(Door.SIGNED_IN, confirmed=True)
@only("POST")
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a passkey away, unless it is the last second factor where one is required."""
    found = _own(request, reference)
    if _is_last(found):
        messages.error(request, _("Set up another second factor first: this is your last one."))
        return redirect("passkey", reference)
    actor = who(request)
    with transaction.atomic():
        vault.forget_passkey(actor=actor, credential=webauthn.raw_id_of(found))
        delete_and_cleanup(request, found)
        log.record("factor.passkey.remove", actor=actor, subject=actor.reference)
    sessions.drop_factor(request, has_another=factors.has_second(request.user))
    messages.success(request, _("The passkey was removed. Delete it on your device too."))
    return redirect("passkeys")


@door(Door.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey alone, and unlock if it can."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(ways.on_from(request))
    shown = _shown(request, None)
    if shown is None:
        return _ask(request, "sign-in", webauthn.ask())
    login = Login(user=shown.owner, redirect_url=ways.on_from(request))
    return _let_in(request, perform_passwordless_login(request, shown.authenticator, login), shown)


@door(Door.ANYONE)
def second(request: HttpRequest) -> HttpResponse:
    """Show a passkey as the second factor, on the way in."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    shown = _shown(request, stage.login.user)
    if shown is None:
        return _ask(request, "sign-in", webauthn.ask(stage.login.user))
    post_authentication(request, shown.authenticator)
    return _let_in(request, stage.exit(), shown)


@door(Door.SIGNED_IN)
def prove(request: HttpRequest) -> HttpResponse:
    """Show a passkey while signed in: it proves who one is, and unlocks if it can."""
    shown = _shown(request, request.user)
    if shown is None:
        return _ask(request, "unlock", webauthn.ask(request.user))
    sessions.confirm(request)
    actor = who(request)
    answer = HttpResponseRedirect(ways.on_from(request))
    if shown.secret is not None:
        sessions.park(request, answer, shown.secret)
    elif actor.secret is None:
        messages.info(request, _("This passkey does not unlock. Please type your passphrase."))
        return HttpResponseRedirect(ways.to_page("unlock", request))
    elif len(shown.output) == webauthn.OUTPUT:
        vault.wrap_with_passkey(actor=actor, credential=shown.raw_id, output=shown.output)
    return answer


def _shown(request: HttpRequest, account: Any) -> Shown | None:
    """The passkey that was shown, if one was; a wrong one is recorded."""
    if request.method != "POST":
        return None
    try:
        return webauthn.shown(Answer(request.POST), account)
    except Wrong:
        actor = sessions.actor_of(request) if account == request.user else actors.STRANGER
        log.record_refusal("session.passkey", actor=actor)
        messages.error(request, _("This passkey does not open an account here."))
        return None


def _let_in(request: HttpRequest, answer: Any, shown: Shown) -> HttpResponse:
    """Hand over the key, if it came, to whoever is signed in now."""
    response: HttpResponse = answer
    if request.user.is_authenticated and shown.secret is not None:
        sessions.park(request, response, shown.secret)
    return response


def _ask(request: HttpRequest, page: str, asks: dict[str, Any]) -> HttpResponse:
    told = {"page": page, "asks": asks, "back_to": ways.to_page(page, request)}
    return render(request, "entrance/passkey_show.html", told)


def _own(request: HttpRequest, name: str) -> Authenticator:
    for kept in webauthn.passkeys_of(request.user):
        if rings.name_of_credential(webauthn.raw_id_of(kept)) == name:
            return kept
    raise Http404


def _is_last(passkey: Authenticator) -> bool:
    """Say whether nothing else of its owner would be a second factor where one is required."""
    others = Authenticator.objects.filter(user=passkey.user_id, type__in=factors.FACTORS)
    return factors.is_required() and not others.exclude(pk=passkey.pk).exists()


def _row(request: HttpRequest, kept: Authenticator) -> dict[str, Any]:
    name = rings.name_of_credential(webauthn.raw_id_of(kept))
    return {
        "name": webauthn.name_of(kept),
        "reference": name,
        "added": kept.created_at.date(),
        "used": kept.last_used_at.date() if kept.last_used_at else None,
        "unlocks": rings.passkey_wraps(who(request)).filter(credential=name).exists(),
    }
