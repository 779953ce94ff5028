"""The authenticator app and the recovery codes: set up, asked for on the way in, taken away."""

from __future__ import annotations

import re
import time

from allauth.account.stages import LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.flows import activate_totp
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from safeconduct.audit import log
from safeconduct.web.entrance import frame
from safeconduct.web.shared import factors, seeds, sessions
from safeconduct.web.shared.codes import Code, FirstCode
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only

SHOWN = "recovery_codes_shown"
SHOWN_SECONDS = 15 * 60  # time to write them down, print or save them; then they are shown no more
GROUP = 4


@door(Door.ANYONE)
def code(request: HttpRequest) -> HttpResponse:
    """Ask somebody half in for their second factor; a right code lets them in."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    account = stage.login.user
    form = Code(request.POST or None, user=account)
    if form.is_bound and form.is_valid():
        form.save()
        answer: HttpResponse = stage.exit()
        return answer
    told = {"form": form, "has_passkey": factors.has_passkey(account)}
    return render(request, "entrance/code.html", told)


@door(Door.SIGNED_IN, confirmed=True)
def add(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: it takes the key, and shows by a first code that it has it."""
    if _app_of(request) is not None:
        return redirect("account")
    form = FirstCode(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            activate_totp(request, form)
            actor = who(request)
            log.record("factor.app.add", actor=actor, subject=actor.reference)
            sessions.add_factor(request, "totp")
        messages.success(request, _("The authenticator app is set up."))
        return redirect("mfa_view_recovery_codes")
    url = get_adapter().build_totp_url(request.user, form.secret)
    groups = re.findall(f".{{1,{GROUP}}}", form.secret)
    return frame.show(request, "authenticator_add", form=form, groups=groups, picture=_picture(url))


@door(Door.SIGNED_IN, confirmed=True)
def remove(request: HttpRequest) -> HttpResponse:
    """Take the authenticator app away, unless it is the last factor where one is required."""
    app = _app_of(request)
    if app is None:
        raise Http404
    has_another = factors.has_passkey(request.user)
    is_last = factors.is_required() and not has_another
    if request.method == "POST" and not is_last:
        with transaction.atomic():
            delete_and_cleanup(request, app)
            actor = who(request)
            log.record("factor.app.remove", actor=actor, subject=actor.reference)
            sessions.drop_factor(request, has_another=has_another)
        messages.success(request, _("The authenticator app is removed."))
        return redirect("account")
    return frame.show(request, "authenticator_remove", is_last=is_last, has_another=has_another)


@door(Door.SIGNED_IN, confirmed=True)
@only("GET")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show one's recovery codes once, and then only how many are left."""
    kept = _codes_of(request)
    return frame.show(
        request,
        "recovery_codes",
        codes=_shown(request, kept),
        left=len(kept.get_unused_codes()) if kept else 0,
        has_second=factors.has_second(request.user),
    )


@door(Door.SIGNED_IN, confirmed=True)
@only("GET")
def download(request: HttpRequest) -> HttpResponse:
    """Hand over the recovery codes that were just shown, as a text."""
    codes = _shown(request, _codes_of(request))
    if not codes:
        raise Http404
    answer = HttpResponse("\n".join(codes) + "\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


@door(Door.SIGNED_IN, confirmed=True)
@only("POST")
def generate(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes; the old ones open nothing any more."""
    if not factors.has_second(request.user):
        raise Http404
    with transaction.atomic():
        generate_recovery_codes(request)
        actor = who(request)
        log.record("factor.codes", actor=actor, subject=actor.reference)
        sessions.renew(request)
    messages.success(request, _("These codes are new. The earlier ones open nothing any more."))
    return redirect("mfa_view_recovery_codes")


def _app_of(request: HttpRequest) -> Authenticator | None:
    own = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
    return own.first()


def _codes_of(request: HttpRequest) -> RecoveryCodes | None:
    own = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    row = own.first()
    return row.wrap() if row else None


def _shown(request: HttpRequest, kept: RecoveryCodes | None) -> list[str]:
    """The codes, in the session that saw them first, for a while; in any other none."""
    if kept is None:
        return []
    if not kept.did_view:
        kept.mark_as_viewed()
        request.session[SHOWN] = [kept.instance.pk, int(time.time())]
    shown, at = request.session.get(SHOWN, (None, 0))
    if shown != kept.instance.pk or time.time() - at > SHOWN_SECONDS:
        return []
    with seeds.of(request.user):
        half = 5
        return [f"{c[:half]} {c[half:]}" for c in kept.get_unused_codes()]


def _picture(url: str) -> dict[str, str]:
    """The key of an app as a picture for it to scan: the size of its grid, and what is black."""
    drawn = get_adapter().build_totp_svg(url)
    found = re.search(r'viewBox="([^"]+)".*?<path d="([^"]+)"', drawn, re.DOTALL)
    if found is None:
        return {}  # the key is written out beside it
    return {"box": found[1], "black": found[2]}
