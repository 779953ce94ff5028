"""What the pages about keeping records show: what is due, what waits, what is held or gone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.base.clock import MONTHS_A_YEAR
from safeconduct.retention import certificates, queries
from safeconduct.retention.terms import Act, Fate, Kind, State, Trigger
from safeconduct.vocabulary import shelf
from safeconduct.web.desk import paging, wording
from safeconduct.web.desk.forms.keeping import Proposal
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import who

RULES, REASONS = "retention", "hold_reasons"
DUE, DECIDE, OPEN, HOLDS, DONE = "", "decide", "open", "holds", "done"
MOST = 50
TONES = {State.PROPOSED: "soon", State.APPROVED: "accent", State.CARRIED_OUT: "done"}
FROM = {
    Trigger.SET_ASIDE: gettext_lazy("after it was set aside"),
    Trigger.LAST_ACTIVITY: gettext_lazy("after the last entry"),
    Trigger.CLOSED: gettext_lazy("after it was closed"),
    Trigger.SERVICE_ENDED: gettext_lazy("after the last service ended"),
    Trigger.WITH_ITS_MATTER: gettext_lazy("as long as its matter"),
}
PAGES = {Kind.MATTER: "desk:matter", Kind.REPORT: "desk:report"}


def listed(request: HttpRequest) -> dict[str, Any]:
    """One of the five lists of the page, and the links to the others with their counts."""
    actor, shown = who(request), request.GET.get("show", "")
    counts = {
        DECIDE: queries.to_decide(actor).count(),
        OPEN: queries.open_ones(actor).count(),
        HOLDS: queries.holds(actor).count(),
        DONE: queries.tombstones(actor).count(),
    }
    links = paging.links(request, "show", _lists(), lambda code: str(counts.get(code, "")))
    told = LISTS.get(shown, _due)(actor, request.GET.get("rule", ""))
    return {"lists": links, "shown": shown if shown in LISTS else DUE, **told}


def of_disposition(actor: Actor, found: Any) -> dict[str, Any]:
    """One disposition: the record, its rule, who decided, what is sealed in it, what is next."""
    return {
        "disposition": found,
        "row": _disposition(found),
        "record_url": _page_of(found),
        "rule": _label(RULES, found.rule),
        "people": [
            (_("Proposed"), *_decided(found.proposed_by, found.proposed_as, found.proposed_on)),
            (_("Approved"), *_decided(found.approved_by, found.approved_as, found.approved_on)),
            (State(found.state).label, *_decided(found.ended_by, found.ended_as, found.ended_on)),
        ],
        "sealed": queries.content(actor, found),
        "steps": [_step(found, step) for step in queries.steps(actor, found, today())],
        "holds": [_hold(hold) for hold in queries.holds_on(actor, found.scope)],
        "stone": getattr(found, "tombstone", None),
    }


def of_step(actor: Actor, found: Any, act: Act) -> dict[str, Any]:
    """What is asked before a record is approved or destroyed. Raises gate.Denied when not open."""
    shown = of_disposition(actor, found)
    step = next((step for step in shown["steps"] if step["act"] == act), None)
    if step is None:
        raise gate.Denied(act.value)
    return shown | {"step": step}


def proposal(request: HttpRequest) -> Proposal:
    """The form with every record of one rule that can be proposed."""
    code = request.POST.get("rule", request.GET.get("rule", ""))
    return Proposal(_offered(who(request), code), request.POST or None)


def about(actor: Actor, record: Any, permission: Permission) -> dict[str, Any]:
    """What a page of a record says about keeping it: destroyed or held, and may it be held."""
    return {
        "destroyed": destroyed(record, actor, permission),
        "kept": [_hold(hold) for hold in queries.holds_on(actor, record.reference)],
        "may_hold": gate.may(actor, Permission.RETENTION_PROPOSE),
    }


def destroyed(record: Any, actor: Actor, permission: Permission) -> dict[str, Any] | None:
    """When, under which rule and with which certificate a record was destroyed, if it was."""
    stone = queries.remains(record, actor, permission)
    if stone is None:
        return None
    said = {
        "rule": _label(RULES, stone.rule),
        "on": date_format(stone.disposed_on, "j F Y", use_l10n=False),
        "number": stone.certificate,
    }
    words = _("Destroyed under the rule “%(rule)s” on %(on)s, certificate %(number)s.") % said
    return {"words": words, "on": stone.disposed_on}


def _due(actor: Actor, code: str) -> dict[str, Any]:
    counted = {count.rule.code: count for count in queries.counts(actor, today())}
    told: dict[str, Any] = {
        "rules": [_rule(term, counted.get(term.code)) for term in shelf.terms(RULES)],
        "any": any(count.due for count in counted.values()),
        "unchecked": not all(term.verified for term in shelf.terms(RULES)),
    }
    if code in counted:
        told |= {
            "rule": _rule(shelf.term(RULES, code), counted[code]),
            "form": Proposal(_offered(actor, code)),
            "most": MOST,
            "more": counted[code].due > MOST,
            "may_propose": gate.may(actor, Permission.RETENTION_PROPOSE),
            "for_archives": counted[code].rule.fate == Fate.ARCHIVE,
        }
    return told


def _to_decide(actor: Actor, _code: str) -> dict[str, Any]:
    return {"rows": [_disposition(row) for row in queries.to_decide(actor)]}


def _open(actor: Actor, _code: str) -> dict[str, Any]:
    return {"rows": [_disposition(row) for row in queries.open_ones(actor)]}


def _holds(actor: Actor, _code: str) -> dict[str, Any]:
    may_lift = gate.may(actor, Permission.RETENTION_PROPOSE)
    return {"holds": [_hold(hold) for hold in queries.holds(actor)], "may_lift": may_lift}


def _done(actor: Actor, _code: str) -> dict[str, Any]:
    return {"stones": [_stone(stone) for stone in queries.tombstones(actor)[: MOST * 4]]}


LISTS = {DUE: _due, DECIDE: _to_decide, OPEN: _open, HOLDS: _holds, DONE: _done}


def _lists() -> list[tuple[str, str]]:
    return [
        (DUE, _("Due now")),
        (DECIDE, _("Mine to approve")),
        (OPEN, _("Proposed and approved")),
        (HOLDS, _("Holds")),
        (DONE, _("Carried out")),
    ]


def _offered(actor: Actor, code: str) -> list[tuple[str, str]]:
    if not code:
        return []
    rows = queries.due(actor, today(), code, most=MOST)
    return [(row.scope, _line(row)) for row in rows]


def _line(row: Any) -> str:
    """One record that is due, in a line: what it is, from when counted, due since when."""
    said = {
        "record": name_of(row.kind, row.number, row.scope),
        "day": date_format(row.due_on, "j M Y", use_l10n=False),
    }
    return _("%(record)s, due since %(day)s") % said


def name_of(kind: str, number: str, scope: str) -> str:
    """A record as people call it: a matter by its number, anything else by its reference."""
    return number or f"{Kind(kind).label} {wording.short(scope)}"


def _rule(term: Any, count: Any) -> dict[str, Any]:
    fate = Fate(term.text("disposition"))
    return {
        "code": term.code,
        "label": term.label,
        "means": term.means,
        "series": term.text("series"),
        "counted": FROM[Trigger(term.text("trigger"))],
        "kept": _kept(count.rule.months) if count else "",
        "fate": fate.label,
        "due": count.due if count else "",
        "held": count.held if count else "",
        "url": f"{reverse('desk:records')}?rule={term.code}",
    }


def _kept(months: int) -> str:
    if months % MONTHS_A_YEAR:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    years = months // MONTHS_A_YEAR
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def _disposition(of: Any) -> dict[str, Any]:
    return {
        "name": name_of(of.kind, of.number, of.scope),
        "line": _label(RULES, of.rule),
        "url": reverse("desk:disposition", args=[of.reference]),
        "state": State(of.state).label,
        "tone": TONES.get(State(of.state), ""),
        "due": of.due_on,
        "by": of.proposed_by.name,
        "series": of.series,
    }


def _hold(of: Any) -> dict[str, Any]:
    return {
        "name": name_of(of.kind, of.number, of.scope),
        "record_url": _page_of(of),
        "reason": _label(REASONS, of.reason),
        "by": of.placed_by.name,
        "on": of.placed_on,
        "lift": reverse("desk:lift-hold", args=[of.reference]),
    }


def _stone(of: Any) -> dict[str, Any]:
    return {
        "name": name_of(of.kind, of.number, of.scope),
        "line": _label(RULES, of.rule),
        "url": reverse("desk:disposition", args=[of.disposition.reference]),
        "on": of.disposed_on,
        "number": of.certificate,
        "certificate": reverse("desk:certificate", args=[of.reference]),
    }


def _step(found: Any, step: Any) -> dict[str, Any]:
    return {
        "act": step.act,
        "label": step.act.label,
        "objections": [_(objection) for objection in step.objections],
        "url": reverse(f"desk:disposition-{step.act.value}", args=[found.reference]),
        "asks": step.act in {Act.APPROVE, Act.CARRY_OUT},
    }


def _decided(account: Any, acting_as: str, on: Any) -> tuple[str, str, Any]:
    return (account.name, certificates.post(acting_as), on) if account else ("", "", None)


def _page_of(of: Any) -> str:
    page = PAGES.get(Kind(of.kind))
    return reverse(page, args=[of.scope]) if page else ""


def _label(name: str, code: str) -> str:
    return wording.label(name, code)
