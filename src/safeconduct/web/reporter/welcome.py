"""The first page, and the pages that need nothing: help, what is kept, and the way out."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.access import actors
from safeconduct.intake import drafts, form
from safeconduct.roster import queries as roster
from safeconduct.vocabulary import shelf
from safeconduct.web.reporter.pages import (
    MAILBOX,
    REPORT,
    has_draft,
    in_language,
    preferred,
    refuse_other_sites,
    show,
    take_back,
    token_of,
    way_of,
)
from safeconduct.web.shared.doors import Door, door
from safeconduct.web.shared.papers import handed_over


@door(Door.REPORTER)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The choice of a language, first of all: each in its own script, the browser's on top."""
    first = preferred(request)
    with translation.override(first):
        return show(request, "languages", first=first)


@door(Door.REPORTER)
@require_safe
@in_language
def welcome(request: HttpRequest) -> HttpResponse:
    """What this is, who will read it and what happens next, and the way to begin."""
    asked = [page for page in form.current().path({}) if page.questions]
    at = request.GET.get("at", "")
    mission = roster.mission_by_way(actors.reporter(), at)
    return show(
        request,
        "welcome",
        questions=len(asked),
        days=shelf.term("clocks", "acknowledgement").number("length"),
        unsent=has_draft(token_of(request, REPORT)),
        mission=mission,
        at=at if mission else "",
    )


@door(Door.REPORTER)
@require_safe
@in_language
def keeps(request: HttpRequest) -> HttpResponse:
    """What this site keeps of whoever uses it, and what it does not."""
    return show(request, "keeps")


@door(Door.REPORTER)
@require_safe
@in_language
def first_help(request: HttpRequest) -> HttpResponse:
    """What helps in the first hours, for anybody who only wants to read that."""
    return show(request, "help", page=form.shipped().page("help", {"danger": "yes"}))


@door(Door.REPORTER)
@require_safe
@in_language
def safety(request: HttpRequest) -> HttpResponse:
    """How somebody keeps a visit to themselves: the device, the network, and what stays behind."""
    return show(request, "safety")


@door(Door.REPORTER)
@require_safe
@in_language
def paper(request: HttpRequest) -> HttpResponse:
    """The form on paper, for anybody, and nothing is remembered of it.

    The code on it leads to the reporting point it was printed for, if it was for one.
    """
    at = request.GET.get("at", "")
    mission = roster.mission_by_way(actors.reporter(), at)
    language = get_language() or settings.LANGUAGE_CODE
    return handed_over(request, language, way_of(request) if mission else "")


@door(Door.REPORTER)
@require_safe
@in_language
def onion(request: HttpRequest) -> HttpResponse:
    """How to come by the Tor network, where this installation has an address in it."""
    if not settings.ONION:
        raise Http404
    return show(request, "onion", address=settings.ONION + reverse("reporter:start"))


@door(Door.REPORTER)
@csrf_exempt  # it must work from a page that is being closed; refuse_other_sites stands for it
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Forget what was neither sent nor saved, drop our cookies and go where nothing is about us.

    A plain link, so that it works before anything else has loaded. Following it twice is harmless.
    Another site that links here can at most close somebody's unsent draft: our cookies do not
    travel with a link from elsewhere. Where there is a script, the browser has left already when
    it posts here, and no page is sent.
    """
    answer: HttpResponse = HttpResponseRedirect(settings.EXIT_TO or reverse("reporter:left"))
    if request.method == "POST":
        refuse_other_sites(request)
        answer = HttpResponse(status=204)
    for cookie in (REPORT, MAILBOX):
        drafts.leave(token_of(request, cookie))
    take_back(answer, REPORT, MAILBOX, settings.CSRF_COOKIE_NAME)
    return answer


@door(Door.REPORTER)
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """A page with nothing on it."""
    return render(request, "reporter/left.html")
