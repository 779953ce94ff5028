"""Ten thousand matters, stored in bulk, for pages to be measured against.

Codes, days, states and links are as the verbs would leave them. Boxes hold chance bytes of the
usual length: the pages that are measured open none.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models, transaction

from safeconduct.access.models import Account
from safeconduct.base import references
from safeconduct.cases.models import (
    Allegation,
    Assignment,
    Clock,
    Event,
    Finding,
    Matter,
    Subject,
    Victim,
)
from safeconduct.cases.rules import COMPARTMENTS
from safeconduct.cases.terms import EventKind, Part, Stage, State, SubjectKind
from safeconduct.intake import form
from safeconduct.intake.models import Report
from safeconduct.intake.terms import State as Arrival
from safeconduct.roster.models import Desk, Mission
from safeconduct.roster.queries import desk_for_reports, desks_over
from safeconduct.site.demo.cast import MISSION, Cast
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal
from safeconduct.vault.terms import Holder, Kind

AT_ONCE = 250
YEARS = 6
SETTLED = frozenset({State.CLOSED, State.INSUFFICIENT, State.OTHER_REMIT, State.DUPLICATE})
CONDUCTS = ("sea", "fraud", "theft", "harassment", "speeding")
MISSIONS_BESIDE = 24  # half of the matters lie in one mission, the others in so many
STEPS = (EventKind.OPENED, EventKind.REPORT_JOINED, EventKind.SUBJECT_ADDED, EventKind.NOTE)


@dataclass(slots=True)
class Shelf:
    """Rows to be stored together, those first that others point at."""

    keyrings: list[Keyring] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)
    compartments: list[Compartment] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    allegations: list[Allegation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    team: list[Assignment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)

    def store(self) -> None:
        """Store every list with few writes."""
        for name in self.__slots__:
            rows: list[models.Model] = getattr(self, name)
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)


@dataclass(slots=True)
class Builder:
    """Invents matters from a seed, the same every time apart from their references."""

    cast: Cast
    today: date
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    desks: dict[str, tuple[Desk, list[Desk]]] = field(default_factory=dict)

    def fill(self, count: int) -> Iterator[int]:
        """Store so many matters; yields how many were stored."""
        beside = list(Mission.objects.exclude(code=MISSION)[:MISSIONS_BESIDE])
        home = self.cast.missions[MISSION]
        lead = self.cast.account("osei")
        for start in range(0, count, AT_ONCE):
            shelf = Shelf()
            for number in range(start, min(start + AT_ONCE, count)):
                mission = home if number % 2 == 0 else self.chance.choice(beside)
                self._matter(shelf, mission, number, count, lead)
            with transaction.atomic():
                shelf.store()
            yield len(shelf.matters)

    def _matter(
        self, shelf: Shelf, mission: Mission, number: int, count: int, lead: Account
    ) -> None:
        day = self.today - timedelta(days=(count - number) * YEARS * 365 // count)
        stage = self.chance.choice(list(State))
        matter = Matter(
            reference=references.new(),
            number=f"{mission.code.replace(' ', '')}-{day.year}-{number:05d}",
            mission=mission,
            received_on=day,
            opened_on=day,
            closed_on=min(day + timedelta(days=200), self.today) if stage == State.CLOSED else None,
            stage=stage,
            next_due=None if stage in SETTLED else day + timedelta(days=90),
            lead=lead if mission.code == MISSION and number % 3 else None,
        )
        shelf.matters.append(matter)
        parts = [self._part(shelf, kind, matter.reference, mission) for kind in COMPARTMENTS]
        report = self._report(shelf, matter, mission)
        note = self._seal(shelf, parts[-1], "note")
        charges = self._charges(shelf, matter, parts[0], stage)
        for kind in STEPS:
            code = report.reference if kind == EventKind.REPORT_JOINED else ""
            sealed = note if kind == EventKind.NOTE else None
            self._event(shelf, matter, kind, code=code, seal=sealed)
        for charge in charges:
            self._event(shelf, matter, EventKind.ALLEGATION_ADDED, allegation=charge)
            for act in ("assess", "investigate", "report")[: self.chance.randrange(4)]:
                self._event(shelf, matter, EventKind.MOVED, code=act, allegation=charge)
        if matter.lead:
            shelf.team.append(
                Assignment(matter=matter, account=matter.lead, part=Part.LEAD, since=day)
            )
        for scope, code, days in (
            (matter.reference, "assessment", 90),
            (report.reference, "acknowledgement", 7),
        ):
            due = day + timedelta(days=days)
            met = day if stage != State.RECEIVED else None
            shelf.clocks.append(
                Clock(scope=scope, code=code, started_on=day, due_on=due, met_on=met)
            )

    def _charges(
        self, shelf: Shelf, matter: Matter, part: Compartment, stage: State
    ) -> list[Allegation]:
        made = []
        for slot in range(1, 2 + self.chance.randrange(2)):
            subject = Subject(
                matter=matter,
                slot=slot,
                kind=SubjectKind.KNOWN,
                category=self.chance.choice(("mc", "fpu", "civ-international")),
                state=self.chance.choice(("XD", "XE", "XF")),
                as_of=matter.received_on,
                identity=self._seal(shelf, part, "subject-identity"),
            )
            shelf.subjects.append(subject)
            shelf.victims.append(Victim(matter=matter, slot=slot, age_band="adult", sex="female"))
            charge = Allegation(
                matter=matter,
                subject=subject,
                taxonomy="conduct_2021",
                conduct=CONDUCTS[self.chance.randrange(len(CONDUCTS))],
                received_on=matter.received_on,
                incident_from=matter.received_on - timedelta(days=30),
                channel="web",
                report_key=matter.reference,
                state=stage,
            )
            shelf.allegations.append(charge)
            made.append(charge)
            if stage in {State.FOUND, State.CLOSED}:
                shelf.findings.append(
                    Finding(
                        allegation=charge,
                        stage=Stage.FINAL,
                        result="substantiated",
                        body="oios",
                        found_on=matter.received_on,
                    )
                )
        return made

    def _report(self, shelf: Shelf, matter: Matter, mission: Mission) -> Report:
        reference = references.new()
        mailbox = Keyring(holder=Holder.MAILBOX, public=_chance(32), made_on=matter.received_on)
        shelf.keyrings.append(mailbox)
        part = self._part(shelf, Kind.REPORT, reference, mission)
        report = Report(
            reference=reference,
            submission=secrets.token_hex(16),
            lookup=secrets.token_hex(32),
            mission=mission,
            desk=self._desks(mission)[0],
            channel="web",
            language="en",
            form=form.current().code,
            received_on=matter.received_on,
            acknowledged_on=matter.received_on,
            state=Arrival.JOINED,
            matter=matter,
            mailbox=mailbox,
            compartment=part,
            answers=self._seal(shelf, part, "answers"),
        )
        shelf.reports.append(report)
        return report

    def _part(self, shelf: Shelf, kind: Kind, scope: str, mission: Mission) -> Compartment:
        part = Compartment(kind=kind, scope=scope, made_on=self.today)
        shelf.compartments.append(part)
        shelf.grants += [
            Grant(
                compartment=part,
                holder=desk.keyring,
                box=_chance(132),
                given_by="system:bench",
                reason="opened",
                given_on=self.today,
            )
            for desk in self._desks(mission)[1]
        ]
        return part

    def _seal(self, shelf: Shelf, part: Compartment, kind: str) -> Seal:
        seal = Seal(compartment=part, kind=kind, box=_chance(552), made_on=self.today)
        shelf.seals.append(seal)
        return seal

    def _event(
        self,
        shelf: Shelf,
        matter: Matter,
        kind: EventKind,
        *,
        code: str = "",
        allegation: Allegation | None = None,
        seal: Seal | None = None,
    ) -> None:
        actor = self.cast.people["osei"].reference
        shelf.events.append(
            Event(
                matter=matter,
                kind=kind,
                code=code,
                on=matter.opened_on,
                actor=actor,
                allegation=allegation,
                seal=seal,
            )
        )

    def _desks(self, mission: Mission) -> tuple[Desk, list[Desk]]:
        if mission.code not in self.desks:
            self.desks[mission.code] = (desk_for_reports(mission), desks_over(mission))
        return self.desks[mission.code]


def _chance(length: int) -> bytes:
    return secrets.token_bytes(length)
