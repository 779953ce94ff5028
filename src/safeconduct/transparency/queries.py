"""What those who compile figures may ask: releases that are published or still wait."""

from __future__ import annotations

from django.db.models import F, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.transparency.models import Release


def releases(actor: Actor) -> QuerySet[Release]:
    """Every release, waiting ones first, for those who compile figures."""
    gate.require_anywhere(actor, Permission.FIGURE_COMPILE)
    return Release.objects.order_by(F("published_on").desc(nulls_first=True), "-id")


def release(actor: Actor, reference: str) -> Release:
    """The release with that reference, for those who compile figures.

    Raises gate.Denied where there is none, exactly as where it may not be seen.
    """
    found = releases(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.FIGURE_COMPILE.value)
    return found
