"""Codes, days and states as words for a page, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from safeconduct.cases.terms import Act as CaseAct
from safeconduct.cases.terms import Authority, EventKind, Part, Progress, Stage, State
from safeconduct.intake.form import lines
from safeconduct.intake.terms import SetAside
from safeconduct.intake.terms import State as ReportState
from safeconduct.memberstates.terms import Act as ReferralAct
from safeconduct.memberstates.terms import Stage as ReferralStage
from safeconduct.roster.terms import Precision
from safeconduct.vocabulary import conduct, countries, shelf
from safeconduct.web.shared.days import today

SOON = timedelta(days=3)
MOST_CHARGES = 2
LISTS = {
    Authority.UN_INTERIM: "measures_un_interim",
    Authority.UN_FINAL: "measures_un_final",
    Authority.STATE: "measures_state",
}
# fmt: off
TONES = {
    State.CLOSED: "done",
    State.INVESTIGATING: "accent", State.REFERRED: "accent", State.REPORTED: "accent",
    State.FOUND: "accent", State.ACTION_PENDING: "soon", State.ACTION_RECORDED: "accent",
}
REPORT_TONES = {
    ReportState.RECEIVED: "soon", ReportState.ACKNOWLEDGED: "accent", ReportState.JOINED: "done",
}
ICONS = {
    EventKind.OPENED: "flag", EventKind.REPORT_JOINED: "message", EventKind.SUBJECT_ADDED: "person",
    EventKind.VICTIM_ADDED: "person", EventKind.ALLEGATION_ADDED: "document",
    EventKind.MOVED: "arrow", EventKind.FINDING: "done", EventKind.MEASURE: "flag",
    EventKind.NOTE: "document", EventKind.ASSIGNED: "group", EventKind.REFERRAL_SENT: "globe",
    EventKind.REFERRAL_ANSWERED: "globe", EventKind.IMPORTED: "download",
    EventKind.RELEASED: "group",
}
# fmt: on


def label(name: str, code: str) -> str:
    """The words of a code, or the code itself where the list has lost it."""
    return str(shelf.label(name, code)) if code in shelf.codes(name) else code


def listed(words: Iterable[str]) -> str:
    """Words in a row, parted by the comma of the language; empty ones are left out."""
    return _(", ").join(filter(None, words))


def conduct_of(code: str) -> str:
    """What is alleged, under whichever list was in force."""
    try:
        return conduct.term(code).label
    except shelf.UnknownTerm:
        return code


def state_name(code: str) -> str:
    """A State in the reader's language; nothing for none."""
    return countries.name(code, get_language() or "en") if code in countries.codes() else code


def measure(authority: str, kind: str) -> str:
    """What the UN or a State did."""
    return label(LISTS[Authority(authority)], kind)


def clock(running: Any) -> dict[str, Any]:
    """A clock as its component wants it."""
    if running.met_on:
        state, at = "done", running.met_on
    else:
        state, at = due(running.due_on), running.due_on
    return {"label": label("clocks", running.code), "state": state, "at": at}


def due(on: date | None) -> str:
    """How near a day is that something is due on."""
    if on is None:
        return ""
    if on < today():
        return "overdue"
    return "soon" if on <= today() + SOON else "running"


