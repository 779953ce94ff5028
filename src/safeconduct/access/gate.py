"""The only two questions anyone asks about access: which records, and may I?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Reach, Role

NOTHING = Q(pk__in=())


class Denied(Exception):
    """The actor may not do this here; shown to them as 'not found'."""


class Reachable(Model):
    """A record that can say, for each reach, which rows an actor's holding covers."""

    class Meta:
        abstract = True

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        """Return the rows that one holding covers under one reach. A join must be a subquery."""
        return NOTHING

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        """Return the rows from which the actor is excluded whatever they hold."""
        return NOTHING


R = TypeVar("R", bound=Reachable)


def visible(actor: Actor, permission: Permission, records: QuerySet[R]) -> QuerySet[R]:
    """Narrow records to those on which the actor holds the permission; walls override roles."""
    covered = NOTHING
    for holding in actor.holdings:
        reach = GRANTS[holding.role].get(permission)
        if reach == Reach.EVERYWHERE:
            covered = Q()
            break
        if reach is not None:
            covered |= records.model.within(reach, actor, holding)
    narrowed = records.filter(covered)
    if actor.account is None:
        return narrowed
    return narrowed.exclude(records.model.walled(actor))


@dataclass(frozen=True, slots=True)
class Covering:
    """One post or other holding, how far it carries a permission, and whether that covers it."""

    holding: Holding
    reach: Reach | None  # None: this role does not carry the permission at all
    covers: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every rule `visible` reads about one record, in its order, and what follows from them."""

    permission: Permission
    holdings: tuple[Covering, ...]
    walled: bool

    @property
    def verdict(self) -> bool:
        """Whether the record is visible: some holding covers it and no wall stands before it."""
        return any(held.covers for held in self.holdings) and not self.walled


def explain(actor: Actor, permission: Permission, record: Reachable) -> Explanation:
    """Say which rules let an actor to a record, or keep them from it; `visible` says no other.

    It asks no gate itself: whoever calls it decides who may learn the answer.
    """
    one: QuerySet[Any] = type(record)._default_manager.filter(pk=record.pk)
    coverings = []
    for holding in actor.holdings:
        reach = GRANTS[holding.role].get(permission)
        covers = reach == Reach.EVERYWHERE or (
            reach is not None and one.filter(type(record).within(reach, actor, holding)).exists()
        )
        coverings.append(Covering(holding, reach, covers))
    walled = actor.account is not None and one.filter(type(record).walled(actor)).exists()
    return Explanation(permission, tuple(coverings), walled)


def require(actor: Actor, permission: Permission, record: Reachable) -> None:
    """Raise Denied unless the record is visible to the actor under this permission."""
    records: QuerySet[Any] = type(record)._default_manager.filter(pk=record.pk)
    if not visible(actor, permission, records).exists():
        raise Denied(permission.value)


def require_anywhere(actor: Actor, permission: Permission) -> None:
    """Raise Denied unless some role of the actor carries the permission.

    For acts that concern no stored record yet: making a report, importing a roster.
    """
    if not may(actor, permission):
        raise Denied(permission.value)


def may(actor: Actor, permission: Permission) -> bool:
    """Say whether some role of the actor carries the permission, wherever it reaches."""
    return any(permission in GRANTS[holding.role] for holding in actor.holdings)


def reaches_everywhere(actor: Actor, permission: Permission) -> bool:
    """Say whether some role of the actor carries the permission for every record there is."""
    return any(GRANTS[held.role].get(permission) == Reach.EVERYWHERE for held in actor.holdings)


def roles_everywhere(permission: Permission) -> list[Role]:
    """Return the roles that carry the permission for every record there is."""
    return [role for role, may_do in GRANTS.items() if may_do.get(permission) == Reach.EVERYWHERE]


def reaches_mission(actor: Actor, permission: Permission, mission: str) -> bool:
    """Say whether the actor may do this in a mission, for acts that create a record there."""
    for holding in actor.holdings:
        reach = GRANTS[holding.role].get(permission)
        if reach == Reach.EVERYWHERE or (reach == Reach.OWN_MISSION and holding.mission == mission):
            return True
    return False
