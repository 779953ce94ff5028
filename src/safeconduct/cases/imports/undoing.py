"""The way back from a batch: remove what it added, restore what it changed."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import ProtectedError, QuerySet

from safeconduct.access.models import Exclusion
from safeconduct.cases.imports.changing import TABLES
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
from safeconduct.cases.terms import Change, EventKind
from safeconduct.roster.models import Mission
from safeconduct.vault.models import Compartment, Grant, Seal

AT_ONCE = 500


def objection(batch: Batch) -> str:
    """Why a batch may not be undone, as one line, or nothing."""
    if batch.undone_on:
        return f"Batch {batch.reference} was undone on {batch.undone_on}."
    touched = touched_by(batch)
    worked = Event.objects.filter(matter__in=touched.values("pk"))
    event = worked.exclude(kind=EventKind.IMPORTED).select_related("matter").first()
    walls = Exclusion.objects.filter(scope__in=touched.values("reference")).values("scope")
    walled = touched.filter(reference__in=walls).first()
    number = event.matter.number if event else walled.number if walled else ""
    if number:
        return f"Batch {batch.reference} cannot be undone: {number} was worked on since."
    codes = worked.exclude(code=batch.reference).values("code")
    later = Batch.objects.filter(pk__gt=batch.pk, reference__in=codes).first()
    if later:
        return f"Batch {batch.reference} cannot be undone before batch {later.reference}."
    return ""


def touched_by(batch: Batch) -> QuerySet[Matter]:
    """The matters that a batch added or changed: each has an entry with its reference."""
    entries = Event.objects.filter(kind=EventKind.IMPORTED, code=batch.reference)
    return Matter.objects.filter(pk__in=entries.values("matter"))


def undo(batch: Batch) -> tuple[int, int]:
    """Undo a batch to which nobody objects; return how many matters it removed and restored."""
    restored = touched_by(batch).exclude(batch=batch).count()
    removed = _remove_added(batch)
    for change in BatchChange.objects.filter(batch=batch).order_by("-id"):
        _undo_one(change)
    return removed, restored


def _remove_added(batch: Batch) -> int:
    """Remove the matters a batch added, with all their parts and all that was sealed in them.

    Raises ProtectedError when something outside the case file stands on one of them.
    """
    removed = 0
    while held := list(Matter.objects.filter(batch=batch).values_list("pk", "reference")[:AT_ONCE]):
        _remove([pk for pk, _reference in held], [reference for _pk, reference in held])
        removed += len(held)
    return removed


def _remove(matters: list[int], references: list[str]) -> None:
    """Remove some matters and all in them.

    The keys are named one by one: PostgreSQL plans a subquery over rows it has not yet counted,
    as those of an import just made, as if there were none, and takes minutes.
    """
    allegations = _keys(Allegation.objects.filter(matter__in=matters))
    scopes = _keys(Compartment.objects.filter(scope__in=references))
    Measure.objects.filter(allegation__in=allegations).delete()
    Finding.objects.filter(allegation__in=allegations).delete()
    Event.objects.filter(matter__in=matters).delete()
    Allegation.victims.through.objects.filter(allegation__in=allegations).delete()
    Allegation.objects.filter(pk__in=allegations).delete()
    Victim.objects.filter(matter__in=matters).delete()
    Subject.objects.filter(matter__in=matters).delete()
    Seal.objects.filter(compartment__in=scopes).delete()
    Grant.objects.filter(compartment__in=scopes).delete()
    Compartment.objects.filter(pk__in=scopes).delete()
    Matter.objects.filter(pk__in=matters).delete()


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _undo_one(change: BatchChange) -> None:
    model: Any = TABLES[change.table]
    if change.table == "mission":
        _remove_mission(change.row)
        return
    rows = model._default_manager.filter(reference=change.row)
    if change.act == Change.ADDED:
        if change.table == "compartment":
            Seal.objects.filter(compartment__in=rows.values("pk")).delete()
        rows.delete()
        return
    named = {f.attname: f for f in model._meta.concrete_fields}
    before = {
        name: named[name].to_python(value) for name, value in json.loads(change.before).items()
    }
    if change.act == Change.REMOVED:
        model._default_manager.create(**before)
    else:
        rows.update(**before)


def _remove_mission(code: str) -> None:
    """Remove an office the batch added, unless something else has come to stand in it."""
    mission = Mission.objects.get(code=code)
    if mission.matters.exists() or mission.desks.exists():
        return
    try:
        mission.delete()
    except ProtectedError:
        return
