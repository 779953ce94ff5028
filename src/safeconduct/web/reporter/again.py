"""From an open mailbox to a new report about something else, without saying everything again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from safeconduct.access.actors import Actor
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts
from safeconduct.web.reporter.pages import (
    REPORT,
    hand_over,
    has_draft,
    in_language,
    show,
    token_of,
)
from safeconduct.web.reporter.waiting import place_in_line
from safeconduct.web.reporter.wishes import with_mailbox
from safeconduct.web.reporter.writing import first_page
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import Door, door


@door(Door.REPORTER)
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
@with_mailbox
def again(request: HttpRequest, actor: Actor, report: Any) -> HttpResponse:
    """Begin another report with what somebody told about themselves.

    Their earlier words are opened once they ask for it, and lie in the new draft alone.
    """
    token = token_of(request, REPORT)
    if request.method != "POST":
        return show(request, "again", unsent=has_draft(token))
    say = {"say": "1"} if "say" in request.POST else {}
    if to_the_line := place_in_line(request, again="1", **say):
        return to_the_line
    told = intake.read_own_answers(actor=actor, report=report)
    drafts.leave(token)
    new = drafts.begin_again(told, today(), say_so=bool(say))
    answer = HttpResponseRedirect(first_page(drafts.read(new)))
    hand_over(answer, REPORT, new)
    return answer
