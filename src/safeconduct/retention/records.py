"""The records that end: which there are, from which day each is counted, how each stands today.

One definition for list, detail and act, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from safeconduct.cases.models import Event, Finding, Matter
from safeconduct.cases.rules import SUBSTANTIATED
from safeconduct.cases.terms import Stage
from safeconduct.cases.terms import State as MatterState
from safeconduct.intake.models import Message, Report
from safeconduct.intake.terms import State as ReportState
from safeconduct.retention import schedule
from safeconduct.retention.models import Disposition, Hold
from safeconduct.retention.rules import EMPTY, OPEN, RECORDS, SIDE_EXITS, Rule, falls_due
from safeconduct.retention.terms import Covers, Fate, Kind
from safeconduct.roster.models import Deployment, Person
from safeconduct.vault.models import Compartment, Seal, SealedFile

Records = QuerySet[Any, Any]
MODELS: Mapping[Kind, type[Matter | Report | Person]] = {
    Kind.MATTER: Matter,
    Kind.REPORT: Report,
    Kind.PERSON: Person,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one record stands today, for whoever decides about it."""

    rule: Rule | None
    counted_from: date | None
    today: date
    held: bool
    by_proposer: bool = False

    @property
    def due_on(self) -> date | None:
        """The day on which it falls due, where a rule covers it."""
        if self.rule is None or self.counted_from is None:
            return None
        return falls_due(self.counted_from, self.rule.months)

    @property
    def is_due(self) -> bool:
        """Whether its day has come."""
        return self.due_on is not None and self.due_on <= self.today

    @property
    def fate(self) -> str:
        """What its rule wants done."""
        return self.rule.fate if self.rule else Fate.REVIEW


@dataclass(frozen=True, slots=True)
class Held:
    """How much sealed content a record still has."""

    compartments: int
    seals: int
    files: int


def find(scope: str) -> tuple[Kind, Any] | None:
    """The record with that reference, and its kind."""
    for kind, model in MODELS.items():
        found = model._default_manager.filter(reference=scope).first()
        if found is not None:
            return kind, found
    return None


def lock(kind: str, scope: str) -> Any:
    """Lock a record: whoever else decides about keeping it waits for this act.

    With a report the matter it is part of, first: a hold on the one holds the other.
    """
    if kind == Kind.REPORT:
        whole = Report.objects.filter(reference=scope, matter__isnull=False).values("matter")
        list(Matter.objects.select_for_update().filter(pk__in=whole))
    return MODELS[Kind(kind)]._default_manager.select_for_update().get(reference=scope)


def ended(covers: Covers) -> Records:
    """The records of a kind that ended in a way and still hold sealed content.

    Each carries the day from which its rule is counted, and whether a hold stands on it.
    """
    return ENDED[covers]()


def standing(kind: str, scope: str, today: date, *, by_proposer: bool = False) -> Standing:
    """How a record stands today, for whoever decides about it."""
    held = live_holds(kind, scope).exists()
    for rule in schedule.in_force(today):
        if RECORDS.get(rule.covers) != kind:
            continue
        row = ended(rule.covers).filter(reference=scope).values("counted_from").first()
        if row is not None:
            return Standing(rule, row["counted_from"], today, held, by_proposer)
    return Standing(None, None, today, held, by_proposer)


def live_holds(kind: str, scope: str) -> QuerySet[Hold]:
    """The holds that stand on a record; one on a report holds the matter it is part of."""
    within = Q(scope=scope)
    if kind == Kind.MATTER:
        parts = Report.objects.filter(matter__reference=scope).values("reference")
        within |= Q(scope__in=parts)
    return Hold.objects.filter(within, lifted_on__isnull=True)


def number_of(record: Any) -> str:
    """The number people know a record by, where it has one."""
    return record.number if isinstance(record, Matter) else ""


def content_of(scope: str) -> Held:
    """Count what is sealed in a record and not yet destroyed."""
    live = Compartment.objects.filter(scope=scope, shredded_on__isnull=True)
    return Held(
        live.count(),
        Seal.objects.filter(compartment__in=live).count(),
        SealedFile.objects.filter(compartment__in=live).count(),
    )


def _matters() -> Records:
    live = Compartment.objects.filter(scope=OuterRef("reference"), shredded_on__isnull=True)
    final = Finding.objects.filter(stage=Stage.FINAL, result=SUBSTANTIATED)
    parts = Report.objects.filter(reference=OuterRef("scope"))
    own = Hold.objects.filter(scope=OuterRef("reference"), lifted_on__isnull=True)
    of_part = Hold.objects.filter(lifted_on__isnull=True).annotate(
        of=Subquery(parts.values("matter")[:1])
    )
    found: Records = Matter.objects.filter(Exists(live)).annotate(
        substantiated=Exists(final.filter(allegation__matter=OuterRef("pk"))),
        held=Exists(own) | Exists(of_part.filter(of=OuterRef("pk"))),
    )
    return _undecided(found)


def _closed(*, substantiated: bool) -> Records:
    found = _matters().filter(stage=MatterState.CLOSED, substantiated=substantiated)
    counted: Records = found.annotate(counted_from=F("closed_on"))
    return counted


def _left() -> Records:
    """Matters without an open or closed allegation, counted from the last entry of the spine."""
    last = Event.objects.filter(matter=OuterRef("pk")).order_by("-on").values("on")[:1]
    found = _matters().filter(stage__in=SIDE_EXITS)
    counted: Records = found.annotate(counted_from=Coalesce(Subquery(last), F("opened_on")))
    return counted


def _reports(within: Q) -> Records:
    """Reports that were set aside, counted from that day or from the last message after it."""
    last = Message.objects.filter(report=OuterRef("pk")).order_by("-sent_on").values("sent_on")
    own = Hold.objects.filter(scope=OuterRef("reference"), lifted_on__isnull=True)
    found = Report.objects.filter(
        within, state=ReportState.SET_ASIDE, compartment__shredded_on__isnull=True
    )
    aside = Coalesce(F("set_aside_on"), F("acknowledged_on"), F("received_on"))
    spoken = Coalesce(Subquery(last[:1]), F("received_on"))
    return _undecided(found.annotate(counted_from=Greatest(aside, spoken), held=Exists(own)))


def _persons() -> Records:
    """People whose every stretch of service has ended, and whose name is still sealed."""
    serving = Deployment.objects.filter(person=OuterRef("pk"), until__isnull=True)
    own = Hold.objects.filter(scope=OuterRef("reference"), lifted_on__isnull=True)
    found = Person.objects.filter(
        ~Exists(serving),
        identity__compartment__shredded_on__isnull=True,
        identity__isnull=False,
        deployments__isnull=False,
    )
    return _undecided(found.annotate(counted_from=Max("deployments__until"), held=Exists(own)))


def _undecided(records: Records) -> Records:
    open_ones = Disposition.objects.filter(scope=OuterRef("reference"), state__in=sorted(OPEN))
    told: Records = records.annotate(proposed=Exists(open_ones))
    return told


ENDED: Mapping[Covers, Callable[[], Records]] = {
    Covers.REPORT_EMPTY: lambda: _reports(Q(set_aside_as__in=EMPTY)),
    Covers.REPORT_SET_ASIDE: lambda: _reports(~Q(set_aside_as__in=EMPTY)),
    Covers.MATTER_LEFT: _left,
    Covers.MATTER_NOT_SUBSTANTIATED: lambda: _closed(substantiated=False),
    Covers.MATTER_SUBSTANTIATED: lambda: _closed(substantiated=True),
    Covers.ROSTER_IDENTITY: _persons,
}
