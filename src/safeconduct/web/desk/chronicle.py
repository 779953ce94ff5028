"""Entries of the audit log in plain words: what was done, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.access import queries as access
from safeconduct.access.actors import Actor
from safeconduct.access.terms import EmergencyReason, Role, WallSource
from safeconduct.audit import sentences
from safeconduct.audit.log import REPORTER
from safeconduct.base import references
from safeconduct.cases.terms import Part
from safeconduct.intake.terms import SetAside, Wished
from safeconduct.vocabulary import shelf
from safeconduct.web.desk import wording
from safeconduct.web.desk.forms.desks import REASONS as RELEASED
from safeconduct.web.desk.forms.reports import REASONS

OFFICER, SYSTEM, STRANGER = "officer", "system", "stranger"
REFUSED = "refused"
# What is told of an entry's detail. Whom a wall keeps away from a file is left out: it would tell
# the reader of the log who is named in it.
UNTOLD = ("access.", "matter.keep-away", "matter.confirm-wall", "matter.lift-wall")
WHOM = ("account", "member")
# Reasons that are given by the act itself, not chosen by anybody.
OF_ITSELF = {
    "opened": gettext_lazy("Opening the file"),
    "joined": gettext_lazy("Joining a report to the matter"),
    "referral": gettext_lazy("A referral"),
    "attachment": gettext_lazy("To read an attachment"),
    "mailbox": gettext_lazy("To read the mailbox"),
    "deployed": gettext_lazy("Recording a deployment"),
    "recovered": gettext_lazy("Recovery of a lost key"),
    "drill": gettext_lazy("A rehearsal"),
    "part-ended": gettext_lazy("The part in the matter ended"),
    "lesser-part": gettext_lazy("The part in the matter became a lesser one"),
    "walled-off": gettext_lazy("Kept away from the file"),
    "left": gettext_lazy("The person left"),
    "member-left": gettext_lazy("A member left the desk"),
}


def of(actor: Actor, entries: Iterable[Any], *, auditor: bool = False) -> list[dict[str, Any]]:
    """Entries as lines of a timeline. An auditor's lines lead on to people and references."""
    rows = [(entry, sentences.detail_of(entry.detail)) for entry in entries]
    wanted = {_account(entry.actor) for entry, _detail in rows}
    wanted |= {str(detail[name]) for _entry, detail in rows for name in WHOM if name in detail}
    names = access.names(actor, wanted - {""})
    return [_line(entry, detail, names, auditor=auditor) for entry, detail in rows]


def who_did(actor: str, names: Mapping[str, str]) -> str:
    """Who acted, in words: a work name where there is an account."""
    kind, _colon, own = actor.partition(":")
    if kind == OFFICER:
        return names.get(own, own)
    if kind == SYSTEM:
        return _("The system (%(part)s)") % {"part": own}
    return {
        REPORTER: _("The reporter"),
        STRANGER: _("Somebody who was not signed in"),
    }.get(kind, actor)


def why(code: str) -> str:
    """A reason in words; one that is in no list of ours stands for itself."""
    lists = (WallSource, EmergencyReason, SetAside, Wished, Part, Role)
    if told := next((str(each(code).label) for each in lists if code in each), ""):
        return told
    if code in shelf.codes("hold_reasons"):
        return wording.label("hold_reasons", code)
    return str((OF_ITSELF | dict(REASONS) | dict(RELEASED)).get(code, code))


def _line(
    entry: Any, detail: dict[str, Any], names: Mapping[str, str], *, auditor: bool
) -> dict[str, Any]:
    own = _account(entry.actor)
    told = auditor and references.is_one(entry.subject)
    return {
        "seq": entry.seq,
        "at": _moment(entry.at),
        "sentence": sentences.sentence(entry.event, _in_words(detail)),
        "by": who_did(entry.actor, names),
        "by_url": reverse("desk:audit-person", args=[own]) if auditor and own in names else "",
        "whom": "" if entry.event.startswith(UNTOLD) else _whom(detail, names),
        "about": entry.subject if told else "",
        "why": "" if entry.reason in {"", REFUSED} else why(entry.reason),
        "refused": entry.reason == REFUSED,
        "icon": _icon(entry),
        "code": entry.event,
    }


def _in_words(detail: dict[str, Any]) -> dict[str, Any]:
    role = detail.get("role", "")
    return detail | {"role": str(Role(role).label)} if role in Role else detail


def _whom(detail: dict[str, Any], names: Mapping[str, str]) -> str:
    return next((names[str(detail[n])] for n in WHOM if str(detail.get(n)) in names), "")


def _account(actor: str) -> str:
    kind, _colon, own = actor.partition(":")
    return own if kind == OFFICER else ""


def _moment(at: str) -> date | datetime:
    """When it was: an act of a reporter bears its day alone."""
    return datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)


def _icon(entry: Any) -> str:
    if entry.reason == REFUSED:
        return "warning"
    family = entry.event.partition(".")[0]
    icons = {"seal": "lock", "file": "lock", "grant": "key", "key": "key", "report": "message"}
    return icons.get(family, "document")
