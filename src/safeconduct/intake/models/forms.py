"""The versions of the report form that were written at the desk, and how they are read aloud."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.gate import Reachable
from safeconduct.access.models import Account
from safeconduct.base import references
from safeconduct.intake.rules import LARGEST_FORM


class QuestionSet(Reachable):
    """A version of the report form that was written at the desk; a published one never changes."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    code = models.CharField(max_length=30, unique=True)
    text = models.CharField(max_length=LARGEST_FORM)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_on = models.DateField()
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    place = models.PositiveIntegerField(null=True, unique=True)

    objects = models.Manager["QuestionSet"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_questions_say_by_whom_and_when",
                condition=Q(published_by=None, published_on=None, place=None)
                | Q(published_by__isnull=False, published_on__isnull=False, place__isnull=False),
            ),
            models.CheckConstraint(
                name="questions_are_published_by_another",
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Recording(models.Model):
    """A page of a version of the form, read aloud in one language: public, as its text is.

    It is published with the version and, like the text, never changes afterwards.
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    questions = models.ForeignKey(QuestionSet, models.CASCADE, related_name="recordings")
    page = models.CharField(max_length=30)
    young = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    content_type = models.CharField(max_length=30)
    content = models.BinaryField()
    words = models.CharField(max_length=64)
    supplied_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    supplied_on = models.DateField()

    objects = models.Manager["Recording"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_recording_of_a_page_in_a_language",
                fields=["questions", "page", "young", "language"],
            ),
        ]

    def __str__(self) -> str:
        return self.reference
