"""What overrides roles: walls that keep an account out of a file, and glass broken to get in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.models.accounts import Account
from safeconduct.access.terms import COMPUTED, EmergencyReason, Verdict, WallSource
from safeconduct.base import references


class Exclusion(models.Model):
    """A wall: this account may not reach this file, whatever roles it holds.

    A computed wall stands from the moment it is raised; a human confirms it or lifts it.
    """

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    account = models.ForeignKey(Account, models.CASCADE, related_name="exclusions")
    scope = models.CharField(max_length=16, db_index=True)
    source = models.CharField(max_length=20, choices=WallSource)
    # What a computed wall follows from, as a digest: lifted, it stays down until that changes.
    cause = models.CharField(max_length=32, blank=True)
    raised_by = models.CharField(max_length=60)
    raised_on = models.DateField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)

    objects = models.Manager["Exclusion"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="walled_once",
                fields=["account", "scope"],
                condition=Q(lifted_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_wall_is_lifted_by_somebody",
                condition=Q(lifted_on__isnull=True) | ~Q(decided_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"wall around {self.scope}"

    @property
    def waits(self) -> bool:
        """Whether it was computed and no human has confirmed it yet."""
        return self.source in COMPUTED and self.decided_on is None


class Withheld(models.Model):
    """A wall that would have kept the last overseer out of a file, and so was not put up.

    Whoever else may assign people to the file is warned until one of them has settled it.
    """

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    account = models.ForeignKey(Account, models.CASCADE, related_name="withheld_walls")
    scope = models.CharField(max_length=16, db_index=True)
    source = models.CharField(max_length=20, choices=WallSource)
    cause = models.CharField(max_length=32)
    raised_on = models.DateField()
    settled_by = models.CharField(max_length=60, blank=True)
    settled_on = models.DateField(null=True)

    objects = models.Manager["Withheld"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="warned_once_a_cause", fields=["account", "scope", "source", "cause"]
            ),
            models.CheckConstraint(
                name="a_warning_is_settled_by_somebody",
                condition=Q(settled_on__isnull=True, settled_by="")
                | (Q(settled_on__isnull=False) & ~Q(settled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"warning about {self.scope}"


class Emergency(models.Model):
    """Glass broken: one account reaches one file for a short time, and somebody reviews it."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    account = models.ForeignKey(Account, models.PROTECT, related_name="emergencies")
    scope = models.CharField(max_length=16, db_index=True)
    reason = models.CharField(max_length=30, choices=EmergencyReason)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    told = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_on = models.DateField(null=True)
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)

    objects = models.Manager["Emergency"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="emergency_ends_after_it_begins", condition=Q(ends_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(name="another_person_is_told", condition=~Q(told=F("account"))),
            models.CheckConstraint(
                name="another_person_reviews",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("account")),
            ),
            models.CheckConstraint(
                name="a_review_is_whole",
                condition=Q(reviewed_by__isnull=True, reviewed_on__isnull=True, verdict="")
                | (Q(reviewed_by__isnull=False, reviewed_on__isnull=False) & ~Q(verdict="")),
            ),
        ]

    def __str__(self) -> str:
        return f"emergency {self.reference}"
