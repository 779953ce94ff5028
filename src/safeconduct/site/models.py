"""When each scheduled duty last ran, so that several processes share one table of duties."""

from __future__ import annotations

from django.db import models


class DutyRun(models.Model):
    """The last run of one duty, and whether a process is at it now."""

    name = models.CharField(max_length=60, primary_key=True)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    objects = models.Manager["DutyRun"]()

    def __str__(self) -> str:
        return self.name
