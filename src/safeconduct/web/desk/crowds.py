"""Reports that look alike: a flood is put aside together, and taken up again together."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access.terms import Permission
from safeconduct.intake import actions, alike, queries
from safeconduct.intake.alike import Crowd, Likeness
from safeconduct.intake.terms import SetAside
from safeconduct.web.desk import paging, wording
from safeconduct.web.desk.forms import reports as forms
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

SAMPLE = 10
TICK = "tick"  # one report each, by its reference
TICKED, PAGE = "ticked", "page"  # every box of the page


@door(Permission.REPORT_TRIAGE)
@only("GET")
def crowds(request: HttpRequest) -> HttpResponse:
    """Show the waiting reports that look alike, and what was set aside together."""
    actor = who(request)
    found = [_row(crowd) for crowd in alike.crowds(actor)]
    heaps = [
        {"heap": heap, "why": SetAside(heap.why).label} for heap in alike.heaps(actor)[:SAMPLE]
    ]
    return show(request, "crowds", "reports", crowds=found, heaps=heaps, fewest=alike.FEWEST)


@door(Permission.REPORT_TRIAGE)
@only("GET")
def crowd(request: HttpRequest) -> HttpResponse:
    """Show the reports of one crowd, page by page, each with a box to tick."""
    actor, likeness = who(request), _likeness(request.GET)
    found = alike.alike(actor, likeness) if likeness else None
    if likeness is None or found is None or not found.exists():
        return HttpResponseRedirect(reverse("desk:crowds"))
    count = found.count()
    held = paging.page(request, found, day="received_on", among=queries.readable_by(actor))
    return show(
        request,
        "crowd",
        "reports",
        crowd=_row(Crowd(likeness, count, 0)),
        page=held,
        rows=[
            wording.report_row(report, []) | {"reference": report.reference} for report in held.rows
        ],
        ticked=request.GET.get(TICKED) == PAGE,
        other=_toggled(request),
        together=_together(count),
    )


@door(Permission.REPORT_TRIAGE)
def set_aside_ticked(request: HttpRequest) -> HttpResponse:
    """Show how many of a crowd were ticked, and which; then set those aside, with a reason."""
    actor, likeness = who(request), _likeness(request.GET)
    if likeness is None:
        return HttpResponseRedirect(reverse("desk:crowds"))
    back = _row(Crowd(likeness, 0, 0))["url"]
    found = list(alike.alike(actor, likeness).filter(reference__in=request.GET.getlist(TICK)))
    if not found:
        messages.error(request, _("Tick at least one report that still waits."))
        return HttpResponseRedirect(back)
    return ask(
        request,
        forms.Together(request.POST or None, initial={"seen": len(found)}),
        lambda said: actions.set_aside_together(
            actor=actor,
            likeness=likeness,
            expected=said["seen"],
            ticked=[report.reference for report in found],
            why=SetAside(said["why"]),
            today=today(),
        ),
        _aside(len(found), back),
        crowd=_row(Crowd(likeness, len(found), 0)),
        sample=[wording.report_row(report, []) for report in found],
    )


@door(Permission.REPORT_TRIAGE)
def set_aside_together(request: HttpRequest) -> HttpResponse:
    """Show how many look alike and some of them; then set aside just as many, with a reason."""
    actor, back = who(request), reverse("desk:crowds")
    likeness = _likeness(request.GET)
    found = alike.alike(actor, likeness) if likeness else None
    if likeness is None or found is None or not found.exists():
        return HttpResponseRedirect(back)
    count = found.count()
    return ask(
        request,
        forms.Together(request.POST or None, initial={"seen": count}),
        lambda said: actions.set_aside_together(
            actor=actor,
            likeness=likeness,
            expected=said["seen"],
            why=SetAside(said["why"]),
            today=today(),
        ),
        _aside(count, back),
        crowd=_row(Crowd(likeness, count, 0)),
        sample=[wording.report_row(report, []) for report in found[:SAMPLE]],
    )


@door(Permission.REPORT_TRIAGE)
@only("POST")
def take_up_together(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up again, in one act, what was set aside in one act."""
    actor = who(request)
    heap = alike.heap(actor, reference)
    act = partial(actions.undo_together, actor=actor, heap=heap, today=today())
    return do(request, act, reverse("desk:crowds"), _("The reports are back in the inbox."))


def _aside(count: int, back: str) -> Question:
    title, done = _together(count), _("Done.")
    return Question(title, _("Set aside"), back, here="reports", done=done, template="crowd_aside")


def _together(count: int) -> str:
    return ngettext(
        "Set %(count)d report aside together", "Set %(count)d reports aside together", count
    ) % {"count": count}


def _toggled(request: HttpRequest) -> str:
    """The address of the same page with every box ticked, or with none."""
    asked = request.GET.copy()
    asked.pop(TICKED, None)
    if request.GET.get(TICKED) != PAGE:
        asked[TICKED] = PAGE
    return f"?{asked.urlencode()}"


def _likeness(said: QueryDict) -> Likeness | None:
    """The likeness that an address names, or nothing where it names none."""
    try:
        return Likeness(
            received_on=date.fromisoformat(said.get("on", "")),
            channel=said.get("channel", ""),
            language=said.get("language", ""),
            mission=said.get("mission", ""),
            form=said.get("form", ""),
            size=int(said.get("size", "")),
        )
    except ValueError:
        return None


def _row(crowd: Crowd) -> dict[str, Any]:
    like = crowd.likeness
    said: dict[str, str | int] = {
        "on": like.received_on.isoformat(),
        "channel": like.channel,
        "language": like.language,
        "mission": like.mission,
        "form": like.form,
        "size": like.size,
    }
    return {
        "url": f"{reverse('desk:crowd')}?{urlencode(said)}",
        "all": f"{reverse('desk:set-aside-together')}?{urlencode(said)}",
        "said": said,
        "count": crowd.count,
        "usual": round(crowd.usual, 1),
        "line": " · ".join(
            [wording.label("channels", like.channel), wording.language(like.language)]
        ),
        "form": like.form,
        "size": like.size,
        "received": like.received_on,
        "mission": like.mission,
    }
