"""Who served where, and when. Names of people are sealed; everything else is codes and dates."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.models import Account
from safeconduct.base import references
from safeconduct.roster.terms import (
    DeskKind,
    MissionKind,
    Period,
    Precision,
    StrengthKind,
    UnitKind,
)
from safeconduct.vault.models import Keyring, Seal

DESKS_OF_THE_HOUSE = (DeskKind.HEADQUARTERS, DeskKind.CUSTODIAN, DeskKind.EMERGENCY)


class Mission(models.Model):
    """One mission, keyed by its acronym."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=MissionKind, default=MissionKind.PEACEKEEPING)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    place = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    source = models.CharField(max_length=120, blank=True)

    objects = models.Manager["Mission"]()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="mission_ends_after_it_starts",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="latitude_on_earth",
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="longitude_on_earth",
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DutyStation(models.Model):
    """A place where people of a mission serve."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="stations")
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)

    objects = models.Manager["DutyStation"]()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(name="station_once_a_mission", fields=["mission", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """A post group that holds keys: a mission's conduct desk, headquarters, custodians, a State."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=14, choices=DeskKind)
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, related_name="desks")
    state = models.CharField(max_length=2, blank=True)
    keyring = models.OneToOneField(Keyring, models.PROTECT, related_name="desk")

    objects = models.Manager["Desk"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_desk_a_mission", fields=["mission"], condition=Q(kind=DeskKind.MISSION)
            ),
            models.UniqueConstraint(
                name="one_desk_a_state", fields=["state"], condition=Q(kind=DeskKind.STATE)
            ),
            models.UniqueConstraint(
                name="one_desk_of_the_house",
                fields=["kind"],
                condition=Q(kind__in=DESKS_OF_THE_HOUSE),
            ),
            models.CheckConstraint(
                name="desk_names_its_mission_or_state",
                condition=Q(kind=DeskKind.MISSION, mission__isnull=False, state="")
                | (Q(kind=DeskKind.STATE, mission__isnull=True) & ~Q(state=""))
                | Q(
                    kind__in=DESKS_OF_THE_HOUSE,
                    mission__isnull=True,
                    state="",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A contingent, formed police unit or section in a mission."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="units")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=14, choices=UnitKind)
    state = models.CharField(max_length=2, blank=True)
    station = models.ForeignKey(DutyStation, models.PROTECT, null=True, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = models.Manager["Unit"]()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="unit_once_a_mission", fields=["mission", "code"])
        ]

    def __str__(self) -> str:
        return self.code


class Command(models.Model):
    """Somebody with an account who commands a unit, or a whole mission, for a time.

    The recorded chain of command: from it follows who is walled off from whose file.
    """

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="commands")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="commands")
    account = models.ForeignKey(Account, models.PROTECT, related_name="commands")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = models.Manager["Command"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="command_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Person(models.Model):
    """Somebody deployed. The name and index number are sealed; the reference stands for them."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    category = models.CharField(max_length=20)
    state = models.CharField(max_length=2, blank=True)
    identity = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="+")

    objects = models.Manager["Person"]()

    def __str__(self) -> str:
        return self.reference


class Deployment(models.Model):
    """One stretch of service: who, where, in which unit, with which rank, from when to when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="deployments")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="deployments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="deployments")
    station = models.ForeignKey(DutyStation, models.PROTECT, null=True, related_name="+")
    rank = models.CharField(max_length=30, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = models.Manager["Deployment"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deployment_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.mission_id}"


class Strength(models.Model):
    """How many people of a kind served in a mission in a period: the denominators."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="strengths")
    period = models.CharField(max_length=5, choices=Period)
    starts = models.DateField()
    state = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=20, choices=StrengthKind)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=60)

    objects = models.Manager["Strength"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_strength_each",
                fields=["mission", "period", "starts", "state", "kind", "source"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.starts} {self.kind}"


class ReportingPoint(models.Model):
    """A place, number or box where people of a mission's area can report. All of it is public."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="points")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=300, blank=True)
    reach = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    eases = models.CharField(max_length=100, blank=True)  # codes, with a space between
    added_on = models.DateField()
    closed_on = models.DateField(null=True)
    last_tested_on = models.DateField(null=True)
    last_test_answered = models.BooleanField(null=True)
    last_test_minutes = models.PositiveIntegerField(null=True)

    objects = models.Manager["ReportingPoint"]()

    class Meta:
        ordering = ("mission__code", "name", "pk")
        constraints = [
            models.CheckConstraint(
                name="point_closes_after_it_was_added",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("added_on")),
            ),
            models.CheckConstraint(
                name="a_test_of_a_point_has_a_day_and_an_outcome",
                condition=Q(last_tested_on__isnull=True, last_test_answered__isnull=True)
                | Q(last_tested_on__isnull=False, last_test_answered__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_answer_has_a_speed",
                condition=Q(last_test_minutes__isnull=True) | Q(last_test_answered=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PointTest(models.Model):
    """One time a reporting point was tried: whether it answered, and how fast."""

    point = models.ForeignKey(ReportingPoint, models.PROTECT, related_name="tests")
    tested_on = models.DateField()
    answered = models.BooleanField()
    minutes = models.PositiveIntegerField(null=True)
    tested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = models.Manager["PointTest"]()

    class Meta:
        ordering = ("-tested_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="only_an_answered_test_has_a_speed",
                condition=Q(minutes__isnull=True) | Q(answered=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.tested_on}"
