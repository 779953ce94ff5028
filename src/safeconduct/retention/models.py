"""Holds, dispositions, and what remains of a record that was destroyed. No content, no names.

The database refuses by itself what must never happen: see migration 0002.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.actors import Actor
from safeconduct.access.gate import Reachable
from safeconduct.access.models import Account
from safeconduct.access.queries import walls_of
from safeconduct.base import references
from safeconduct.intake.models import Report
from safeconduct.retention.rules import OPEN
from safeconduct.retention.terms import Kind, State


class OfRecord(Reachable):
    """Something about a record: out of sight for whoever is walled off from the record."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    scope = models.CharField(max_length=16, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        kept_out = Report.objects.filter(Report.walled(actor))  # a report goes with its matter
        return Q(scope__in=walls_of(actor)) | Q(scope__in=kept_out.values("reference"))


class Hold(OfRecord):
    """A reason why a record may not be destroyed for now."""

    reason = models.CharField(max_length=30)
    placed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    placed_on = models.DateField()
    lifted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    lifted_on = models.DateField(null=True)

    objects = models.Manager["Hold"]()

    class Meta:
        ordering = ("-placed_on", "-id")
        constraints = [
            models.UniqueConstraint(
                name="one_live_hold_a_reason",
                fields=["scope", "reason"],
                condition=Q(lifted_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_hold_is_lifted_by_somebody",
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True)
                | Q(lifted_on__gte=F("placed_on"), lifted_by__isnull=False),
            ),
        ]


class Disposition(OfRecord):
    """One proposal to destroy one record, and what two people decided about it."""

    rule = models.CharField(max_length=40)
    series = models.CharField(max_length=20)
    counted_from = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_as = models.CharField(max_length=60)
    proposed_on = models.DateField()
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    approved_as = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_as = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True)

    objects = models.Manager["Disposition"]()

    class Meta:
        ordering = ("-proposed_on", "-id")
        constraints = [
            models.UniqueConstraint(
                name="one_open_disposition_a_record",
                fields=["scope"],
                condition=Q(state__in=sorted(OPEN)),
            ),
            models.CheckConstraint(
                name="another_person_approves",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="an_approval_is_whole",
                condition=Q(approved_by__isnull=True, approved_on__isnull=True)
                | Q(approved_by__isnull=False, approved_on__isnull=False),
            ),
            models.CheckConstraint(
                name="nothing_is_destroyed_unapproved",
                condition=~Q(state__in=[State.APPROVED, State.CARRIED_OUT])
                | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_ended_disposition_says_by_whom",
                condition=Q(state__in=sorted(OPEN), ended_by__isnull=True, ended_on__isnull=True)
                | (~Q(state__in=sorted(OPEN)) & Q(ended_by__isnull=False, ended_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposed_when_due", condition=Q(proposed_on__gte=F("due_on"))
            ),
        ]


class Tombstone(OfRecord):
    """What remains of a record: that it was, under which rule it went, and the certificate."""

    disposition = models.OneToOneField(Disposition, models.PROTECT, related_name="tombstone")
    rule = models.CharField(max_length=40)
    series = models.CharField(max_length=20)
    disposed_on = models.DateField()
    certificate = models.CharField(max_length=20, unique=True)
    compartments = models.PositiveIntegerField()
    seals = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = models.Manager["Tombstone"]()

    class Meta:
        ordering = ("-disposed_on", "-id")
        constraints = [
            models.CheckConstraint(name="a_certificate_has_its_hash", condition=~Q(hash="")),
        ]


class Serial(models.Model):
    """The last number given to a certificate in a year."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    objects = models.Manager["Serial"]()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
