"""What the site remembers of how fast reports begin: one level, and tickets that were used."""

from __future__ import annotations

from django.db import models


class Bucket(models.Model):
    """The level of the one bucket of this site, at a tick of several minutes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    left = models.IntegerField()
    tick = models.PositiveIntegerField()

    objects = models.Manager["Bucket"]()

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_bucket", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return "bucket"


class UsedTicket(models.Model):
    """A ticket that let a report begin, until the tick in which it would have ended anyway."""

    digest = models.CharField(max_length=64, primary_key=True)
    ends = models.PositiveIntegerField()

    objects = models.Manager["UsedTicket"]()

    def __str__(self) -> str:
        return "used ticket"
