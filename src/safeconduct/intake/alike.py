"""Reports that look alike from outside: how a flood is seen without opening a word of it.

Two reports are alike when everything open about them is the same: the day, the channel, the
language, the mission, the form, and how large their sealed answers are. Urgent ones are never
counted in, and with them whoever says they are under 18; nor those whose reporter has come back:
they are somebody, and are read one by one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Length

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake.models import Heap, Message, Report, Wish
from safeconduct.intake.terms import Direction, State

FEWEST = 10  # fewer are read one by one
MOST_SHOWN = 50
USUAL_OVER = 28  # days
KIND = ("channel", "language", "mission__code")
FIELDS = ("received_on", *KIND, "form", "size")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What reports that look alike have in common. An empty mission: none was named."""

    received_on: date
    channel: str
    language: str
    mission: str
    form: str
    size: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many reports look alike, and how many of their kind usually come in a day."""

    likeness: Likeness
    count: int
    usual: float


def crowds(actor: Actor) -> list[Crowd]:
    """The waiting reports that look alike, the largest crowd first, of those the actor may triage.

    A crowd is at least ten.
    """
    counted = (
        _unread(actor)
        .order_by()
        .values_list(*FIELDS)
        .annotate(n=Count("pk"))
        .filter(n__gte=FEWEST)
        .order_by("-n", *FIELDS)[:MOST_SHOWN]
    )
    found = [(Likeness(a, b, c, d or "", e, f), n) for a, b, c, d, e, f, n in counted]
    usual = _usual(actor, [likeness for likeness, _n in found])
    return [Crowd(likeness, n, usual[likeness]) for likeness, n in found]


def alike(actor: Actor, likeness: Likeness) -> QuerySet[Report]:
    """The waiting reports with this likeness that the actor may triage, newest first."""
    said = {
        "received_on": likeness.received_on,
        "channel": likeness.channel,
        "language": likeness.language,
        "form": likeness.form,
        "size": likeness.size,
    }
    named = {"mission__code": likeness.mission} if likeness.mission else {"mission": None}
    return _unread(actor).filter(**said, **named).order_by("-received_on", "-id")


def heaps(actor: Actor) -> QuerySet[Heap]:
    """The heaps with reports in them that the actor may triage, newest first."""
    return _held(actor).filter(undone_on=None).order_by("-made_on", "-id")


def heap(actor: Actor, reference: str) -> Heap:
    """The heap of that reference. Raises gate.Denied when the actor reaches nothing in it."""
    found = _held(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.REPORT_TRIAGE.value)
    return found


def _held(actor: Actor) -> QuerySet[Heap]:
    within = gate.visible(actor, Permission.REPORT_TRIAGE, Report.objects.exclude(heap=None))
    return Heap.objects.filter(pk__in=within.values("heap"))


def _unread(actor: Actor) -> QuerySet[Report]:
    """The reports that wait, that nobody has come back to, and that do not say danger."""
    waiting = Report.objects.filter(
        state=State.RECEIVED, urgent=False, compartment__shredded_on=None
    )
    came_back = Message.objects.filter(report=OuterRef("pk"), direction=Direction.FROM_REPORTER)
    wished = Wish.objects.filter(report=OuterRef("pk"))
    return gate.visible(
        actor, Permission.REPORT_TRIAGE, waiting.filter(~Exists(came_back), ~Exists(wished))
    ).annotate(size=Length("answers__box"))


def _usual(actor: Actor, found: list[Likeness]) -> dict[Likeness, float]:
    """How many reports of the same channel, language and mission came a day, in weeks before."""
    if not found:
        return {}
    window = timedelta(days=USUAL_OVER)
    days = [likeness.received_on for likeness in found]
    came = gate.visible(actor, Permission.REPORT_TRIAGE, Report.objects.all()).filter(
        received_on__range=(min(days) - window, max(days))
    )
    by_day: dict[tuple[str, str, str], list[tuple[date, int]]] = defaultdict(list)
    counted = came.order_by().values_list("received_on", *KIND).annotate(n=Count("pk"))
    for on, channel, language, mission, n in counted:
        by_day[channel, language, mission or ""].append((on, n))
    return {
        x: sum(
            n
            for on, n in by_day[x.channel, x.language, x.mission]
            if x.received_on - window <= on < x.received_on
        )
        / USUAL_OVER
        for x in found
    }
