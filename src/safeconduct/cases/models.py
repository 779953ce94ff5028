"""The case file: a matter, who is said to have done what in it, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.models import Account
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.cases.terms import (
    Authority,
    Counted,
    EventKind,
    Part,
    Progress,
    Stage,
    State,
    SubjectKind,
)
from safeconduct.roster.models import DutyStation, Mission, Unit
from safeconduct.roster.terms import Precision
from safeconduct.vault.models import Seal


class Batch(models.Model):
    """One run of a register import: what it added can be undone as a whole."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    source = models.CharField(max_length=60)
    file_hash = models.CharField(max_length=64)
    ran_by = models.CharField(max_length=60)
    ran_on = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    undone_on = models.DateField(null=True)

    objects = models.Manager["Batch"]()

    def __str__(self) -> str:
        return self.reference


class Matter(Reachable):
    """One case file. Its number is for people; its reference is for addresses."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    number = models.CharField(max_length=40, unique=True)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="matters")
    received_on = models.DateField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    stage = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    next_due = models.DateField(null=True)
    lead = models.ForeignKey(Account, models.PROTECT, null=True, related_name="led")
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
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


class Subject(OfMatter):
    """One subject slot: a known person, an unknown one or a group, as they were on the day."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="subjects")
    slot = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=SubjectKind)
    size = models.PositiveSmallIntegerField(null=True)
    category = models.CharField(max_length=20)
    rank = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=2, blank=True)
    as_of = models.DateField(null=True)
    identity = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="+")
    source_key = models.CharField(max_length=120, blank=True)

    objects = models.Manager["Subject"]()

    class Meta:
        ordering = ("slot",)
        constraints = [
            models.UniqueConstraint(name="one_subject_a_slot", fields=["matter", "slot"]),
            models.CheckConstraint(
                name="only_a_group_has_a_size",
                condition=Q(kind=SubjectKind.GROUP) | Q(size__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"S{self.slot}"


class Victim(OfMatter):
    """A reference to a victim: a code, sex and age band. The victim's file lives elsewhere."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="victims")
    slot = models.PositiveSmallIntegerField()
    age_band = models.CharField(max_length=20)
    sex = models.CharField(max_length=12)

    objects = models.Manager["Victim"]()

    class Meta:
        ordering = ("slot",)
        constraints = [models.UniqueConstraint(name="one_victim_a_slot", fields=["matter", "slot"])]

    def __str__(self) -> str:
        return f"V{self.slot}"


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
    length_days = models.PositiveIntegerField(null=True)

    objects = models.Manager["Measure"]()

    class Meta:
        ordering = ("decided_on", "id")

    def __str__(self) -> str:
        return f"{self.authority} {self.kind}"


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
