"""Save and come back: a report in the making waits under its receipt, for any phone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.intake import drafts, form
from safeconduct.web.reporter.pages import (
    REPORT,
    hand_over,
    here,
    in_language,
    show,
    take_back,
    to,
    token_of,
)
from safeconduct.web.reporter.receipt import check_of, shown
from safeconduct.web.reporter.writing import gone, page_at
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def save(request: HttpRequest) -> HttpResponse:
    """Say what saving means and for how long, and save."""
    token = token_of(request, REPORT)
    try:
        before = drafts.saved(token)
        if request.method != "POST":
            days, at = settings.SAVED_DAYS, request.GET.get("at", "")
            return show(request, "save", days=days, before=before, at=at, back=_place(token, at))
        language = get_language() or settings.LANGUAGE_CODE
        drafts.save(token, language, today(), at=request.POST.get("at", "")[:60])
    except drafts.Frozen:
        return to("receipt")
    except drafts.NoDraft:
        return gone(request)
    return to("saved")


@door(Door.REPORTER)
@require_safe
@in_language
def saved(request: HttpRequest) -> HttpResponse:
    """Show the receipt that opens what was saved, and until when."""
    back = _saved(request)
    if back is None:
        return to("save")
    return show(request, "saved", until=back.until, **shown(request, back.receipt))


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def kept(request: HttpRequest) -> HttpResponse:
    """Ask for one word of the receipt; then this phone forgets the report, and it waits."""
    back = _saved(request)
    if back is None:
        return to("save")
    check = check_of(request, back.receipt)
    if request.method == "POST" and (check["right"] or "skip" in request.POST):
        answer = show(request, "set_down", until=back.until)
        take_back(answer, REPORT, settings.CSRF_COOKIE_NAME)
        return answer
    return show(request, "kept", saving=True, **check)


@door(Door.REPORTER)
@require_POST
@in_language
def throw_away(request: HttpRequest) -> HttpResponse:
    """Delete what was not sent, here and under its receipt."""
    drafts.forget(token_of(request, REPORT))
    answer = show(request, "set_down", thrown=True)
    take_back(answer, REPORT, settings.CSRF_COOKIE_NAME)
    return answer


def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Lead whoever typed the receipt of a saved draft to where they stopped."""
    if token_of(request, REPORT) != token:
        drafts.leave(token_of(request, REPORT))
    answer = HttpResponseRedirect(_place(token, drafts.read(token).get("at", "")))
    hand_over(answer, REPORT, token)
    return answer


def _place(token: str, at: str) -> str:
    """Where somebody goes on: the page they stopped at, or the check where it is not asked."""
    content = drafts.read(token)
    page = form.version(content["form"]).page(at, content["answers"])
    return page_at(page) if page else here("check")


def _saved(request: HttpRequest) -> drafts.Return | None:
    try:
        return drafts.saved(token_of(request, REPORT))
    except drafts.NoDraft:
        return None
