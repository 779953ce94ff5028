"""Names of accounts change; what was compared with them has to be compared again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log


@transaction.atomic
def note_compared(*, actor: Actor) -> int:
    """Note that the names all accounts have now were given out for comparison; return how many
    had changed."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    changed = Account.objects.exclude(compared=F("name")).update(compared=F("name"))
    if changed:
        log.record("account.names-compared", actor=actor, subject="accounts")
    return changed
