"""An answer that is spoken: the one page of this face that may ask for the microphone.

It is a page of its own so that no other has that power, and it holds no words that could be lost.
The recording is never kept on the device; it is sent in the pieces of docs/uploads.md.
"""

from __future__ import annotations

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from safeconduct.intake import drafts, form
from safeconduct.web.reporter import heard
from safeconduct.web.reporter.pages import REPORT, here, in_language, show, to, token_of
from safeconduct.web.reporter.writing import CHECKING, checking, gone, page_at, place_of
from safeconduct.web.shared import powers
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"media-src": ["blob:"]})  # what was just recorded is listened to from memory
@in_language
def voice(request: HttpRequest, code: str) -> HttpResponse:
    """Record an answer, or take a recording out again."""
    token = token_of(request, REPORT)
    try:
        content = drafts.read(token)
        if content["receipt"]:
            return to("receipt")
        page = form.version(content["form"]).page(code, content["answers"])
        spoken = heard.on(page, content) if page else None
        if page is None or spoken is None:
            raise Http404
        if request.method == "POST":
            drafts.remove_file(token, request.POST.get("remove", ""), today())
            back = here("check") if CHECKING in request.GET else page_at(page)
            return HttpResponseRedirect(back)
    except (drafts.NoDraft, drafts.Frozen):
        return gone(request)
    place = place_of(request, page, content) | {"back": page_at(page) + checking(request)}
    most = drafts.LONGEST_RECORDING
    answer = show(request, "voice", page=page, heard=spoken, most=most, **place)
    answer["Permissions-Policy"] = powers.policy("microphone")
    return answer
