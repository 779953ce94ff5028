"""Destroying sealed content for good: the keys go, and with them every copy anywhere."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import days, leftovers
from safeconduct.vault.models import Compartment, Errand, Grant, Seal, SealedFile, ShredKey


@transaction.atomic
def shred(*, actor: Actor, scope: str, reason: str) -> int:
    """Destroy everything sealed in a file: no key, grant or text of it is left. Return how many
    compartments that were.

    The half of each key that no dated backup holds is deleted first; from then on no copy of a
    grant opens anything (ADR 8, ADR 11). The bytes of files go after commit, or by the duty that
    finishes it. Raises gate.Denied for somebody who may not, or is walled off from the file.
    """
    gate.require_anywhere(actor, Permission.RETENTION_APPROVE)
    if walls_of(actor).filter(scope=scope).exists():
        raise gate.Denied(Permission.RETENTION_APPROVE.value)
    live = Compartment.objects.select_for_update().filter(scope=scope, shredded_on__isnull=True)
    keys = [compartment.pk for compartment in live]
    ShredKey.objects.filter(compartment__in=keys).delete()
    Grant.objects.filter(compartment__in=keys).delete()
    Errand.objects.filter(compartment__in=keys).delete()
    emptied = Seal.objects.filter(compartment__in=keys).update(box=b"")
    files = SealedFile.objects.filter(compartment__in=keys).count()
    Compartment.objects.filter(pk__in=keys).update(shredded_on=days.today())
    detail: dict[str, str | int] = {"compartments": len(keys), "seals": emptied, "files": files}
    log.record("file.shred", actor=actor, subject=scope, reason=reason, detail=detail)
    transaction.on_commit(leftovers.remove, robust=True)
    return len(keys)
