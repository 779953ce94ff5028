"""Write files that are new here, many rows at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from safeconduct.access.actors import Actor
from safeconduct.base import references
from safeconduct.cases import walling
from safeconduct.cases.imports import images
from safeconduct.cases.imports.files import File
from safeconduct.cases.imports.mapping import Register
from safeconduct.cases.imports.rows import Said
from safeconduct.cases.models import (
    Allegation,
    Batch,
    Event,
    Finding,
    Matter,
    Measure,
    Subject,
    Victim,
)
from safeconduct.cases.numbering import next_numbers
from safeconduct.cases.terms import EventKind
from safeconduct.roster.models import Mission
from safeconduct.vault import rings, seals
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal, ShredKey
from safeconduct.vault.terms import Kind

REASON = "import"


@dataclass(frozen=True, slots=True)
class Run:
    """Who brings in which register, where to, and who may read what is sealed."""

    actor: Actor
    register: Register
    mission: Mission
    batch: Batch
    holders: Sequence[Keyring]
    today: date


@dataclass(slots=True)
class Rows:
    """Rows to be stored, each kind with few writes."""

    matters: list[Matter] = field(default_factory=list)
    compartments: list[Compartment] = field(default_factory=list)
    halves: list[ShredKey] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    victims: list[Victim] = field(default_factory=list)
    allegations: list[Allegation] = field(default_factory=list)
    harmed: list[tuple[Allegation, Victim]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    # By matter, what names its subjects, by seal: compared once and never stored or shown.
    named: list[tuple[Matter, dict[str, str]]] = field(default_factory=list, repr=False)

    def store(self) -> None:
        """Store all rows, those first that others point at."""
        Matter.objects.bulk_create(self.matters)
        Compartment.objects.bulk_create(self.compartments)
        ShredKey.objects.bulk_create(self.halves)
        Grant.objects.bulk_create(self.grants)
        Seal.objects.bulk_create(self.seals)
        Subject.objects.bulk_create(self.subjects)
        Victim.objects.bulk_create(self.victims)
        Allegation.objects.bulk_create(self.allegations)
        through = Allegation.victims.through
        through.objects.bulk_create(
            [through(allegation=charge, victim=victim) for charge, victim in self.harmed]
        )
        Finding.objects.bulk_create(self.findings)
        Measure.objects.bulk_create(self.measures)
        Event.objects.bulk_create(self.events)


def add(run: Run, files: Sequence[File]) -> None:
    """Store files that are new here: matters, parts, seals, and one entry on each spine."""
    by_year: dict[int, list[File]] = defaultdict(list)
    for file in files:
        by_year[file.received.year].append(file)
    rows = Rows()
    for year, received in by_year.items():
        numbers = next_numbers(run.mission, year, len(received))
        for file, number in zip(received, numbers, strict=True):
            _gather(run, rows, file, number)
    rows.store()
    accounts = walling.named_accounts() if rows.named else []
    for matter, words in rows.named:
        walling.wall_off_named(run.actor, matter, words, run.today, accounts)


def seal(
    run: Run, rows: Rows, place: tuple[Kind, str], words: dict[str, str], to: Sequence[Keyring]
) -> dict[str, Seal]:
    """Seal words, by a key of the caller's, in one fresh compartment granted to its holders."""
    if not words:
        return {}
    kind, scope = place
    opened = seals.new_compartment(kind, scope, run.today)
    rows.compartments.append(opened.compartment)
    rows.halves.append(seals.new_shred_key(opened))
    rows.grants += [rings.new_grant(opened, h, run.actor, REASON, run.today) for h in to]
    label = "subject-identity" if kind == Kind.SUBJECT else "facts"
    sealed = {k: seals.new_text(opened, label, text, run.today) for k, text in words.items()}
    rows.seals += sealed.values()
    return sealed


def entry(run: Run, matter: Matter, sealed: Seal | None = None) -> Event:
    """Return the unsaved entry that says a batch touched a matter; facts are sealed with it."""
    return Event(
        matter=matter,
        kind=EventKind.IMPORTED,
        code=run.batch.reference,
        on=run.today,
        actor=run.actor.reference,
        seal=sealed,
    )


def charge_rows(rows: Rows, charge: Allegation, said: Said, received: date) -> None:
    """Add what was found on a charge and what was done about it."""
    rows.findings += [
        Finding(allegation=charge, stage=f.stage, **images.of_finding(f, received))
        for f in said.findings
    ]
    rows.measures += [
        Measure(allegation=charge, **images.of_measure(m, received)) for m in said.measures
    ]


def _gather(run: Run, rows: Rows, file: File, number: str) -> None:
    register = run.register
    matter = Matter(
        reference=references.new(),
        number=number,
        mission=run.mission,
        source=register.source,
        source_key=file.key,
        batch=run.batch,
        **images.of_matter(file, register),
    )
    rows.matters.append(matter)
    words = {slot.key: slot.words for slot in file.slots.values() if slot.words}
    named = seal(run, rows, (Kind.SUBJECT, matter.reference), words, run.holders)
    facts = {"": file.facts} if file.facts else {}
    told = seal(run, rows, (Kind.FACTS, matter.reference), facts, run.holders)
    if named:
        rows.named.append((matter, {named[key].reference: text for key, text in words.items()}))
    rows.events.append(entry(run, matter, told.get("")))
    subjects = {
        slot.key: Subject(
            matter=matter,
            slot=place,
            identity=named.get(slot.key),
            source_key=slot.key,
            **images.of_subject(slot, register),
        )
        for place, slot in enumerate(file.slots.values(), start=1)
    }
    rows.subjects += subjects.values()
    victim = None
    if file.victim:
        victim = Victim(matter=matter, slot=1, **images.of_victim(file.victim))
        rows.victims.append(victim)
    for key, (slot_key, said) in file.charges.items():
        charge = Allegation(
            matter=matter,
            subject=subjects[slot_key],
            report_key=matter.reference,
            source_key=key,
            **images.of_charge(file, file.slots[slot_key], said, register),
        )
        rows.allegations.append(charge)
        if victim:
            rows.harmed.append((charge, victim))
        charge_rows(rows, charge, said, file.received)
