"""Who a matter is about, as far as the file knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.cases import spine, walling
from safeconduct.cases.models import Matter, Subject, Victim
from safeconduct.cases.terms import EventKind, SubjectKind
from safeconduct.roster.models import Unit
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.terms import Kind


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A subject as they were on the day of the incident (3-domain: never the rank of today)."""

    category: str
    rank: str = ""
    unit: Unit | None = None
    state: str = ""
    as_of: date | None = None


@transaction.atomic
def add_subject(
    *,
    actor: Actor,
    matter: Matter,
    kind: SubjectKind,
    snapshot: Snapshot,
    today: date,
    identity: str = "",
    size: int | None = None,
) -> Subject:
    """Add a subject slot. A name or description goes sealed into the subject compartment."""
    matter = spine.lock(matter)
    gate.require(actor, Permission.MATTER_EDIT, matter)
    seal = None
    if identity:
        held = spine.compartment(matter, Kind.SUBJECT, actor=actor)
        opened = vault.enter(actor=actor, compartment=held)
        seal = seals.put_text(opened, "subject-identity", identity, today)
        walling.wall_off_named(actor, matter, {seal.reference: identity}, today)
    subject = Subject.objects.create(
        matter=matter,
        slot=(matter.subjects.aggregate(last=Max("slot"))["last"] or 0) + 1,
        kind=kind,
        size=size,
        category=snapshot.category,
        rank=snapshot.rank,
        unit=snapshot.unit,
        state=snapshot.state,
        as_of=snapshot.as_of,
        identity=seal,
    )
    spine.enter(matter, EventKind.SUBJECT_ADDED, actor=actor, on=today, code=f"S{subject.slot}")
    walling.wall_off_chain(actor, matter, today)
    log.record("subject.add", actor=actor, subject=matter, detail={"slot": subject.slot})
    return subject


@transaction.atomic
def add_victim(*, actor: Actor, matter: Matter, age_band: str, sex: str, today: date) -> Victim:
    """Add a reference to a victim: sex and age band, no name. Help never waits for this."""
    matter = spine.lock(matter)
    gate.require(actor, Permission.MATTER_EDIT, matter)
    victim = Victim.objects.create(
        matter=matter,
        slot=(matter.victims.aggregate(last=Max("slot"))["last"] or 0) + 1,
        age_band=age_band,
        sex=sex,
    )
    spine.enter(matter, EventKind.VICTIM_ADDED, actor=actor, on=today, code=f"V{victim.slot}")
    log.record("victim.add", actor=actor, subject=matter, detail={"slot": victim.slot})
    return victim
