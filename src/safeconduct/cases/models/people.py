"""Who a matter is about: subject slots as they were on the day, and references to victims."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.base import references
from safeconduct.cases.models.matters import Matter, OfMatter
from safeconduct.cases.terms import SubjectKind
from safeconduct.roster.models import Unit
from safeconduct.vault.models import Seal


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
    source_print = models.CharField(max_length=40, blank=True)

    objects = models.Manager["Subject"]()

    class Meta:
        ordering = ("slot",)
        constraints = [
            models.UniqueConstraint(name="one_subject_a_slot", fields=["matter", "slot"]),
            models.UniqueConstraint(
                name="subject_once_a_source",
                fields=["matter", "source_key"],
                condition=~Q(source_key=""),
            ),
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
