"""The record of what was done, by whom, to what. Rows are added, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.base import references


class Entry(models.Model):
    """One act. Holds codes and references: no foreign keys, no names, no content."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.CharField(max_length=32)
    event = models.CharField(max_length=60)
    actor = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=60, db_index=True)
    reason = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=1000, blank=True)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = models.Manager["Entry"]()

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_seq_from_one", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.event}"


class Held(models.Model):
    """An act of a reporter, kept until a later day, when the duty folds the day into the chain.

    It holds a day and no place in the chain, so that nothing here tells the hour of the act.
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    on = models.DateField(db_index=True)
    event = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=1000, blank=True)

    objects = models.Manager["Held"]()

    def __str__(self) -> str:
        return f"{self.on} {self.event}"


class Head(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    objects = models.Manager["Head"]()

    class Meta:
        constraints = [models.CheckConstraint(name="one_head", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"head at {self.seq}"


class Checkpoint(models.Model):
    """The end of the chain at one moment, signed with a key that the database does not hold."""

    seq = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    at = models.CharField(max_length=32)
    key = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)

    objects = models.Manager["Checkpoint"]()

    class Meta:
        constraints = [
            models.CheckConstraint(name="checkpoint_of_an_entry", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"checkpoint {self.seq}"


class Check(models.Model):
    """Somebody asked whether the log holds, and, once a duty has read it, the answer."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    entries = models.PositiveBigIntegerField(default=0)
    checkpoints = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    found = models.CharField(max_length=1000, blank=True)

    objects = models.Manager["Check"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_is_done_after_it_is_asked",
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("asked_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
