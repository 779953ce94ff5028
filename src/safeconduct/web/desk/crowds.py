"""Reports that look alike: a flood is put aside together, and taken up again together."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access.terms import Permission
from safeconduct.intake import actions, alike
from safeconduct.intake.alike import Crowd, Likeness
from safeconduct.intake.terms import SetAside
from safeconduct.web.desk import wording
from safeconduct.web.desk.forms import reports as forms
from safeconduct.web.desk.frame import Question, ask, do, show
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

SAMPLE = 10


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
def set_aside_together(request: HttpRequest) -> HttpResponse:
    """Show how many look alike and some of them; then set aside just as many, with a reason."""
    actor, back = who(request), reverse("desk:crowds")
    likeness = _likeness(request.GET)
    found = alike.alike(actor, likeness) if likeness else None
    if likeness is None or found is None or not found.exists():
        return HttpResponseRedirect(back)
    count = found.count()
    title = ngettext(
        "Set %(count)d report aside together", "Set %(count)d reports aside together", count
    ) % {"count": count}
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
        Question(title, _("Set aside"), back, here="reports", done=_("Done."), template="crowd"),
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
        "url": f"{reverse('desk:set-aside-together')}?{urlencode(said)}",
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
