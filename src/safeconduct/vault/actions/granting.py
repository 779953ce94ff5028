"""Who is in a compartment: let in, and brought under the walls of a file."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import days, rings
from safeconduct.vault.models import Compartment, Keyring


@transaction.atomic
def grant(*, actor: Actor, compartment: Compartment, holder: Keyring, reason: str) -> bool:
    """Let one more holder into a compartment; the actor must be in already. Say if that was new.

    Somebody who is in, by a grant of their own or as a member of a desk that has one, is given no
    second way in: it would outlive their leaving the desk.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    if rings.reaches(holder, compartment):
        return False
    rings.new_grant(rings.unwrap(actor, compartment), holder, actor, reason, days.today()).save()
    detail: dict[str, str | int] = {
        "compartment": compartment.reference,
        "holder": holder.reference,
        "kind": compartment.kind,
    }
    log.record("grant.give", actor=actor, subject=compartment.scope, reason=reason, detail=detail)
    return True


@transaction.atomic
def bring_under(*, actor: Actor, compartment: Compartment, scope: str) -> None:
    """Make a compartment and those of the same file part of another file.

    From then on the walls around that file stand around what is in them. The actor must be in
    the compartment. No key changes and nothing is sealed again: the scope is in no box.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    moved = Compartment.objects.filter(scope=compartment.scope).update(scope=scope)
    log.record("file.bring-under", actor=actor, subject=scope, detail={"compartments": moved})
