"""What the pages of a report and a matter show, gathered in a fixed number of questions."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safeconduct.access import gate
from safeconduct.access import queries as access
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.base import moves
from safeconduct.cases import guarding
from safeconduct.cases import queries as cases
from safeconduct.cases.terms import Act, EventKind, SubjectKind
from safeconduct.intake import form
from safeconduct.intake import queries as intake
from safeconduct.intake.rules import MOVES
from safeconduct.intake.terms import Wished
from safeconduct.memberstates import queries as states
from safeconduct.vault import actions as vault
from safeconduct.web.desk import shelves, wording
from safeconduct.web.desk.forms.reports import REASONS, Opening, Reason

SIDES = frozenset({Act.SET_ASIDE, Act.PASS_ON, Act.LINK})
REACHED = (Wished.CALL, Wished.CONTACT, Wished.SILENCE)
ASKED_FIRST = SIDES | {Act.CLOSE, Act.REOPEN}


def of_report(actor: Actor, report: Any) -> dict[str, Any]:
    """What is open of a report: codes, days, clocks, how many messages and files, what is next."""
    file = report.matter or report  # what is part of a matter is under its walls and grants
    openable = cases.openable(actor, file.reference)
    letters = list(intake.messages(actor, report).defer("seal__box"))
    files = list(intake.attachments(actor, report))
    clocks = cases.clocks(actor, [report.reference])[report.reference]
    named, gone = report.identity is not None, report.compartment.shredded_on is not None
    permitted = intake.permissions_on(actor, report)
    wishes = intake.wishes(actor, report)
    told = intake.taken(actor, report)
    return {
        "report": report,
        "taken": told,
        "taken_in": wording.language(told.language) if told else "",
        "wishes": wishes,
        "contact": [wishes[kind] for kind in REACHED if kind in wishes],
        "row": wording.report_row(report, clocks),
        "language": wording.language(report.language),
        "set_aside_as": wording.set_aside_as(report.set_aside_as),
        "letters": [{"mine": m.direction == "to-reporter", "at": m.sent_on} for m in letters],
        "files": files,
        "openable": report.compartment_id in openable,
        "named_reporter": named,
        "identity_openable": named and report.identity.compartment_id in openable,
        "acts": frozenset() if gone else _acts(permitted, report.state),
        "may_write": Permission.REPORT_ANSWER in permitted and not gone,
        "reason": Reason(),
        **shelves.about(actor, report, Permission.REPORT_READ),
    }


def words_of_report(actor: Actor, report: Any, reason: str) -> dict[str, Any]:
    """Open the answers, the messages and the names of the files; the opening is recorded."""
    letters = list(intake.messages(actor, report).defer("seal__box"))
    files = list(intake.attachments(actor, report))
    sealed = [report.answers.reference, *(m.seal.reference for m in letters)]
    ways = [wish for wish in intake.wishes(actor, report).values() if wish.seal]
    sealed += [wish.seal.reference for wish in ways if wish.seal]
    labels = [file.file.label.reference for file in files]
    opened = vault.open_seals(actor=actor, references=[*sealed, *labels], reason=reason)
    answers = opened[report.answers.reference]
    named = [
        json.loads(opened[file.file.label.reference]) | {"reference": file.reference}
        for file in files
    ]
    heard = {file["answers"]: file for file in named if file.get("answers")}
    return {
        "answers": wording.answers_heard(report.form, answers, heard),
        "young": form.is_young(report.form, json.loads(answers)),
        "ways": [
            (wish.get_kind_display(), json.loads(opened[wish.seal.reference]))
            for wish in ways
            if wish.seal
        ],
        "contact": [],
        "letters": [
            {
                "mine": m.direction == "to-reporter",
                "at": m.sent_on,
                "text": opened[m.seal.reference],
            }
            for m in letters
        ],
        "named": [file for file in named if file not in heard.values()],
    }


def reporter_of(actor: Actor, report: Any, reason: str) -> dict[str, Any]:
    """Open who the reporter is. Raises gate.Denied for all but custodians."""
    if report.identity is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    sealed = report.identity.reference
    opened = vault.open_seals(actor=actor, references=[sealed], reason=reason)
    return {"reporter": wording.answers(report.form, opened[sealed])}


def of_matter(actor: Actor, matter: Any, opened: dict[str, str] | None = None) -> dict[str, Any]:
    """A whole file: spine, allegations, people, clocks, walls, and what this person may do."""
    openable, texts = cases.openable(actor, matter.reference), opened or {}
    permitted = cases.permissions_on(actor, matter)
    events = list(cases.timeline(actor, matter))
    names = cases.authors(actor, {event.actor for event in events})
    reports = _reports_in(actor, matter)
    walls = Permission.MATTER_ASSIGN in permitted
    clocks = cases.clocks(actor, [matter.reference])[matter.reference]
    return {
        "matter": matter,
        "row": wording.matter_row(matter),
        "events": _by_day([_entry(event, names, openable, texts, reports) for event in events]),
        "allegations": [wording.allegation_row(a) for a in cases.allegations(actor, matter)],
        "subjects": [_subject(s, openable, texts) for s in cases.subjects(actor, matter)],
        "victims": [wording.victim(victim) for victim in cases.victims(actor, matter)],
        "clocks": [wording.clock(clock) for clock in clocks],
        "team": list(cases.team(actor, matter)),
        "walls": list(access.walls_around(actor, matter.reference)) if walls else [],
        "names": guarding.names_in(actor, matter),
        "glass": access.emergency_in(actor, matter.reference, timezone.now()),
        "reports": reports.values(),
        "referrals": [wording.referral_row(r) for r in states.of_matter(actor, matter)],
        "may_refer": gate.may(actor, Permission.REFERRAL_SEND),
        "may_read_log": Permission.MATTER_LOG in permitted,
        "may": {permission.name.lower() for permission in permitted},
        "reasons": REASONS,
        **shelves.about(actor, matter, Permission.MATTER_READ),
    }


def is_identity(actor: Actor, matter: Any, form: Opening) -> bool:
    """Whether the seal that was asked for says who a subject of this file is."""
    wanted = form.cleaned_data["seal"] if form.is_valid() else ""
    return (
        bool(wanted) and cases.subjects(actor, matter).filter(identity__reference=wanted).exists()
    )


def words_of_matter(actor: Actor, matter: Any, form: Opening) -> dict[str, str]:
    """Open one seal of this file. Raises gate.Denied for a seal of another file, or not granted."""
    if not form.is_valid():
        return {}
    wanted = form.cleaned_data["seal"]
    sealed = [e.seal for e in cases.timeline(actor, matter) if e.seal]
    sealed += [s.identity for s in cases.subjects(actor, matter) if s.identity]
    asked = next((seal for seal in sealed if seal.reference == wanted), None)
    if asked is None:
        raise gate.Denied(Permission.SEAL_OPEN.value)
    gone = shelves.destroyed(matter, actor, Permission.MATTER_READ)
    if gone and asked.compartment_id not in cases.openable(actor, matter.reference):
        return {}  # the page says so in its place
    reason = form.cleaned_data["reason"]
    return vault.open_seals(actor=actor, references=[wanted], reason=reason)


def of_allegation(actor: Actor, allegation: Any) -> dict[str, Any]:
    """One charge: when, where, who, what was found and done, and which steps are open."""
    permitted = cases.permissions_on(actor, allegation.matter)
    return {
        "allegation": allegation,
        "matter": allegation.matter,
        "row": wording.allegation_row(allegation),
        "tone": wording.TONES.get(allegation.state, ""),
        "incident": wording.incident(allegation),
        "victims": [wording.victim(victim) for victim in allegation.victims.all()],
        "findings": [wording.finding_row(f) for f in allegation.findings.all()],
        "measures": [wording.measure_row(m) for m in allegation.measures.all()],
        "steps": [_step(allegation, step) for step in cases.steps(allegation, permitted)],
        "may": {permission.name.lower() for permission in permitted},
    }


def of_step(actor: Actor, allegation: Any, act: Act) -> dict[str, Any]:
    """What is asked before a step is taken. Raises gate.Denied when it is not open to the actor."""
    shown = of_allegation(actor, allegation)
    open_now = [step for step in shown["steps"] if step["act"] == act]
    if not open_now:
        raise gate.Denied(act.value)
    return shown | {"step": open_now[0], "sides": act in SIDES}


def _step(allegation: Any, step: Any) -> dict[str, Any]:
    return {
        "act": step.act,
        "label": step.act.label,
        "objections": [_(objection) for objection in step.objections],
        "url": reverse("desk:step", args=[allegation.reference, step.act.value]),
        "asks": step.act in ASKED_FIRST,
    }


def _reports_in(actor: Actor, matter: Any) -> dict[str, dict[str, Any]]:
    """The reports of a matter that the actor may see, by reference."""
    if not gate.may(actor, Permission.REPORT_READ):
        return {}
    joined = intake.readable_by(actor).filter(matter=matter)
    return {report.reference: wording.report_row(report, ()) for report in joined}


def _entry(
    event: Any,
    names: dict[str, str],
    openable: frozenset[int],
    texts: dict[str, str],
    reports: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """One entry of the spine, with what stands sealed behind it."""
    about = event.allegation
    report = reports.get(event.code, {}) if event.kind == EventKind.REPORT_JOINED else {}
    return {
        "at": event.on,
        "icon": wording.ICONS[EventKind(event.kind)],
        "title": wording.event(event),
        "by": names.get(event.actor, ""),
        "subject": about.subject.slot if about else "",
        "report": report,
        **_sealed(event.seal, openable, texts),
    }


def _by_day(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark each entry that shares its day with the one above, so that the day is printed once."""
    for above, entry in pairwise(entries):
        entry["same_day"] = above["at"] == entry["at"]
    return entries


def _subject(of: Any, openable: frozenset[int], texts: dict[str, str]) -> dict[str, Any]:
    return {
        "slot": of.slot,
        "kind": SubjectKind(of.kind).label,
        "size": of.size,
        "about": wording.subject(of),
        "as_of": of.as_of,
        **_sealed(of.identity, openable, texts),
    }


def _sealed(seal: Any, openable: frozenset[int], texts: dict[str, str]) -> dict[str, Any]:
    """How a sealed thing stands to this person: absent, shut, open to them, or opened."""
    if seal is None:
        return {"seal": ""}
    return {
        "seal": seal.reference,
        "sealed_on": seal.made_on,
        "openable": seal.compartment_id in openable,
        "text": texts.get(seal.reference),
    }


def _acts(permitted: frozenset[Permission], state: str) -> frozenset[str]:
    possible = moves.possible(MOVES, state)
    return frozenset(move.act for move in possible if move.permission in permitted)
