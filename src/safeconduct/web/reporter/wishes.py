"""What somebody decides in their mailbox: to be contacted, to be called, to withdraw the report."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, queries
from safeconduct.intake.rules import CLOSED
from safeconduct.intake.terms import State, Wished
from safeconduct.retention import queries as retention
from safeconduct.web.reporter.mailbox import owner
from safeconduct.web.reporter.pages import in_language, show, to
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door

MOST = 500

Decision = Callable[[HttpRequest, Actor, Any], HttpResponse]


def with_mailbox(decide: Decision) -> Callable[..., HttpResponse]:
    """Give a page the mailbox that is open; lead back where there is none, or nothing in it."""

    @wraps(decide)
    def page(request: HttpRequest) -> HttpResponse:
        try:
            actor = owner(request)
        except drafts.NoDraft:
            if request.method == "POST":
                words = request.POST.get("how", "")
                return show(request, "gone", status=410, words=words, mailbox=True)
            return to("mailbox")
        report = queries.own_report(actor)
        if retention.remains(report, actor, Permission.MAILBOX_USE):
            return to("mailbox")
        return decide(request, actor, report)

    return page


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
@with_mailbox
def contact(request: HttpRequest, actor: Actor, report: Any) -> HttpResponse:
    """Say whether the desk may reach somebody outside the mailbox, how, and when it is safe."""
    if "no" in request.POST:
        intake.refuse_contact(actor=actor, report=report, today=today())
        return to("mailbox")
    return _reached(request, actor, report, Wished.CONTACT)


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
@with_mailbox
def call(request: HttpRequest, actor: Actor, report: Any) -> HttpResponse:
    """Ask that a person calls."""
    return _reached(request, actor, report, Wished.CALL)


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
@with_mailbox
def withdraw(request: HttpRequest, actor: Actor, report: Any) -> HttpResponse:
    """Withdraw the report, or take the withdrawal back, until the report is closed."""
    if State(report.state) in CLOSED:
        return to("mailbox")
    if "back" in request.POST:
        intake.take_back(actor=actor, report=report, kind=Wished.WITHDRAWN, today=today())
        return to("mailbox")
    if request.method == "POST":
        intake.withdraw(actor=actor, report=report, today=today())
        return to("mailbox")
    wish = queries.wishes(actor, report).get(Wished.WITHDRAWN)
    return show(request, "withdraw", wish=wish)


def _reached(request: HttpRequest, actor: Actor, report: Any, kind: Wished) -> HttpResponse:
    """Ask how and when somebody can be reached; take it, or take back what was said."""
    if "back" in request.POST:
        intake.take_back(actor=actor, report=report, kind=kind, today=today())
        return to("mailbox")
    how, when = (request.POST.get(name, "").strip() for name in ("how", "when"))
    refused = _refusal(how, when) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        act = intake.allow_contact if kind == Wished.CONTACT else intake.ask_for_call
        act(actor=actor, report=report, ways=intake.Ways(how, when), today=today())
        return to("mailbox")
    wishes = queries.wishes(actor, report)
    shown: dict[str, Any] = {"wish": wishes.get(kind), "no": Wished.SILENCE in wishes}
    shown |= {"how": how, "when": when, "refused": refused}
    return show(request, "contact" if kind == Wished.CONTACT else "call", **shown)


def _refusal(how: str, when: str) -> str:
    if not how:
        return _("Please write how we can reach you.")
    if max(len(how), len(when)) > MOST:
        line = _("This is too long. Please write at most %(most)s characters.")
        return line % {"most": MOST}
    return ""
