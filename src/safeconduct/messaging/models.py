"""The channels people write by, whose messages belong together, and what was delivered already."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.base import references
from safeconduct.intake.models import Report
from safeconduct.messaging.terms import Kind, Mode
from safeconduct.roster.models import Mission


class Channel(models.Model):
    """A number or account that people write to, and the gateway that passes on what they write.

    Two secrets may hold at once, so that the gateway can be given the new one in its own time.
    """

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, related_name="channels")
    number = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    mode = models.CharField(max_length=10, choices=Mode)
    answers = models.BooleanField(default=True)
    secret = models.BinaryField(max_length=120)
    earlier = models.BinaryField(max_length=120, null=True)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    left = models.IntegerField(null=True)
    tick = models.PositiveIntegerField(null=True)

    objects = models.Manager["Channel"]()

    class Meta:
        ordering = ("mission__code", "name", "pk")
        constraints = [
            models.CheckConstraint(
                name="channel_ends_after_it_opens",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="a_level_of_a_channel_has_its_tick",
                condition=Q(left__isnull=True, tick__isnull=True)
                | Q(left__isnull=False, tick__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Somebody who wrote to a channel, by a digest, and the report that their words belong to."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="contacts")
    digest = models.CharField(max_length=64)
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+")
    stopped = models.BooleanField(default=False)

    objects = models.Manager["Contact"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_contact_a_channel", fields=["channel", "digest"]),
        ]

    def __str__(self) -> str:
        return "contact"


class Delivery(models.Model):
    """A message that was stored, by a digest: when it comes again, it is answered and no more."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    digest = models.CharField(max_length=64, unique=True)
    answer = models.BinaryField(max_length=600, null=True)
    came_on = models.DateField(db_index=True)

    objects = models.Manager["Delivery"]()

    def __str__(self) -> str:
        return "delivery"
