"""The dated spine of a matter, and the clocks that run on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.base import references
from safeconduct.cases.models.charges import Allegation
from safeconduct.cases.models.matters import Matter, OfMatter
from safeconduct.cases.terms import EventKind
from safeconduct.vault.models import Seal


class Event(OfMatter):
    """One dated entry on the spine of a matter. Appended, never changed."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="events")
    allegation = models.ForeignKey(Allegation, models.CASCADE, null=True, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    code = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=60)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="+")

    objects = models.Manager["Event"]()

    class Meta:
        ordering = ("-on", "-id")
        indexes = [models.Index(name="event_on_spine", fields=["matter", "-on", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class Clock(models.Model):
    """A time limit that runs on a report or a matter."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    scope = models.CharField(max_length=16, db_index=True)
    code = models.CharField(max_length=30)
    started_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True)

    objects = models.Manager["Clock"]()

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(name="one_clock_of_a_kind", fields=["scope", "code"]),
            models.CheckConstraint(
                name="clock_is_met_after_it_starts",
                condition=Q(met_on__isnull=True) | Q(met_on__gte=F("started_on")),
            ),
        ]
        indexes = [
            models.Index(name="clock_running", fields=["due_on"], condition=Q(met_on__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.code} due {self.due_on}"