def language(code: str) -> str:
    """A language by the name its speakers give it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def short(reference: str) -> str:
    """A reference as people read it out: its first eight characters in two groups."""
    return f"{reference[:4]}-{reference[4:8]}"


def report_row(report: Any, clocks: Iterable[Any]) -> dict[str, Any]:
    """One report in a list of four columns."""
    return {
        "name": _("Report %(short)s") % {"short": short(report.reference)},
        "url": reverse("desk:report", args=[report.reference]),
        "line": " · ".join([label("channels", report.channel), language(report.language)]),
        "urgent": report.urgent,
        "call_waits": getattr(report, "call_waits", False),
        "withdrawn": getattr(report, "withdrawn", False),
        "received": report.received_on,
        "mission": report.mission.code if report.mission else "",
        "state": ReportState(report.state).label,
        "tone": REPORT_TONES.get(ReportState(report.state), ""),
        "clock": next(map(clock, clocks), None),
    }


def matter_row(matter: Any, charges: Sequence[str] = ()) -> dict[str, Any]:
    """One matter in a list of four columns; under its number what is alleged in it."""
    alleged = list(dict.fromkeys(conduct_of(code) for code in charges))
    return {
        "line": listed([*alleged[:MOST_CHARGES], *(["…"] if alleged[MOST_CHARGES:] else [])]),
        "name": matter.number,
        "url": reverse("desk:matter", args=[matter.reference]),
        "stage": State(matter.stage).label,
        "tone": TONES.get(State(matter.stage), ""),
        "due": matter.next_due,
        "due_state": due(matter.next_due),
        "lead": matter.lead.name if matter.lead else "",
    }


def subject(of: Any) -> str:
    """A subject slot in a line: slot, category, rank, unit and State, never a name."""
    told = [
        label("personnel_categories", of.category),
        label("ranks", of.rank) if of.rank else "",
        of.unit.code if of.unit else "",
        state_name(of.state),
    ]
    return listed(told)


def subject_named(of: Any) -> str:
    """A subject slot with its number, to choose it by."""
    return listed([f"S{of.slot}", subject(of)])


def incident(of: Any) -> str:
    """When it is said to have happened, as exactly as it is known."""
    if of.incident_from is None:
        return ""
    form = {Precision.YEAR: "Y", Precision.MONTH: "N Y"}.get(Precision(of.precision), "j M Y")
    days = [of.incident_from, of.incident_to]
    written = [date_format(on, form, use_l10n=False) for on in days if on]
    return " – ".join(dict.fromkeys(written))


def allegation_row(of: Any) -> dict[str, str]:
    """One line of the allegations table: subject, conduct, stage, finding, measure."""
    findings, measures = list(of.findings.all()), list(of.measures.all())
    final = [f for f in findings if f.stage == Stage.FINAL]
    return {
        "subject": _("Subject %(slot)s") % {"slot": of.subject.slot},
        "about": subject(of.subject),
        "conduct": conduct_of(of.conduct),
        "stage": str(State(of.state).label),
        "finding": listed(finding(f) for f in final or findings[-1:]),
        "measure": listed(measure(m.authority, m.kind) for m in measures),
        "url": reverse("desk:allegation", args=[of.reference]),
    }


def referral_row(of: Any) -> dict[str, Any]:
    """One referral: its number, its State, how it stands, and the time to answer."""
    return {
        "number": of.number,
        "state": state_name(of.state),
        "stage": ReferralStage(of.stage).label,
        "election": ReferralAct(of.election).label if of.election else "",
        "clock": "done" if of.answered_on else due(of.due_on),
        "at": of.answered_on or of.due_on,
    }


def victim(of: Any) -> str:
    """A victim in a line: slot, sex and age band."""
    return listed([f"V{of.slot}", label("sexes", of.sex), label("age_bands", of.age_band)])


def finding_row(of: Any) -> dict[str, Any]:
    """A finding with who found it and when."""
    return {"words": finding(of), "by": label("bodies", of.body), "at": of.found_on}


def measure_row(of: Any) -> dict[str, Any]:
    """A measure with who took it, how far it is, and for what if for something else."""
    return {
        "words": measure(of.authority, of.kind),
        "by": Authority(of.authority).label,
        "progress": Progress(of.progress).label,
        "at": of.decided_on,
        "days": of.length_days,
        "charge": conduct_of(of.charge) if of.charge else "",
    }


def finding(of: Any) -> str:
    """A finding in words; one that is only recommended says so."""
    words = label("finding_results", of.result)
    return words if of.stage == Stage.FINAL else _("%(found)s (recommended)") % {"found": words}


def event(of: Any) -> str:
    """The title of an entry on the spine."""
    kind = EventKind(of.kind)
    detail = _of_a_state(kind, of) or _detail(kind, of)
    if kind == EventKind.MOVED:
        return detail
    return f"{kind.label}: {detail}" if detail else str(kind.label)


def _of_a_state(kind: EventKind, of: Any) -> str:
    if kind == EventKind.REFERRAL_SENT:
        return state_name(of.code)
    if kind == EventKind.REFERRAL_ANSWERED and of.code in ReferralAct:
        return str(ReferralAct(of.code).label)
    return ""


def _detail(kind: EventKind, of: Any) -> str:
    if kind == EventKind.MOVED:
        return str(CaseAct(of.code).label) if of.code in CaseAct else of.code
    if kind == EventKind.ASSIGNED:
        return str(Part(of.code).label) if of.code in Part else of.code
    if kind == EventKind.ALLEGATION_ADDED:
        return conduct_of(of.code)
    if kind == EventKind.FINDING:
        return label("finding_results", of.code)
    if kind == EventKind.MEASURE:
        return next((label(n, of.code) for n in LISTS.values() if of.code in shelf.codes(n)), "")
    return of.code if kind in {EventKind.SUBJECT_ADDED, EventKind.VICTIM_ADDED} else ""


def set_aside_as(code: str) -> str:
    """Why a report was set aside."""
    return str(SetAside(code).label) if code in SetAside else ""


def answers_heard(
    form: str, sealed: str, heard: Mapping[str, Any]
) -> list[tuple[str, str, dict[str, Any] | None]]:
    """The same, each with the recording that answers it as well, or alone."""
    said = json.loads(sealed)
    spoken = {code: said.get(code, "") for code in heard}
    rows = []
    for line in lines(form, said | spoken):
        file = heard.get(line.code)
        row = {"reference": file["reference"], "length": length(file["seconds"])} if file else None
        rows.append((line.label, line.said, row))
    return rows


def length(seconds: int) -> str:
    """How long a recording is, in minutes and seconds."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}"


def answers(form: str, sealed: str) -> list[tuple[str, str]]:
    """The answers of a report, opened, each under its question in the reader's language."""
    return [(line.label, line.said) for line in lines(form, json.loads(sealed))]
