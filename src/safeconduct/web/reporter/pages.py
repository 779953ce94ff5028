"""What every page of this face shares: its language, its cookies, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from safeconduct.intake import drafts

View = Callable[..., HttpResponse]
SCRIPTS = {"zh": "zh-hans"}  # what a browser that names no script is given
WAY = re.compile(r"[a-z0-9-]{1,60}")
REPORT, MAILBOX = settings.REPORT_COOKIE_NAME, settings.MAILBOX_COOKIE_NAME


def in_language(view: View) -> View:
    """Show a page in the language its address names."""

    @wraps(view)
    def speak(request: HttpRequest, language: str, **kwargs: Any) -> HttpResponse:
        with translation.override(language):
            return view(request, **kwargs)

    return speak


def preferred(request: HttpRequest) -> str:
    """Return the first language a browser asks for that this face speaks, else our own."""
    spoken = dict(settings.REPORTER_LANGUAGES)
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base = asked.partition("-")[0]
        for code in (asked, base, SCRIPTS.get(base, "")):
            if code in spoken:
                return code
    return settings.LANGUAGE_CODE


def show(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Show a page, with links to itself in every language."""
    mount = reverse("reporter:start")
    rest = request.path_info.removeprefix(mount).partition("/")[2] + way_of(request)
    languages = [
        (code, name, f"{mount}{code}/{rest}") for code, name in settings.REPORTER_LANGUAGES
    ]
    context |= {"languages": languages, "waits": _waits(token_of(request, REPORT))}
    return render(request, f"reporter/{name}.html", context, status=status)


def _waits(token: str) -> bool:
    """Whether a report was saved and not sent: then leaving this site does not forget it."""
    try:
        return bool(token) and drafts.waits(token)
    except drafts.NoDraft:
        return False


def way_of(request: HttpRequest) -> str:
    """Return, for a link, the reporting point that somebody came by, or nothing.

    It stays in the address until a report begins, and no cookie is needed for it.
    """
    at = request.GET.get("at", "")
    return f"?at={at}" if WAY.fullmatch(at) else ""


def here(name: str, **kwargs: str) -> str:
    """Return the address of a page of this face in the language now spoken."""
    return reverse(f"reporter:{name}", kwargs={"language": get_language(), **kwargs})


def to(name: str, **kwargs: str) -> HttpResponseRedirect:
    """Send somebody on to a page of this face, in their language."""
    return HttpResponseRedirect(here(name, **kwargs))


def token_of(request: HttpRequest, cookie: str) -> str:
    """Return what a cookie of ours carries, or nothing."""
    return request.COOKIES.get(cookie, "")


def phone_of(request: HttpRequest) -> str:
    """Return a mark of this browser, or nothing where it has shown no form of ours yet.

    Two phones that go on with one saved report carry the same token; what guards their forms
    differs.
    """
    guard = token_of(request, settings.CSRF_COOKIE_NAME)
    return drafts.mark({"phone": guard}) if guard else ""


def has_draft(token: str) -> bool:
    """Return whether a report is being written in this browser."""
    try:
        return bool(token) and bool(drafts.read(token))
    except drafts.NoDraft:
        return False


def hand_over(response: HttpResponse, cookie: str, token: str) -> None:
    """Give the browser a token until it is closed. No other site can make it send it."""
    response.set_cookie(
        cookie,
        token,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def take_back(response: HttpResponse, *cookies: str) -> None:
    """Have the browser forget cookies of ours."""
    for cookie in cookies:
        response.delete_cookie(cookie, path="/", samesite="Strict")


def refuse_other_sites(request: HttpRequest) -> None:
    """Raise Http404 when another site sent this form.

    For forms that stand before any cookie: there is no token to check, and nothing that would
    act in somebody's name. Browsers that say where a form came from are believed.
    """
    sent_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    ours = f"{request.scheme}://{request.get_host()}"
    if sent_from not in {"same-origin", "none"} or (origin not in {"", ours}):
        raise Http404
