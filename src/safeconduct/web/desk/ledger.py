"""The audit log: the whole of it for those who check it, a matter's own for its officers.

An auditor sees every entry and no content: references, codes and work names of staff, never a
file's number, a name in a file or a word of it.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from safeconduct.access import gate
from safeconduct.access import queries as access
from safeconduct.access.terms import Permission
from safeconduct.audit import checks, export, log, queries
from safeconduct.audit.queries import Sieve
from safeconduct.audit.rules import Line
from safeconduct.audit.terms import Family
from safeconduct.cases import queries as cases
from safeconduct.intake import queries as intake
from safeconduct.web.desk import chronicle
from safeconduct.web.desk.frame import show
from safeconduct.web.shared.doors import door, who
from safeconduct.web.shared.methods import only

SIZE = 50
LONGEST_PLACE = 18
MOST_IN_A_FILE = 50_000
KINDS = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


@door(Permission.AUDIT_READ)
@only("GET")
def audit(request: HttpRequest) -> HttpResponse:
    """Show the entries that pass the filters of the address, newest first."""
    sieve = _sieve(request)
    return show(
        request,
        "audit",
        "audit",
        **_listed(request, queries.newest(sieve), auditor=True),
        **_filters(request, sieve),
        answer=checks.newest(),
        waiting=checks.waiting(),
    )


@door(Permission.AUDIT_READ)
@only("POST")
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the whole log to be read; the page tells the answer when it is there."""
    checks.ask(actor=who(request), now=timezone.now())
    return HttpResponseRedirect(reverse("desk:audit"))


@door(Permission.AUDIT_READ, confirmed=True)
@only("GET")
def download(request: HttpRequest) -> HttpResponse:
    """Hand out the newest entries that pass the filters, oldest first, as JSON lines or CSV."""
    kind = request.GET.get("as", "jsonl")
    if kind not in KINDS:
        raise gate.Denied(Permission.AUDIT_READ.value)
    wanted = queries.newest(_sieve(request)).values_list(*export.COLUMNS)[:MOST_IN_A_FILE]
    rows = list(wanted)[::-1]
    file = io.StringIO(newline="")
    if kind == "csv":
        export.table(rows, file)
    else:
        file.writelines(export.entry(Line._make(row[:-1]), row[-1]) for row in rows)
    with transaction.atomic():
        log.record(
            "audit.download", actor=who(request), subject="audit", detail={"entries": len(rows)}
        )
    answer = HttpResponse(file.getvalue(), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


@door(Permission.AUDIT_READ)
@only("GET")
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what one person did, or what was done with their account."""
    name = _name_of(request, reference)
    turned = request.GET.get("show") == "account"
    entries = (
        queries.newest(Sieve(about=reference)).exclude(queries.by(reference))
        if turned
        else queries.newest(Sieve(by=reference))
    )
    listed = _listed(request, entries, auditor=True)
    return show(request, "audit_person", "audit", name=name, turned=turned, **listed)


@door(Permission.ACCOUNT_MANAGE)
@only("GET")
def account(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what was done with one account and how it signed in; nothing of any file."""
    name = _name_of(request, reference)
    listed = _listed(request, queries.of_account(reference))
    return show(request, "account_log", "today", name=name, **listed)


@door(Permission.MATTER_LOG)
@only("GET")
def matter(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who did what in one matter and its reports, sealed words opened included."""
    found = cases.logged(who(request), reference)
    scopes = [found.reference, *intake.joined_to(who(request), found)]
    listed = _listed(request, queries.of_scopes(scopes))
    return show(request, "matter_log", "matters", matter=found, **listed)


def _name_of(request: HttpRequest, reference: str) -> str:
    names = access.names(who(request), [reference])
    if reference not in names:
        raise gate.Denied(Permission.AUDIT_READ.value)
    return names[reference]


def _sieve(request: HttpRequest) -> Sieve:
    """What the address asks for; what makes no sense is not asked."""
    family = request.GET.get("family", "")
    return Sieve(
        family=family if family in Family else "",
        about=request.GET.get("about", "").strip()[:60],
        by=request.GET.get("by", "").strip()[:60],
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", "")),
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _filters(request: HttpRequest, sieve: Sieve) -> dict[str, Any]:
    names = access.names(who(request))
    asked = {n: getattr(sieve, n) for n in ("family", "about", "by", "since", "until")}
    kept = urlencode({name: value for name, value in asked.items() if value})
    return {
        "sieve": sieve,
        "families": Family.choices,
        "people": sorted(names.items(), key=lambda one: one[1].casefold()),
        "filtered": bool(kept),
        "downloads": f"{reverse('desk:audit-download')}?{kept}{'&' if kept else ''}as=",
    }


def _listed(request: HttpRequest, entries: Any, *, auditor: bool = False) -> dict[str, Any]:
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_PLACE else 0
    found = list((entries.filter(seq__lt=before) if before else entries)[: SIZE + 1])
    return {
        "entries": chronicle.of(who(request), found[:SIZE], auditor=auditor),
        "older": _address(request, str(found[SIZE - 1].seq)) if len(found) > SIZE else "",
        "newest": _address(request, "") if before else "",
    }


def _address(request: HttpRequest, before: str) -> str:
    """This page's own address from another place of the log on; its filters stay."""
    asked = request.GET.copy()
    asked.pop("before", None)
    if before:
        asked["before"] = before
    return f"?{asked.urlencode()}" if asked else request.path
