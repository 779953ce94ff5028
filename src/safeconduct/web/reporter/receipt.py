"""The receipt: shown only once the report is safely stored, and the same however often it is asked.

It stays in the sealed draft until the person says they have kept it, or the draft is swept.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.access import actors
from safeconduct.intake import drafts
from safeconduct.vault import receipts
from safeconduct.web.reporter.pages import REPORT, in_language, show, take_back, to, token_of
from safeconduct.web.shared.doors import Door, door

ASKED_WORD = 3


@door(Door.REPORTER)
@require_safe
@in_language
def show_receipt(request: HttpRequest) -> HttpResponse:
    """Show the receipt of a report that is stored."""
    receipt = _receipt(request)
    if not receipt:
        return to("check")
    groups = receipt.split()
    return show(request, "receipt", groups=groups, numbered=not groups[0].isdecimal())


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def kept(request: HttpRequest) -> HttpResponse:
    """Ask for one word of the receipt, as a check that it was written down; it can be skipped."""
    receipt = _receipt(request)
    if not receipt:
        return to("check")
    words = not receipt[0].isdecimal()
    asked = ASKED_WORD if words else len(receipt.split())  # the last digits are lost most easily
    typed = request.POST.get("group", "")
    right = receipts.says_group(receipt, asked, typed)
    if request.method == "POST" and (right or "skip" in request.POST):
        drafts.forget(token_of(request, REPORT))
        answer = to("done")
        take_back(answer, REPORT, settings.CSRF_COOKIE_NAME)
        return answer
    wrong = request.method == "POST"
    return show(request, "kept", number=asked, in_words=words, typed=typed, wrong=wrong)


@door(Door.REPORTER)
@require_safe
@in_language
def done(request: HttpRequest) -> HttpResponse:
    """Say that this phone has forgotten everything."""
    return show(request, "done")


def _receipt(request: HttpRequest) -> str:
    try:
        content = drafts.read(token_of(request, REPORT))
    except drafts.NoDraft:
        return ""
    return drafts.receipt_of(actors.reporter(), content)
