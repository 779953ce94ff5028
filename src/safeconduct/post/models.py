"""The outbox: to which address, which of the fixed letters, in which language. Nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.base import references
from safeconduct.post.terms import Template


class Letter(models.Model):
    """One letter that is to be sent or was sent. It has no room for what it is about."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    address = models.EmailField()
    template = models.CharField(max_length=20, choices=Template)
    language = models.CharField(max_length=8)
    queued_on = models.DateField()
    next_try = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_on = models.DateField(null=True)

    objects = models.Manager["Letter"]()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(name="letter_has_an_address", condition=~Q(address="")),
            models.CheckConstraint(
                name="letter_is_sent_after_it_is_queued",
                condition=Q(sent_on__isnull=True) | Q(sent_on__gte=F("queued_on")),
            ),
            models.CheckConstraint(
                name="letter_is_sent_by_a_try", condition=Q(sent_on__isnull=True) | Q(tries__gte=1)
            ),
        ]
        indexes = [
            models.Index(name="letter_waiting", fields=["id"], condition=Q(sent_on__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.reference}"
