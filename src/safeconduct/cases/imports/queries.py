"""What was brought in from other registers, and when."""

from __future__ import annotations

from django.db.models import QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.cases.models import Batch


def batches(actor: Actor) -> QuerySet[Batch]:
    """Every run of a register, the newest first. Raises gate.Denied."""
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    return Batch.objects.order_by("-id")
