"""Steps that every act on a matter shares: its dated spine, its clocks, its stage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from safeconduct.access.actors import Actor
from safeconduct.base import clock
from safeconduct.cases import rules
from safeconduct.cases.models import Allegation, Clock, Event, Matter
from safeconduct.cases.terms import EventKind, State
from safeconduct.roster.queries import holders_over
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Compartment, Seal
from safeconduct.vault.terms import Kind
from safeconduct.vocabulary import shelf


def lock(matter: Matter) -> Matter:
    """Return the matter as it stands, locked: whoever else acts on it waits for this act."""
    return Matter.objects.select_for_update().get(pk=matter.pk)


def enter(
    matter: Matter,
    kind: EventKind,
    *,
    actor: Actor,
    on: date,
    code: str = "",
    allegation: Allegation | None = None,
    seal: Seal | None = None,
) -> Event:
    """Append one entry to the spine of a matter."""
    return Event.objects.create(
        matter=matter,
        kind=kind,
        code=code,
        allegation=allegation,
        on=on,
        actor=actor.reference,
        seal=seal,
    )


def compartment(matter: Matter, kind: Kind, *, actor: Actor) -> Compartment:
    """Return where words of a kind are added to a matter: the newest such compartment.

    A matter from another register has none where nothing was to be sealed: one is opened then,
    for the desks in charge.
    """
    held = (
        Compartment.objects.filter(scope=matter.reference, kind=kind, shredded_on__isnull=True)
        .order_by("-made_on")
        .first()
    )
    if held is not None:
        return held
    holders = holders_over(matter.mission)
    return vault.open_compartment(
        actor=actor, kind=kind, scope=matter.reference, holders=holders, reason="opened"
    ).compartment


def start_clock(scope: str, code: str, on: date) -> Clock:
    """Start a clock of the vocabulary on a report or matter; one that runs already is kept."""
    new = new_clock(scope, code, on)
    return Clock.objects.get_or_create(
        scope=scope, code=code, defaults={"started_on": on, "due_on": new.due_on}
    )[0]


def new_clock(scope: str, code: str, on: date) -> Clock:
    """Return, unsaved, a clock of the vocabulary that starts on a day.

    An installation may set another length than the vocabulary's: most rest on one instrument
    among several, and some on memory (3-domain 2.5).
    """
    term = shelf.term("clocks", code)
    usual = clock.Limit(term.number("length"), term.text("unit"))
    limit = settings.CLOCKS.get(code, usual)
    due = clock.due(on, limit.length, limit.unit)
    return Clock(scope=scope, code=code, started_on=on, due_on=due)


def meet_clock(scope: str, code: str, on: date) -> None:
    """Record that what a running clock waited for has happened."""
    Clock.objects.filter(scope=scope, code=code, met_on=None, started_on__lte=on).update(met_on=on)


def stop_clocks(scopes: QuerySet[Any, Any], code: str) -> None:
    """Stop clocks of a kind that still run on some reports: nothing is waited for there."""
    Clock.objects.filter(scope__in=scopes, code=code, met_on=None).delete()


def start_clocks(started: Iterable[tuple[str, date]], code: str) -> None:
    """Start clocks of a kind on many reports, each from its own day; one that runs is kept."""
    new = [new_clock(scope, code, on) for scope, on in started]
    Clock.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)


def settle(matter: Matter, on: date) -> None:
    """Bring the stage, the closing day and the next due day of a matter up to its allegations."""
    states = list(matter.allegations.values_list("state", flat=True))
    matter.stage = rules.stage_of(states)
    matter.closed_on = (matter.closed_on or on) if matter.stage == State.CLOSED else None
    if states and State.RECEIVED not in states:
        meet_clock(matter.reference, "assessment", on)
    running = Clock.objects.filter(scope=matter.reference, met_on=None)
    matter.next_due = running.order_by("due_on").values_list("due_on", flat=True).first()
    matter.save(update_fields=["stage", "closed_on", "next_due"])
