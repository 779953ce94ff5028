"""Breaking the glass of a file: found by its number, somebody told at once by a letter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access import queries as accounts
from safeconduct.access.actors import Actor
from safeconduct.access.models import Emergency
from safeconduct.access.terms import EmergencyReason, Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Matter
from safeconduct.post import actions as post
from safeconduct.post.terms import Template
from safeconduct.vault.models import Compartment
from safeconduct.vault.terms import NEVER_BEHIND_GLASS


@transaction.atomic
def break_glass(*, actor: Actor, number: str, reason: EmergencyReason, now: datetime) -> Emergency:
    """Open the matter of that number to the actor for two hours, and tell somebody at once.

    An unknown number and a wall look alike: gate.Denied. Raises Refused when the actor sees the
    matter anyhow, or nobody could be told.
    """
    gate.require_anywhere(actor, Permission.EMERGENCY_OPEN)
    matter = Matter.objects.filter(number=number.strip().upper()).first()
    if matter is not None and _is_open_to(actor, matter):
        raise Refused(noop("You can open this matter without breaking the glass."))
    walled = matter is not None and matter.reference in set(accounts.walls_of(actor))
    if matter is None or walled:
        raise gate.Denied(Permission.EMERGENCY_OPEN.value)
    told = accounts.who_is_told(actor, matter.reference)
    if told is None:
        raise Refused(noop("Nobody could be told of it, so the glass stays whole."))
    opened = access.break_glass(
        actor=actor, scope=matter.reference, reason=reason, told=told, now=now
    )
    if told.email:
        post.queue(
            address=told.email,
            template=Template.EMERGENCY,
            language=told.language,
            today=now.date(),
        )
    log.record("matter.break-glass", actor=actor, subject=matter, reason=reason.value)
    return opened


def _is_open_to(actor: Actor, matter: Matter) -> bool:
    """Whether the actor sees the matter and opens some of what glass would open."""
    held = Compartment.objects.filter(scope=matter.reference).exclude(kind__in=NEVER_BEHIND_GLASS)
    seen = gate.visible(actor, Permission.MATTER_READ, Matter.objects.filter(pk=matter.pk))
    return seen.exists() and gate.visible(actor, Permission.SEAL_OPEN, held).exists()
