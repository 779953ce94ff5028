"""The receipt: shown only once the report is safely stored, and the same however often it is asked.

It stays in the sealed draft until the person says they have kept it, or the draft is swept.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.access import actors
from safeconduct.intake import drafts
from safeconduct.vault import receipts
from safeconduct.web.reporter.pages import REPORT, here, in_language, show, take_back, to, token_of
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
    return show(request, "receipt", **shown(request, receipt))


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def kept(request: HttpRequest) -> HttpResponse:
    """Ask for one word of the receipt, as a check that it was written down; it can be skipped."""
    receipt = _receipt(request)
    if not receipt:
        return to("check")
    check = check_of(request, receipt)
    if request.method == "POST" and (check["right"] or "skip" in request.POST):
        drafts.forget(token_of(request, REPORT))
        answer = to("done")
        take_back(answer, REPORT, settings.CSRF_COOKIE_NAME)
        return answer
    return show(request, "kept", **check)


@door(Door.REPORTER)
@require_safe
@in_language
def done(request: HttpRequest) -> HttpResponse:
    """Say that this phone has forgotten everything."""
    return show(request, "done")


def shown(request: HttpRequest, receipt: str) -> dict[str, Any]:
    """Return a receipt as its page shows it: in groups, spelled, in one line, and on a card."""
    groups = receipt.split()
    language = get_language() or settings.LANGUAGE_CODE
    in_words = not groups[0].isdecimal()
    return {
        "groups": groups,
        "numbered": in_words,
        "spelled": [
            (group, signs) if len(group) > 1 and in_words else (signs, "")
            for group, signs in zip(groups, receipts.spelled(receipt), strict=True)
        ],
        "spoken": language,
        "one_line": receipts.in_one_line(receipt),
        "address": request.get_host() + here("mailbox"),
    }


def check_of(request: HttpRequest, receipt: str) -> dict[str, Any]:
    """Return which word or group is asked for before a page is left, and whether it was typed."""
    words = not receipt[0].isdecimal()
    asked = ASKED_WORD if words else len(receipt.split())  # the last digits are lost most easily
    typed = request.POST.get("group", "")
    right = receipts.says_group(receipt, asked, typed)
    wrong = request.method == "POST" and not right
    return {"number": asked, "in_words": words, "typed": typed, "right": right, "wrong": wrong}


def _receipt(request: HttpRequest) -> str:
    try:
        content = drafts.read(token_of(request, REPORT))
    except drafts.NoDraft:
        return ""
    return drafts.receipt_of(actors.reporter(), content)
