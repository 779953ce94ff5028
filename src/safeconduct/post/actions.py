"""What can be done with the outbox: put a letter in it. A duty sends it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from safeconduct.post.models import Letter
from safeconduct.post.terms import Template


@transaction.atomic
def queue(
    *, address: str, template: Template, language: str, today: date, once: bool = False
) -> Letter:
    """Put one letter into the outbox, to be sent after the caller's act has been committed.

    With `once`, somebody gets one such letter a day, however often there is a reason for it.

    One step of the caller's act, which has asked the gate and records itself: post stands beside
    access and knows nobody. A language this house does not speak becomes its first.
    """
    same = Letter.objects.filter(address=address, template=template, queued_on=today)
    if once and (queued := same.first()):
        return queued
    known = language in dict(settings.LANGUAGES)
    return Letter.objects.create(
        address=address,
        template=template,
        language=language if known else settings.LANGUAGE_CODE,
        queued_on=today,
    )
