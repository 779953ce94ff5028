"""The inbox as a list: which reports, in which order, with which clocks."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access.terms import Permission
from safeconduct.cases import queries as cases
from safeconduct.intake import queries
from safeconduct.intake.terms import State
from safeconduct.web.desk import paging, tablets, wording
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import who

URGENT, LATE, CALL, EVERY = "urgent", "late", "call", "all"


def listed(request: HttpRequest) -> dict[str, Any]:
    """One page of the inbox, and the filters above it as links with their counts."""
    actor, chosen = who(request), request.GET.get("show", "")
    readable = queries.readable_by(actor)
    narrowed = {
        "": readable.filter(state=State.RECEIVED),
        URGENT: readable.filter(state=State.RECEIVED, urgent=True),
        LATE: readable.filter(
            state=State.RECEIVED, reference__in=cases.late(actor, "acknowledgement", today())
        ),
        CALL: queries.waiting_for_a_call(actor),
        EVERY: readable,
    }
    records = queries.with_wishes(narrowed.get(chosen, readable.filter(state=chosen)))
    held = paging.page(request, records, day="received_on", among=readable)
    clocks = cases.clocks(actor, [report.reference for report in held.rows])
    rows = [wording.report_row(report, clocks[report.reference]) for report in held.rows]
    counted = dict(
        readable.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    may_triage = gate.may(actor, Permission.REPORT_TRIAGE)
    return {
        "page": held,
        "rows": rows,
        "chosen": chosen,
        "filters": _links(request, counted),
        "may_triage": may_triage,
        **(tablets.waiting(actor) if may_triage else {}),
    }


def _links(request: HttpRequest, counted: dict[str, int]) -> list[dict[str, object]]:
    shown = [
        ("", _("Waiting")),
        (State.ACKNOWLEDGED.value, str(State.ACKNOWLEDGED.label)),
        (State.JOINED.value, _("In a matter")),
        (State.SET_ASIDE.value, str(State.SET_ASIDE.label)),
        (EVERY, _("All")),
    ]
    counts = counted | {"": counted.get(State.RECEIVED, 0), EVERY: sum(counted.values())}
    return paging.links(request, "show", shown, lambda code: str(counts.get(code, 0)))
