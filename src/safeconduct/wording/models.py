"""The words of this installation, and its own languages: proposed by one, published by another.

A published row never changes; what is said now is the newest of a text. The database says so too.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.models import Account
from safeconduct.base import references
from safeconduct.wording.rules import LARGEST, LONGEST_CODE, LONGEST_NAME

MOST_FORMS = 6  # Arabic has the most of all languages


class Wording(models.Model):
    """One text in other words, in one language. No words: it is said as it was shipped again."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    language = models.CharField(max_length=LONGEST_CODE)
    key = models.CharField(max_length=16)
    words = models.CharField(max_length=(LARGEST + 1) * MOST_FORMS, blank=True)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_on = models.DateField()
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    place = models.PositiveIntegerField(null=True, unique=True)

    objects = models.Manager["Wording"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_words_say_by_whom_and_when",
                condition=Q(published_by=None, published_on=None, place=None)
                | Q(published_by__isnull=False, published_on__isnull=False, place__isnull=False),
            ),
            models.CheckConstraint(
                name="words_are_published_by_another",
                condition=Q(published_by=None) | Q(words="") | ~Q(published_by=F("written_by")),
            ),
            models.UniqueConstraint(
                name="one_wording_of_a_text_waits",
                fields=["language", "key"],
                condition=Q(published_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class AddedLanguage(models.Model):
    """A language this installation added; reporters are offered it once another agreed."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    code = models.CharField(max_length=LONGEST_CODE, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    right_to_left = models.BooleanField(default=False)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_on = models.DateField()
    offered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    offered_on = models.DateField(null=True)

    objects = models.Manager["AddedLanguage"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_offered_language_says_by_whom_and_when",
                condition=Q(offered_by=None, offered_on=None)
                | Q(offered_by__isnull=False, offered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_language_is_offered_by_another",
                condition=Q(offered_by=None) | ~Q(offered_by=F("added_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
