"""Who is said to have done what, what was found, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import Reachable
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.cases.models.matters import Matter, OfMatter
from safeconduct.cases.models.people import Subject, Victim
from safeconduct.cases.terms import Authority, Counted, Progress, Stage, State
from safeconduct.roster.models import DutyStation
from safeconduct.roster.terms import Precision
from safeconduct.vault.models import Seal


class Allegation(OfMatter):
    """The counted unit: one subject slot, one conduct, in one matter."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="allegations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="allegations")
    taxonomy = models.CharField(max_length=14)
    conduct = models.CharField(max_length=60)
    sea_type = models.CharField(max_length=40, blank=True)
    victims = models.ManyToManyField(Victim, related_name="allegations")
    received_on = models.DateField()
    received_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    incident_from = models.DateField(null=True)
    incident_to = models.DateField(null=True)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    station = models.ForeignKey(DutyStation, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=30, blank=True)
    report_key = models.CharField(max_length=120)
    counted_as = models.CharField(max_length=10, choices=Counted, default=Counted.INDIVIDUAL)
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    source_key = models.CharField(max_length=160, blank=True)

    objects = models.Manager["Allegation"]()

    class Meta:
        ordering = ("subject__slot", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_allegation_a_charge", fields=["matter", "subject", "conduct"]
            ),
            models.UniqueConstraint(
                name="allegation_once_a_source",
                fields=["matter", "source_key"],
                condition=~Q(source_key=""),
            ),
            models.CheckConstraint(
                name="incident_ends_after_it_starts",
                condition=Q(incident_to__isnull=True) | Q(incident_to__gte=F("incident_from")),
            ),
            models.CheckConstraint(
                name="incident_before_it_was_received",
                condition=Q(incident_from__isnull=True) | Q(incident_from__lte=F("received_on")),
            ),
        ]
        indexes = [models.Index(name="allegation_received", fields=["received_on"])]

    def __str__(self) -> str:
        return self.reference

    @property
    def final_result(self) -> str:
        """The result of the final finding, or nothing."""
        final = [f.result for f in self.findings.all() if f.stage == Stage.FINAL]
        return final[0] if final else ""

    @property
    def has_final_measure(self) -> bool:
        """Whether the UN or the State took a final measure on this charge."""
        return any(m.authority != Authority.UN_INTERIM for m in self.measures.all())

    @property
    def is_assessable(self) -> bool:
        """Whether the incident is dated, be it only to the year."""
        return self.incident_from is not None


class OfAllegation(Reachable):
    """A part of an allegation: reachable exactly where its matter is."""

    class Meta:
        abstract = True

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        reached = Matter.objects.filter(Matter.within(reach, actor, holding))
        return Q(allegation__matter__in=reached.values("pk"))

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        return Q(allegation__matter__reference__in=walls_of(actor))


class Finding(OfAllegation):
    """What a body found on one charge against one subject."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    allegation = models.ForeignKey(Allegation, models.CASCADE, related_name="findings")
    stage = models.CharField(max_length=12, choices=Stage)
    result = models.CharField(max_length=30)
    body = models.CharField(max_length=30)
    found_on = models.DateField()
    day_known = models.BooleanField(default=True)
    reasons = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="+")

    objects = models.Manager["Finding"]()

    class Meta:
        ordering = ("found_on", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_final_finding_a_charge",
                fields=["allegation"],
                condition=Q(stage=Stage.FINAL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.result}"


class Measure(OfAllegation):
    """What was done about one charge, by whom; a State may act on another charge altogether."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    allegation = models.ForeignKey(Allegation, models.CASCADE, related_name="measures")
    authority = models.CharField(max_length=12, choices=Authority)
    kind = models.CharField(max_length=40)
    charge = models.CharField(max_length=60, blank=True)
    progress = models.CharField(max_length=12, choices=Progress, default=Progress.DECIDED)
    decided_on = models.DateField()
    day_known = models.BooleanField(default=True)
    length_days = models.PositiveIntegerField(null=True)

    objects = models.Manager["Measure"]()

    class Meta:
        ordering = ("decided_on", "id")

    def __str__(self) -> str:
        return f"{self.authority} {self.kind}"
