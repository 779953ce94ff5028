"""What can be asked about what overrides roles: walls that wait, names that are asked for, glass.

Every answer passes the gate of the matter it is about; whoever is walled off is told nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from safeconduct.access import gate
from safeconduct.access import queries as access
from safeconduct.access.actors import Actor
from safeconduct.access.models import Emergency, Exclusion, Withheld
from safeconduct.access.rules import REVIEWED_WITHIN
from safeconduct.access.terms import Permission
from safeconduct.cases.models import IdentityRequest, Matter
from safeconduct.roster.queries import sits_at
from safeconduct.roster.terms import DeskKind
from safeconduct.vault.models import Compartment
from safeconduct.vault.terms import Kind

W = TypeVar("W", Exclusion, Withheld)


@dataclass(frozen=True, slots=True)
class Name:
    """A complainant's name in a matter: who may open it, and what the actor asked for."""

    compartment: Compartment
    openable: bool
    asked: IdentityRequest | None

    @property
    def may_ask(self) -> bool:
        """Whether asking makes sense: not while an answer is awaited or the name is open."""
        return not self.openable and (self.asked is None or bool(self.asked.answer))


@dataclass(frozen=True, slots=True)
class Glass:
    """One emergency, the matter as far as the reviewer may see it, and whether it is overdue."""

    emergency: Emergency
    matter: Matter | None
    may_review: bool
    overdue: bool


def walls_to_confirm(actor: Actor) -> list[tuple[Exclusion, Matter]]:
    """The computed walls around matters the actor may staff that wait for a human."""
    return _beside(actor, access.walls_to_confirm(actor))


def warnings(actor: Actor) -> list[tuple[Withheld, Matter]]:
    """The walls that were not put up around matters the actor may staff, not yet settled."""
    return _beside(actor, access.warnings(actor))


def wall(actor: Actor, reference: str) -> tuple[Exclusion, Matter]:
    """A standing wall around a matter the actor may staff. Raises gate.Denied."""
    walls = Exclusion.objects.filter(reference=reference, lifted_on__isnull=True)
    return _only(_beside(actor, walls.exclude(account=actor.account).select_related("account")))


def warning(actor: Actor, reference: str) -> tuple[Withheld, Matter]:
    """An open warning about a matter the actor may staff. Raises gate.Denied."""
    return _only(_beside(actor, access.warnings(actor).filter(reference=reference)))


def names_in(actor: Actor, matter: Matter) -> list[Name]:
    """The complainants whose names custodians hold in a matter, for those who read it."""
    gate.require(actor, Permission.MATTER_READ, matter)
    held = Compartment.objects.filter(
        scope=matter.reference, kind=Kind.COMPLAINANT, shredded_on__isnull=True
    )
    openable = set(gate.visible(actor, Permission.SEAL_OPEN, held).values_list("pk", flat=True))
    own = IdentityRequest.objects.filter(matter=matter, asked_by=actor.account).order_by("pk")
    asked = {request.compartment_id: request for request in own}
    return [
        Name(compartment, compartment.pk in openable, asked.get(compartment.pk))
        for compartment in held.order_by("made_on", "pk")
    ]


def name_in(actor: Actor, matter: Matter, reference: str) -> Compartment:
    """One complainant's compartment of a matter. Raises gate.Denied."""
    found = [n.compartment for n in names_in(actor, matter) if n.compartment.reference == reference]
    if not found:
        raise gate.Denied(Permission.MATTER_READ.value)
    return found[0]


def names_asked_for(actor: Actor) -> QuerySet[IdentityRequest]:
    """The requests the actor could answer as a custodian with the key at hand; never their own."""
    kept = Compartment.objects.filter(kind=Kind.COMPLAINANT, shredded_on__isnull=True)
    held = gate.visible(actor, Permission.GRANT_GIVE, kept)
    waiting = IdentityRequest.objects.filter(answer="", compartment__in=held.values("pk"))
    if not sits_at(actor, DeskKind.CUSTODIAN):  # to whom a name was released gives nothing on
        waiting = waiting.none()
    theirs = waiting.exclude(asked_by=actor.account)
    return theirs.select_related("matter", "asked_by", "compartment").order_by("asked_on", "pk")


def name_asked_for(actor: Actor, reference: str) -> IdentityRequest:
    """One request the actor could answer. Raises gate.Denied."""
    found = names_asked_for(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.GRANT_GIVE.value)
    return found


def names_answered(actor: Actor, today: date) -> QuerySet[IdentityRequest]:
    """What the actor asked for: unanswered, refused, and released until today or later."""
    own = IdentityRequest.objects.filter(asked_by=actor.account, asked_by__isnull=False)
    seen = gate.visible(actor, Permission.MATTER_READ, own)
    current = seen.exclude(until__lt=today)
    return current.select_related("matter", "compartment").order_by("-asked_on", "-pk")


def glass(actor: Actor, today: date) -> list[Glass]:
    """Every breaking of glass for its reviewers; number and matter only where they may see it."""
    broken = list(access.emergencies(actor))
    scopes = {emergency.scope for emergency in broken}
    seen = gate.visible(actor, Permission.MATTER_READ, Matter.objects.filter(reference__in=scopes))
    matters = {matter.reference: matter for matter in seen}
    return [
        Glass(
            emergency,
            matters.get(emergency.scope),
            may_review=not emergency.verdict and emergency.account_id != actor.account,
            overdue=not emergency.verdict and emergency.opened_at.date() + REVIEWED_WITHIN < today,
        )
        for emergency in broken
    ]


def one_glass(actor: Actor, reference: str, today: date) -> Glass:
    """One breaking of glass that the actor may review now. Raises gate.Denied."""
    for found in glass(actor, today):
        if found.emergency.reference == reference and found.may_review:
            return found
    raise gate.Denied(Permission.EMERGENCY_REVIEW.value)


def open_glass(actor: Actor, now: datetime) -> list[tuple[Emergency, Matter]]:
    """What the actor has broken the glass for and may still read."""
    own = Emergency.objects.filter(account=actor.account, ends_at__gt=now).select_related("told")
    matters = _by_scope(actor, Permission.MATTER_READ, own)
    return [(e, matters[e.scope]) for e in own.order_by("ends_at") if e.scope in matters]


def _beside(actor: Actor, rows: QuerySet[W]) -> list[tuple[W, Matter]]:
    """Rows about files with their matters, as far as the actor may staff those."""
    matters = _by_scope(actor, Permission.MATTER_ASSIGN, rows)
    return [(row, matters[row.scope]) for row in rows if row.scope in matters]


def _by_scope(
    actor: Actor,
    permission: Permission,
    rows: Iterable[Exclusion] | Iterable[Withheld] | Iterable[Emergency],
) -> dict[str, Matter]:
    scopes = {row.scope for row in rows}
    seen = gate.visible(actor, permission, Matter.objects.filter(reference__in=scopes))
    return {matter.reference: matter for matter in seen.select_related("mission")}


def _only(found: list[tuple[W, Matter]]) -> tuple[W, Matter]:
    if not found:
        raise gate.Denied(Permission.MATTER_ASSIGN.value)
    return found[0]
