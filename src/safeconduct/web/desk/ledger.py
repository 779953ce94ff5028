"""The audit log for those who check it: who did what to which file, and whether it still holds."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse

from safeconduct.access.terms import Permission
from safeconduct.audit import queries
from safeconduct.web.desk.frame import show
from safeconduct.web.shared.doors import door
from safeconduct.web.shared.methods import only

SIZE = 50
MOST_FAULTS = 20
LONGEST_PLACE = 18


@door(Permission.AUDIT_READ)
@only("GET")
def audit(request: HttpRequest) -> HttpResponse:
    """Show the newest entries, or those before the one the address names."""
    return show(request, "audit", "audit", **_listed(request))


@door(Permission.AUDIT_READ)
@only("POST")
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole chain and say in plain words whether it holds."""
    found = list(islice(queries.verify(), MOST_FAULTS))
    checked = {"checked": True, "faults": found, "length": queries.length()}
    return show(request, "audit", "audit", **_listed(request), **checked)


def _listed(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_PLACE else 0
    about = request.GET.get("about", "").strip()[:60]
    rows = list(queries.newest(before=before, about=about)[: SIZE + 1])
    return {
        "entries": [_row(entry) for entry in rows[:SIZE]],
        "older": rows[SIZE - 1].seq if len(rows) > SIZE else "",
        "about": about,
        "first": not before,
    }


def _row(entry: Any) -> dict[str, Any]:
    """One entry as a line: an act of a reporter carries its day, every other its minute."""
    said = {name: getattr(entry, name) for name in ("seq", "event", "actor", "subject", "reason")}
    return said | {"at": entry.at[:16].replace("T", " ")}
