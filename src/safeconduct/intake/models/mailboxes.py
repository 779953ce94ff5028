"""What a reporter and a desk tell each other about a report, and what its reporter decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.base import references
from safeconduct.intake.models.reports import Report
from safeconduct.intake.terms import Direction, Ended, Wished
from safeconduct.vault.models import Seal


class Message(models.Model):
    """One message between a reporter and a desk, sealed in the report's compartment."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=14, choices=Direction)
    seal = models.OneToOneField(Seal, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    read_on = models.DateField(null=True)
    place = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["Message"]()

    class Meta:
        ordering = ("sent_on", "place", "id")

    def __str__(self) -> str:
        return self.reference


class Wish(models.Model):
    """What a reporter decided about their report, and until when. Taken back, never deleted.

    How and when somebody can be reached is sealed in the report's compartment; those words are
    destroyed when the wish ends (actions/wishing.py).
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    report = models.ForeignKey(Report, models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=12, choices=Wished)
    seal = models.OneToOneField(Seal, models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_as = models.CharField(max_length=12, choices=Ended, blank=True)

    objects = models.Manager["Wish"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_wish_of_a_kind_stands",
                fields=["report", "kind"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_wish_that_ended_says_how_and_keeps_no_words",
                condition=Q(ended_on__isnull=True, ended_as="")
                | Q(ended_on__isnull=False, seal__isnull=True) & ~Q(ended_as=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"
