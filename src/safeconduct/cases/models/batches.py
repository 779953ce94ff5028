"""What an import from another register brought in, so that it can be undone as a whole."""

from __future__ import annotations

from django.db import models

from safeconduct.base import references
from safeconduct.cases.terms import Change


class Batch(models.Model):
    """One run of a register import: what it added can be undone as a whole."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    source = models.CharField(max_length=60)
    file_hash = models.CharField(max_length=64)
    ran_by = models.CharField(max_length=60)
    ran_on = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    key_check = models.CharField(max_length=40, blank=True)
    undone_on = models.DateField(null=True)

    objects = models.Manager["Batch"]()

    def __str__(self) -> str:
        return self.reference


class BatchChange(models.Model):
    """One thing a batch did to what was here before it: the way back. Codes and days only.

    What a batch did inside a matter it added itself needs no row: it goes with the matter.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="changes")
    act = models.CharField(max_length=8, choices=Change)
    table = models.CharField(max_length=12)
    row = models.CharField(max_length=20)
    before = models.CharField(max_length=1000, blank=True)

    objects = models.Manager["BatchChange"]()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.act} {self.table} {self.row}"
