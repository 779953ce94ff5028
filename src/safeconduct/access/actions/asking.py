"""Asking why somebody may or may not see a file leaves a trace of its own."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Permission
from safeconduct.audit import log


@transaction.atomic
def ask_why(*, actor: Actor, account: Account, scope: str) -> None:
    """Record that it was asked whether an account may see a file, before it is answered."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    detail: dict[str, str | int] = {"account": account.reference}
    log.record("access.why", actor=actor, subject=scope, detail=detail)
