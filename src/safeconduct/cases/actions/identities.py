"""The name of a complainant, released by a custodian to one person, for one matter, for a time.

Custodians alone hold it (4-security). Whoever asks learns the answer, never who else asked.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.queries import own_account
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.cases import spine
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import IdentityRequest, Matter
from safeconduct.cases.terms import Answered, IdentityReason, RefusalReason
from safeconduct.roster.queries import sits_at
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Compartment
from safeconduct.vault.terms import Kind

USUAL, LONGEST = timedelta(days=7), timedelta(days=30)


@transaction.atomic
def request_identity(
    *, actor: Actor, matter: Matter, compartment: Compartment, reason: IdentityReason, today: date
) -> IdentityRequest:
    """Ask the custodians for the name of a complainant of this matter.

    Raises Refused when the actor asked already, gate.Denied for a compartment of another matter.
    """
    matter = spine.lock(matter)
    gate.require(actor, Permission.MATTER_EDIT, matter)  # who broke the glass only reads
    asker = own_account(actor)
    fits = compartment.scope == matter.reference and compartment.kind == Kind.COMPLAINANT
    if not hasattr(asker, "keyring") or not fits or compartment.shredded_on is not None:
        raise gate.Denied(Permission.MATTER_EDIT.value)
    if rings.reaches(asker.keyring, compartment):
        raise Refused(noop("You can open this name already."))
    if IdentityRequest.objects.filter(compartment=compartment, asked_by=asker, answer="").exists():
        raise Refused(noop("You have asked for this name already; custodians have not answered."))
    asked = IdentityRequest.objects.create(
        matter=matter, compartment=compartment, asked_by=asker, reason=reason, asked_on=today
    )
    log.record("identity.request", actor=actor, subject=matter, reason=reason.value)
    return asked


@transaction.atomic
def release_identity(
    *, actor: Actor, request: IdentityRequest, until: date, today: date
) -> IdentityRequest:
    """Release the name to whoever asked, to the end of a day at most thirty days away.

    Raises Refused for another day or for one walled off since, gate.Denied for anybody who is no
    custodian or asked themselves.
    """
    held = _open_request(actor, request)
    if not today <= until <= today + LONGEST:
        raise Refused(noop("Choose a day from today to thirty days from now."))
    asker = held.asked_by.actor()
    if not gate.visible(
        asker, Permission.MATTER_EDIT, Matter.objects.filter(pk=held.matter_id)
    ).exists():
        raise Refused(noop("This person can no longer see the matter."))
    vault.grant(
        actor=actor,
        compartment=held.compartment,
        holder=held.asked_by.keyring,
        reason=held.reason,
        until=until,
    )
    held.answer, held.until = Answered.RELEASED, until
    _decide(actor, held, today)
    detail: dict[str, str | int] = {"to": held.asked_by.reference, "until": until.isoformat()}
    log.record("identity.release", actor=actor, subject=held.matter, detail=detail)
    return held


@transaction.atomic
def refuse_identity(
    *, actor: Actor, request: IdentityRequest, reason: RefusalReason, today: date
) -> IdentityRequest:
    """Refuse to release a name, with the reason whoever asked will read."""
    held = _open_request(actor, request)
    held.answer, held.refusal = Answered.REFUSED, reason
    _decide(actor, held, today)
    log.record("identity.refuse", actor=actor, subject=held.matter, reason=reason.value)
    return held


def _open_request(actor: Actor, request: IdentityRequest) -> IdentityRequest:
    """Lock an unanswered request for a custodian. Raises gate.Denied, Refused when answered.

    Its matter first: nobody is walled off from it between the question and the key.
    """
    spine.lock(request.matter)
    held = IdentityRequest.objects.select_for_update().get(pk=request.pk)
    gate.require(actor, Permission.GRANT_GIVE, held.compartment)
    custodian = sits_at(actor, DeskKind.CUSTODIAN)  # to whom it was released gives nothing on
    if not custodian or held.asked_by_id == actor.account:
        raise gate.Denied(Permission.GRANT_GIVE.value)
    if held.answer:
        raise Refused(noop("Another custodian has answered this request."))
    return held


def _decide(actor: Actor, held: IdentityRequest, today: date) -> None:
    held.decided_by_id, held.decided_on = actor.account, today
    held.save(update_fields=["answer", "until", "refusal", "decided_by", "decided_on"])
