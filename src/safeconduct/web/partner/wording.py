"""What was sent to a State, as words for a page: codes, months and days, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language

from safeconduct.memberstates.terms import Act, Stage
from safeconduct.vocabulary import conduct, countries, shelf

SOON = timedelta(days=3)
TONES = {
    Stage.SENT: "soon",
    Stage.ACKNOWLEDGED: "accent",
    Stage.ELECTED: "done",
    Stage.DECLINED: "",
}


def referral(of: Any, today: date) -> dict[str, Any]:
    """One referral: its number, what was told, when it is due, how it stands."""
    return {
        "number": of.number,
        "url": reverse("partner:referral", args=[of.reference]),
        "charges": [charge(one) for one in of.charges.all()],
        "sent_on": of.sent_on,
        "due_on": of.due_on,
        "acknowledged_on": of.acknowledged_on,
        "answered_on": of.answered_on,
        "clock": clock(of, today),
        "stage": Stage(of.stage).label,
        "tone": TONES[Stage(of.stage)],
        "election": Act(of.election).label if of.election else "",
    }


def charge(of: Any) -> dict[str, str]:
    """What was told of one allegation: the alleged conduct, the personnel category, the month."""
    return {
        "conduct": conduct.term(of.conduct).label,
        "category": str(shelf.label("personnel_categories", of.category)),
        "incident": month(of.incident),
    }


def clock(of: Any, today: date) -> dict[str, Any]:
    """The time to answer, as its component wants it."""
    if of.answered_on:
        return {"state": "done", "at": of.answered_on}
    if of.due_on < today:
        return {"state": "overdue", "at": of.due_on}
    return {"state": "soon" if of.due_on <= today + SOON else "running", "at": of.due_on}


def month(told: str) -> str:
    """The month or the year of an incident; nothing where none was told."""
    if not told:
        return ""
    year, _dash, number = told.partition("-")
    if not number:
        return year
    return date_format(date(int(year), int(number), 1), "F Y", use_l10n=False)


def state(code: str) -> str:
    """A State in the reader's language."""
    return countries.name(code, get_language() or "en") if code in countries.codes() else code
