"""Who took a report down for somebody, in which language, and whether it was read back to them.

The log knows, and nobody can change it there; so it stands nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import queries as audit
from safeconduct.audit.sentences import detail_of
from safeconduct.intake.models import Report
from safeconduct.intake.terms import ReadBack


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that an officer took down."""

    by: str
    on: date
    language: str
    read_back: ReadBack

    @property
    def confirmed(self) -> bool:
        """Whether they heard all of it and said that it is right."""
        return self.read_back == ReadBack.CONFIRMED


def taken(actor: Actor, report: Report) -> Taken | None:
    """How a report was taken down; nothing where somebody wrote it alone."""
    gate.require(actor, Permission.REPORT_READ, report)
    entries = audit.of_scopes([report.reference]).filter(event="report.take")
    entry = entries.first()
    if entry is None or entry.reason not in ReadBack:
        return None
    account = Account.objects.filter(reference=entry.actor.rpartition(":")[2]).first()
    language = str(detail_of(entry.detail).get("language", report.language))
    on = date.fromisoformat(entry.at[:10])
    return Taken(account.name if account else "", on, language, ReadBack(entry.reason))
