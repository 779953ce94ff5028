"""The list of matters: filters as plain links, four columns, twenty-five at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from safeconduct.cases import queries
from safeconduct.cases.queries import OVERDUE, THIS_WEEK, Sieve
from safeconduct.cases.terms import State
from safeconduct.web.desk import paging, wording
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import who

MINE, CHANGED = "mine", "changed"
LONGEST_NUMBER = 40


def listed(request: HttpRequest) -> dict[str, Any]:
    """One page of the list, how many there are, and the filters above it."""
    actor, sieve = who(request), sieve_of(request)
    records = queries.listed(actor, sieve, today())
    held = paging.page(request, records, day="opened_on", among=queries.readable_by(actor))
    charges = queries.charges(actor, [matter.pk for matter in held.rows])
    return {
        "page": held,
        "rows": [wording.matter_row(matter, charges[matter.pk]) for matter in held.rows],
        "stage_label": State(sieve.stage).label if sieve.stage in State else "",
        "count": records.order_by().count(),
        "sieve": sieve,
        "shown": paging.links(request, "show", _shown(), str),
        "stages": paging.links(request, "stage", _stages(), str),
        "missions": paging.links(request, "mission", _missions(queries.missions_read(actor)), str),
        "kept": {k: v for k, v in request.GET.items() if k in {"show", "stage", "mission"}},
        "everything": request.path,
    }


def sieve_of(request: HttpRequest) -> Sieve:
    """What the address asks for."""
    shown = request.GET.get("show", "")
    return Sieve(
        stage=request.GET.get("stage", ""),
        mission=request.GET.get("mission", ""),
        mine=shown == MINE or "mine" in request.GET,
        due=shown if shown in {OVERDUE, THIS_WEEK} else "",
        changed=shown == CHANGED,
        number=request.GET.get("number", "")[:LONGEST_NUMBER],
    )


def _shown() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        (MINE, _("Mine")),
        (OVERDUE, _("Overdue")),
        (THIS_WEEK, _("Due this week")),
        (CHANGED, _("Changed this week")),
    ]


def _stages() -> list[tuple[str, str]]:
    return [("", _("Any")), *((stage.value, str(stage.label)) for stage in State)]


def _missions(codes: list[str]) -> list[tuple[str, str]]:
    return [("", _("Any")), *((code, code) for code in codes)] if len(codes) > 1 else []
