"""The matter itself, its number, and what it means to be a part of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.models import Account
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.cases.models.batches import Batch
from safeconduct.cases.terms import Part, State
from safeconduct.roster.models import Mission
from safeconduct.roster.terms import Precision


class Matter(Reachable):
    """One case file. Its number is for people; its reference is for addresses."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    number = models.CharField(max_length=40, unique=True)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="matters")
    received_on = models.DateField()
    received_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_day_known = models.BooleanField(default=True)
    stage = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    next_due = models.DateField(null=True)
    lead = models.ForeignKey(Account, models.PROTECT, null=True, related_name="led")
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    source_print = models.CharField(max_length=40, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="matters")

    objects = models.Manager["Matter"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closed_matter_has_its_day",
                condition=Q(stage=State.CLOSED, closed_on__isnull=False)
                | (~Q(stage=State.CLOSED) & Q(closed_on__isnull=True)),
            ),
            models.UniqueConstraint(
                name="matter_once_a_source",
                fields=["source", "source_key"],
                condition=~Q(source=""),
            ),
        ]
        indexes = [
            models.Index(name="matter_newest", fields=["-opened_on", "-id"]),
            models.Index(name="matter_in_mission", fields=["mission", "-opened_on", "-id"]),
            models.Index(name="matter_by_due", fields=["next_due"]),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        match reach:
            case Reach.OWN_MISSION:
                return Q(mission__code=holding.mission)
            case Reach.ASSIGNED:
                assigned = Assignment.objects.filter(account=actor.account, ended_on__isnull=True)
                return Q(pk__in=assigned.values("matter"))
            case Reach.EMERGENCY:
                return Q(reference=holding.scope) if holding.scope else NOTHING
            case _:
                return NOTHING

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        return Q(reference__in=walls_of(actor))


class Counter(models.Model):
    """The last number given in a mission and year."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = models.Manager["Counter"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_counter_a_year", fields=["mission", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class OfMatter(Reachable):
    """A part of a matter: reachable exactly where the matter is."""

    class Meta:
        abstract = True

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        reached = Matter.objects.filter(Matter.within(reach, actor, holding))
        return Q(matter__in=reached.values("pk"))

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        return Q(matter__reference__in=walls_of(actor))


class Assignment(OfMatter):
    """Somebody's part in a matter."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="team")
    account = models.ForeignKey(Account, models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=14, choices=Part)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    objects = models.Manager["Assignment"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_part_each",
                fields=["matter", "account"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} in {self.matter_id}"
