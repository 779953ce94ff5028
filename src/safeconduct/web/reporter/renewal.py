"""A new receipt for a mailbox that is open: the old one opens it until the new one is on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.access.actors import Actor
from safeconduct.intake import drafts
from safeconduct.web.reporter.pages import MAILBOX, in_language, show, to, token_of
from safeconduct.web.reporter.receipt import check_of, shown
from safeconduct.web.reporter.wishes import with_mailbox
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
@with_mailbox
def renew(request: HttpRequest, _actor: Actor, _report: Any) -> HttpResponse:
    """Say what a new receipt means, and make one."""
    if request.method == "POST":
        language = get_language() or settings.LANGUAGE_CODE
        drafts.propose_receipt(token_of(request, MAILBOX), language, today())
        return to("renewal")
    return show(request, "renew")


@door(Door.REPORTER)
@require_safe
@in_language
@with_mailbox
def new(request: HttpRequest, _actor: Actor, _report: Any) -> HttpResponse:
    """Show the receipt that is about to take the place of the old one."""
    receipt = drafts.proposed_receipt(token_of(request, MAILBOX))
    return show(request, "renewal", **shown(request, receipt)) if receipt else to("renew")


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
@with_mailbox
def kept(request: HttpRequest, actor: Actor, _report: Any) -> HttpResponse:
    """Ask for one word of the new receipt; from the right one on, the old receipt opens nothing."""
    token = token_of(request, MAILBOX)
    receipt = drafts.proposed_receipt(token)
    if not receipt:
        return to("renew")
    check = check_of(request, receipt)
    if request.method == "POST" and check["right"]:
        drafts.settle_receipt(actor, token, today())
        return show(request, "renewed")
    return show(request, "kept", renewing=True, **check)
