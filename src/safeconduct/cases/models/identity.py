"""Who asked custodians for the name of a complainant, and what they answered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.models import Account
from safeconduct.base import references
from safeconduct.cases.models.matters import Matter, OfMatter
from safeconduct.cases.terms import Answered, IdentityReason, RefusalReason
from safeconduct.vault.models import Compartment


class IdentityRequest(OfMatter):
    """One person asks for one complainant's name, for one matter; custodians answer once."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="identity_requests")
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30, choices=IdentityReason)
    asked_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answered, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    refusal = models.CharField(max_length=30, choices=RefusalReason, blank=True)
    until = models.DateField(null=True)

    objects = models.Manager["IdentityRequest"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="asked_once_at_a_time",
                fields=["compartment", "asked_by"],
                condition=Q(answer=""),
            ),
            models.CheckConstraint(
                name="another_person_releases_an_identity",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="an_answer_is_whole",
                condition=Q(answer="", decided_by__isnull=True, until__isnull=True)
                | Q(answer=Answered.RELEASED, decided_by__isnull=False, until__isnull=False)
                | (
                    Q(answer=Answered.REFUSED, decided_by__isnull=False, until__isnull=True)
                    & ~Q(refusal="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
