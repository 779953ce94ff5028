"""What was compiled for publication. A release that was published is never changed.

The database refuses every change of a published release by itself: see migration 0002.
Only protected numbers are stored here; a raw count never is.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.base import references
from safeconduct.transparency.terms import Protection, Series, Shape


class Release(models.Model):
    """One set of tables compiled on a day from the register as of a day, published or waiting."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    as_of = models.DateField()
    compiled_on = models.DateField()
    compiled_by = models.CharField(max_length=60)
    protection = models.CharField(max_length=20, choices=Protection)
    code_version = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    published_on = models.DateField(null=True)
    published_by = models.CharField(max_length=60, blank=True)

    objects = models.Manager["Release"]()

    class Meta:
        ordering = ("-published_on", "-id")
        constraints = [
            models.CheckConstraint(
                name="published_release_says_by_whom",
                condition=Q(published_on__isnull=True, published_by="")
                | (Q(published_on__isnull=False) & ~Q(published_by="")),
            ),
            models.CheckConstraint(
                name="release_counts_the_past", condition=Q(compiled_on__gte=models.F("as_of"))
            ),
            models.CheckConstraint(name="release_has_its_hash", condition=~Q(hash="")),
        ]

    def __str__(self) -> str:
        return self.reference


class PublishedTable(models.Model):
    """One table of a release: a series in a shape, and the rule it was counted by."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="tables")
    series = models.CharField(max_length=30, choices=Series)
    shape = models.CharField(max_length=20, choices=Shape)
    rule = models.CharField(max_length=4)

    objects = models.Manager["PublishedTable"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_table_a_series_and_shape", fields=["release", "series", "shape"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}.{self.shape}"


class PublishedCell(models.Model):
    """One number. Year 0 is every year; an empty mission or category is all of them.

    `is_rounded` tells how the table was protected, not whether this number moved: that would give
    the true count away.
    """

    table = models.ForeignKey(PublishedTable, models.CASCADE, related_name="cells")
    year = models.PositiveSmallIntegerField()
    mission = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    value = models.PositiveIntegerField()
    is_rounded = models.BooleanField(default=True)

    objects = models.Manager["PublishedCell"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_number_a_cell", fields=["table", "year", "mission", "category"]
            ),
            models.CheckConstraint(
                name="no_small_count_is_printed", condition=~Q(value__range=(1, 4))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.mission}{self.category}: {self.value}"
