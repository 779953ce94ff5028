"""The line before the first question, when more people begin than the site was set up for."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from safeconduct.flow import line, rules, tickets
from safeconduct.web.reporter.pages import here, in_language, show, to
from safeconduct.web.shared.doors import Door, door


def place_in_line(request: HttpRequest, **meant: str) -> HttpResponse | None:
    """Return the way to the line for somebody who has to wait, or nothing: then they go on.

    `meant` is what they wanted to begin with, and is there again when it is their turn.
    """
    answer = line.ask(
        rate=settings.REPORTS_PER_MINUTE,
        now=int(time.time()),
        ticket=request.POST.get("ticket", ""),
        proof=request.POST.get("proof", ""),
    )
    if answer.goes_on:
        return None
    asked = {"ticket": answer.ticket, **meant}
    if at := request.POST.get("at", ""):
        asked["at"] = at[:60]
    return HttpResponseRedirect(f"{here('wait')}?{urlencode(asked)}")


@door(Door.REPORTER)
@require_safe
@in_language
def wait(request: HttpRequest) -> HttpResponse:
    """Say how long it may take. A script does the work meanwhile; without one, one comes back."""
    now, written = int(time.time()), request.GET.get("ticket", "")
    try:
        ticket = tickets.read(written, now)
    except tickets.NoTicket:
        return to("welcome")
    left = max(ticket.ready - now, 0)
    minutes = -(-left // rules.MINUTE)
    work = {"name": ticket.name, "tasks": rules.TASKS, "bits": rules.BITS}
    meant: dict[str, Any] = {n: request.GET.get(n, "") for n in ("at", "again", "say")}
    return show(request, "wait", ticket=written, minutes=minutes, work=work, **meant)
