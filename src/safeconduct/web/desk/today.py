"""The first page: what is due, what waits, what changed, as sentences with numbers that link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.cases import queries as cases
from safeconduct.cases.queries import OVERDUE, THIS_WEEK, Sieve
from safeconduct.cases.terms import State
from safeconduct.intake import queries as intake
from safeconduct.intake.letters import boxes
from safeconduct.intake.terms import State as ReportState
from safeconduct.web.desk import emergencies, errands, identities, tablets, walls
from safeconduct.web.desk.frame import show, take_seat
from safeconduct.web.shared import days
from safeconduct.web.shared.doors import Door, door, who
from safeconduct.web.shared.methods import only


@door(Door.SIGNED_IN)
@only("GET")
def today(request: HttpRequest) -> HttpResponse:
    """Show what this person should look at first."""
    actor = who(request)
    take_seat(actor)
    told = _matters(actor) | _reports(actor) | emergencies.told(actor)
    told |= {
        "key_work": errands.waiting(actor),
        "comparing": errands.comparing(actor),
        "walls": walls.waiting(actor),
        "names": identities.waiting(actor),
    }
    told["boxes_failing"], told["letters_waiting"] = boxes.told(actor, timezone.now())
    return show(request, "today", "today", **told)


def _matters(actor: Actor) -> dict[str, Any]:
    """How many matters are overdue, due, changed, and mine by stage."""
    if not gate.may(actor, Permission.MATTER_READ):
        return {}
    on = days.today()
    mine = cases.by_stage(actor)
    return {
        "reads_matters": True,
        "overdue": cases.listed(actor, Sieve(due=OVERDUE), on).order_by().count(),
        "this_week": cases.listed(actor, Sieve(due=THIS_WEEK), on).order_by().count(),
        "changed": cases.listed(actor, Sieve(changed=True), on).order_by().count(),
        "mine": [(stage, mine[stage]) for stage in State if mine.get(stage)],
    }


def _reports(actor: Actor) -> dict[str, Any]:
    """How many reports wait, how many of them too long or urgently."""
    if not gate.may(actor, Permission.REPORT_TRIAGE):
        return {}
    readable = intake.readable_by(actor).order_by()
    waiting = readable.filter(state=ReportState.RECEIVED)
    late = cases.late(actor, "acknowledgement", days.today())
    return {
        "reads_reports": True,
        "waiting": waiting.count(),
        "urgent": waiting.filter(urgent=True).count(),
        "late": waiting.filter(reference__in=late).count(),
        "calls": intake.waiting_for_a_call(actor).count(),
        **tablets.waiting(actor),
        "undecided": readable.filter(state=ReportState.ACKNOWLEDGED).count(),
    }
