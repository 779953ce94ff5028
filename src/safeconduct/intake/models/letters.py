"""What is known of letter boxes. Nothing here is about any letter, or names who wrote one."""

from __future__ import annotations

from django.db import models


class LetterBox(models.Model):
    """How the last visits to a letter box went. Nothing about any letter."""

    code = models.CharField(max_length=16, primary_key=True)
    visited_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    large = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    objects = models.Manager["LetterBox"]()

    def __str__(self) -> str:
        return self.code


class AnsweredLetter(models.Model):
    """That somebody was answered by mail today, so that they are not answered again."""

    digest = models.CharField(max_length=64, primary_key=True)
    on = models.DateField()

    objects = models.Manager["AnsweredLetter"]()

    def __str__(self) -> str:
        return "answered"
