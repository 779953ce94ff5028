"""A report in the making: its answers, its files, and the way back to it."""

from __future__ import annotations

from django.db import models

from safeconduct.base import references


class Draft(models.Model):
    """A report being written: everything in it is under a key that only its cookie holds."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    lookup = models.CharField(max_length=64, unique=True)
    box = models.BinaryField()
    touched_on = models.DateField()

    objects = models.Manager["Draft"]()

    def __str__(self) -> str:
        return "draft"


class DraftFile(models.Model):
    """Where a file of a draft lies, sealed, so that it can be removed with a forgotten draft.

    While it arrives it lies there in so many pieces (vault.pieces), and not yet as a whole.
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    stored_as = models.CharField(max_length=120, unique=True)
    pieces = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["DraftFile"]()

    def __str__(self) -> str:
        return "file of a draft"


class Saved(models.Model):
    """The way back to a draft with a receipt: the token of its cookie, sealed under the receipt."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    draft = models.OneToOneField(Draft, models.CASCADE, related_name="saved")
    lookup = models.CharField(max_length=64, unique=True)
    box = models.BinaryField()
    until = models.DateField()

    objects = models.Manager["Saved"]()

    def __str__(self) -> str:
        return "saved draft"
