"""Bring a matter up to what its register says now, and keep the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models

from safeconduct.base import references
from safeconduct.cases import walling
from safeconduct.cases.imports import adding
from safeconduct.cases.imports.adding import Rows, Run
from safeconduct.cases.imports.comparing import Held, Step
from safeconduct.cases.imports.files import File
from safeconduct.cases.models import (
    Allegation,
    Batch,
    BatchChange,
    Event,
    Finding,
    Matter,
    Measure,
    Subject,
    Victim,
)
from safeconduct.cases.terms import Change
from safeconduct.roster.models import Mission
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal
from safeconduct.vault.terms import Kind

TABLES: Mapping[str, type[models.Model]] = {
    "matter": Matter,
    "subject": Subject,
    "victim": Victim,
    "allegation": Allegation,
    "finding": Finding,
    "measure": Measure,
    "event": Event,
    "compartment": Compartment,
    "mission": Mission,
}


def note(batch: Batch, act: Change, table: str, row: str, before: Mapping[str, Any]) -> None:
    """Keep what a batch did to one row that it did not bring in itself."""
    text = json.dumps(before, default=date.isoformat, separators=(",", ":")) if before else ""
    BatchChange.objects.create(batch=batch, act=act, table=table, row=row, before=text)


def apply(run: Run, file: File, here: Held, steps: Sequence[Step]) -> None:
    """Take the steps on one matter, each with its way back, and enter it on the spine."""
    matter = Matter.objects.select_for_update().get(pk=here.matter["id"])
    sealed, facts = _seal(run, file, matter, steps)
    for step in steps:
        if step.act == Change.REMOVED:
            _remove(run, step)
        elif step.act == Change.CHANGED:
            _change(run, step, sealed, file, matter)
        else:
            _add(run, step, sealed, file, matter)
    event = adding.entry(run, matter, facts)
    event.save()
    note(run.batch, Change.ADDED, "event", event.reference, {})


def _seal(
    run: Run, file: File, matter: Matter, steps: Sequence[Step]
) -> tuple[dict[str, Seal], Seal | None]:
    """Seal what differs. The run holds no key, so new words go into a compartment of their own."""
    rows = Rows()
    words = {
        step.slot: file.slots[step.slot].words
        for step in steps
        if step.table == "subject" and "source_print" in step.fields and file.slots[step.slot].words
    }
    facts = any(step.table == "matter" and "source_print" in step.fields for step in steps)
    told = {"": file.facts} if facts and file.facts else {}
    scope = matter.reference
    named = adding.seal(run, rows, (Kind.SUBJECT, scope), words, _holders(run, scope, Kind.SUBJECT))
    known = adding.seal(run, rows, (Kind.FACTS, scope), told, _holders(run, scope, Kind.FACTS))
    rows.store()
    named_here = {named[slot].reference: text for slot, text in words.items()}
    walling.wall_off_named(run.actor, matter, named_here, run.today)
    for compartment in rows.compartments:
        note(run.batch, Change.ADDED, "compartment", compartment.reference, {})
    return named, known.get("")


def _holders(run: Run, scope: str, kind: Kind) -> Sequence[Keyring]:
    """Whoever holds the words of this kind today, else the desks in charge."""
    live = Grant.objects.filter(
        compartment__scope=scope, compartment__kind=kind, withdrawn_on__isnull=True
    )
    return list(Keyring.objects.filter(pk__in=live.values("holder"))) or run.holders


def _remove(run: Run, step: Step) -> None:
    note(run.batch, Change.REMOVED, step.table, str(step.before["reference"]), step.before)
    TABLES[step.table]._default_manager.filter(pk=step.pk).delete()


def _change(run: Run, step: Step, sealed: Mapping[str, Seal], file: File, matter: Matter) -> None:
    rows = TABLES[step.table]._default_manager.filter(pk=step.pk)
    row: Any = rows.get()
    fields, before = dict(step.fields), dict(step.before)
    if step.table == "subject" and "source_print" in fields:
        before["identity_id"] = row.identity_id
        fields["identity"] = sealed.get(step.slot)
    if "subject_id" in before:
        fields["subject"] = Subject.objects.get(matter=matter, source_key=step.slot)
    note(run.batch, Change.CHANGED, step.table, row.reference, before)
    rows.update(**fields)


def _add(run: Run, step: Step, sealed: Mapping[str, Seal], file: File, matter: Matter) -> None:
    fields: dict[str, Any] = {"reference": references.new(), **step.fields}
    match step.table:
        case "subject":
            fields |= {"matter": matter, "slot": _next_slot(matter.subjects.all())}
            fields |= {"source_key": step.slot, "identity": sealed.get(step.slot)}
        case "victim":
            fields |= {"matter": matter, "slot": 1}
        case "allegation":
            subject = Subject.objects.get(matter=matter, source_key=step.slot)
            fields |= {"matter": matter, "subject": subject}
            fields |= {"report_key": matter.reference, "source_key": step.charge}
        case _:
            fields["allegation_id"] = step.pk
    added: Any = TABLES[step.table]._default_manager.create(**fields)
    note(run.batch, Change.ADDED, step.table, added.reference, {})
    if isinstance(added, Victim):
        added.allegations.set(matter.allegations.all())
    if isinstance(added, Allegation):
        added.victims.set(matter.victims.filter(slot=1))
        rows = Rows()
        adding.charge_rows(rows, added, file.charges[step.charge][1], file.received)
        rows.store()


def _next_slot(subjects: models.QuerySet[Subject]) -> int:
    return (subjects.aggregate(last=models.Max("slot"))["last"] or 0) + 1
