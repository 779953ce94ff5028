"""What can be asked about the roster. Missions and desks are no secret inside the house."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Post
from safeconduct.access.terms import Permission, Role
from safeconduct.roster.models import (
    DESKS_OF_THE_HOUSE,
    Command,
    Desk,
    DutyStation,
    Mission,
    PointTest,
    ReportingPoint,
    Unit,
)
from safeconduct.roster.terms import DeskKind
from safeconduct.vault.models import Keyring, Share

R = TypeVar("R", bound=Model)


class NoDesk(Exception):
    """No desk of this kind exists: the installation is not set up to take a report."""


def missions(actor: Actor) -> QuerySet[Mission]:
    """Every mission; their names are public."""
    return Mission.objects.all()


def missions_taking_reports(actor: Actor) -> QuerySet[Mission]:
    """Missions that have a conduct desk here; anybody may ask, for the report form asks it."""
    return Mission.objects.filter(desks__kind=DeskKind.MISSION)


def missions_within(actor: Actor, permission: Permission) -> QuerySet[Mission]:
    """The missions in which the actor may do this."""
    mine = [m.pk for m in Mission.objects.all() if gate.reaches_mission(actor, permission, m.code)]
    return Mission.objects.filter(pk__in=mine)


def stations(actor: Actor, mission: Mission) -> QuerySet[DutyStation]:
    """The duty stations of a mission."""
    return DutyStation.objects.filter(mission=mission)


def units_serving(actor: Actor, mission: Mission, on: date | None) -> QuerySet[Unit]:
    """The units of a mission, on a day if one is given."""
    units = Unit.objects.filter(mission=mission)
    if on is None:
        return units
    return units.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on))


def desk(kind: DeskKind, mission: Mission | None = None, state: str = "") -> Desk:
    """The desk of a kind, of a mission or a State where it has one. Raises NoDesk."""
    found = Desk.objects.filter(kind=kind, mission=mission, state=state).select_related("keyring")
    held = found.first()
    if held is None:
        raise NoDesk(kind.value)
    return held


def desk_for_reports(mission: Mission | None) -> Desk:
    """The desk that receives a report: the mission's own, else headquarters. Raises NoDesk."""
    if mission is not None:
        own = Desk.objects.filter(kind=DeskKind.MISSION, mission=mission).select_related("keyring")
        if held := own.first():
            return held
    return desk(DeskKind.HEADQUARTERS)


def chain_over(unit: Unit | None, days: Collection[date]) -> list[Command]:
    """The commands of active accounts over a unit, one above it, or its mission on some days.

    Nobody is in the chain of command of a subject whose unit is not recorded.
    """
    if unit is None or not days:
        return []
    above, parent = [unit.pk], unit.parent
    while parent is not None and parent.pk not in above:
        above.append(parent.pk)
        parent = parent.parent
    held = Command.objects.filter(
        Q(unit__isnull=True) | Q(unit__in=above), mission=unit.mission, account__is_active=True
    )
    return [
        command
        for command in held.select_related("account").order_by("pk")
        if any(command.since <= day and not _is_over(command, day) for day in days)
    ]


def units_under(command: Command) -> list[int]:
    """The units a command reaches: its own and those below it, or every unit of its mission."""
    if command.unit_id is None:
        return list(Unit.objects.filter(mission=command.mission_id).values_list("pk", flat=True))
    reached, below = [], [command.unit_id]
    while below:
        reached += below
        parts = Unit.objects.filter(parent__in=below).exclude(pk__in=reached)
        below = list(parts.values_list("pk", flat=True))
    return reached


def _is_over(command: Command, day: date) -> bool:
    return command.until is not None and command.until < day


def commands(actor: Actor) -> QuerySet[Command]:
    """The recorded chain of command of the missions whose roster the actor sees."""
    gate.require_anywhere(actor, Permission.ROSTER_READ)
    seen = missions_within(actor, Permission.ROSTER_READ)
    held = Command.objects.filter(mission__in=seen)
    rows = held.select_related("mission", "unit", "account")
    return rows.order_by("mission__code", "unit__code", "since")


def a_command(actor: Actor, reference: str) -> Command:
    """The command with that reference, for who changes the roster. Raises gate.Denied."""
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    return _one(commands(actor).filter(reference=reference))


def units(actor: Actor) -> QuerySet[Unit]:
    """The units of the missions whose roster the actor sees, with what each is part of."""
    gate.require_anywhere(actor, Permission.ROSTER_READ)
    held = Unit.objects.filter(mission__in=missions_within(actor, Permission.ROSTER_READ))
    return held.select_related("mission", "parent").order_by("mission__code", "code")


def a_unit(actor: Actor, reference: str) -> Unit:
    """The unit with that reference, for who changes the roster. Raises gate.Denied."""
    gate.require_anywhere(actor, Permission.ROSTER_IMPORT)
    return _one(units(actor).filter(reference=reference))


def holders_over(mission: Mission) -> list[Keyring]:
    """The keys that a file of a mission is granted to: those in charge, and the one behind glass.

    The last opens only while somebody has broken the glass for that file (4-security).
    """
    glass = Desk.objects.filter(kind=DeskKind.EMERGENCY).select_related("keyring")
    return [desk.keyring for desk in (*desks_over(mission), *glass)]


def desks_over(mission: Mission) -> list[Desk]:
    """The desks in charge of a mission's files: its own, where it has one, and headquarters."""
    found = Desk.objects.filter(
        Q(kind=DeskKind.MISSION, mission=mission) | Q(kind=DeskKind.HEADQUARTERS)
    )
    return list(found.select_related("keyring"))


def desks(actor: Actor) -> QuerySet[Desk]:
    """Every desk, for whoever manages them."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    return Desk.objects.select_related("mission", "keyring").order_by("kind", "name")


def a_desk(actor: Actor, reference: str) -> Desk:
    """The desk with that reference, for whoever manages desks. Raises gate.Denied."""
    return _one(desks(actor).filter(reference=reference))


def own_desks(actor: Actor) -> QuerySet[Desk]:
    """The desks the actor is behind today."""
    gate.require_anywhere(actor, Permission.GRANT_GIVE)
    own = Share.live().filter(member__account=actor.account, member__account__isnull=False)
    found = Desk.objects.filter(keyring__in=own.values("desk"))
    return found.select_related("mission", "keyring").order_by("kind", "name")


def sits_at(actor: Actor, kind: DeskKind) -> bool:
    """Say whether the actor is behind a desk of a kind today."""
    own = Share.live().filter(member__account=actor.account, member__account__isnull=False)
    return Desk.objects.filter(kind=kind, keyring__in=own.values("desk")).exists()


def own_desk(actor: Actor, reference: str) -> Desk:
    """One of the desks the actor is behind. Raises gate.Denied for everybody else."""
    return _one(own_desks(actor).filter(reference=reference))


def desks_of_states(actor: Actor) -> QuerySet[Desk]:
    """The desks of Member States, for whoever sends them referrals."""
    gate.require_anywhere(actor, Permission.REFERRAL_SEND)
    return Desk.objects.filter(kind=DeskKind.STATE).select_related("keyring").order_by("name")


def focal_points(actor: Actor) -> QuerySet[Account]:
    """Everybody with a key who answers for some State, for whoever sends referrals."""
    gate.require_anywhere(actor, Permission.REFERRAL_SEND)
    able = Account.objects.filter(
        posts__role=Role.MEMBER_STATE, is_active=True, keyring__isnull=False
    )
    return able.select_related("keyring").distinct().order_by("name", "pk")


def missing(actor: Actor) -> list[tuple[DeskKind, Mission | None]]:
    """The desks that are looked for and not there.

    Those of the house, and those of missions for which a conduct officer has a post.
    """
    there = set(desks(actor).values_list("kind", flat=True))
    lacking: list[tuple[DeskKind, Mission | None]] = [
        (kind, None) for kind in DESKS_OF_THE_HOUSE if kind not in there
    ]
    staffed = Post.objects.filter(role=Role.CONDUCT_OFFICER, account__is_active=True)
    without = Mission.objects.filter(code__in=staffed.values("mission")).exclude(
        desks__kind=DeskKind.MISSION
    )
    return lacking + [(DeskKind.MISSION, mission) for mission in without]


def fit_for(
    actor: Actor, kind: DeskKind, mission: Mission | None = None, state: str = ""
) -> QuerySet[Account]:
    """Who could be behind a desk: active, with a key, in a post that opens what it is granted."""
    if not gate.may(actor, Permission.ACCOUNT_MANAGE):
        gate.require_anywhere(actor, Permission.GRANT_GIVE)
    posts = Q(posts__role=Role.HEADQUARTERS_OFFICER)
    if kind == DeskKind.MISSION:
        posts |= Q(posts__role=Role.CONDUCT_OFFICER, posts__mission=mission.code if mission else "")
    elif kind == DeskKind.EMERGENCY:
        posts |= Q(posts__role=Role.CONDUCT_OFFICER)
    elif kind == DeskKind.STATE:
        posts = Q(posts__role=Role.MEMBER_STATE, posts__state=state)
    able = Account.objects.filter(posts, is_active=True, keyring__isnull=False)
    return able.select_related("keyring").distinct().order_by("name", "pk")


def all_fit(
    actor: Actor,
    members: Collection[Keyring],
    kind: DeskKind,
    mission: Mission | None = None,
    state: str = "",
) -> bool:
    """Whether everybody of some has a post that fits a desk."""
    fit = fit_for(actor, kind, mission, state).filter(keyring__in=[ring.pk for ring in members])
    return fit.count() == len(members)


def admissible(actor: Actor, to: Desk) -> QuerySet[Account]:
    """Who could be admitted to a desk: fit for it and not behind it yet."""
    behind = Share.live().filter(desk=to.keyring_id).values("member")
    return fit_for(actor, DeskKind(to.kind), to.mission, to.state).exclude(keyring__in=behind)


def desks_by_key(actor: Actor, keys: Collection[int]) -> dict[int, Desk]:
    """The desks behind some keys, those that a desk had before included."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    now = dict(
        Share.objects.filter(desk__in=keys, member__desk__isnull=False).values_list(
            "desk", "member"
        )
    )
    found = Desk.objects.filter(keyring__in={*keys, *now.values()}).select_related("mission")
    by_key = {desk.keyring_id: desk for desk in found}
    return {key: by_key[now.get(key, key)] for key in keys if now.get(key, key) in by_key}


def points(actor: Actor) -> QuerySet[ReportingPoint]:
    """The reporting points the actor keeps, open ones first."""
    gate.require_anywhere(actor, Permission.POINT_KEEP)
    kept = ReportingPoint.objects.filter(mission__in=missions_within(actor, Permission.POINT_KEEP))
    return kept.select_related("mission").order_by("mission__code", "closed_on", "name", "pk")


def a_point(actor: Actor, reference: str) -> ReportingPoint:
    """One reporting point the actor keeps. Raises gate.Denied."""
    return _one(points(actor).filter(reference=reference))


def tests_of(actor: Actor, point: ReportingPoint) -> QuerySet[PointTest]:
    """The times a reporting point was tried, the last one first; for who keeps it."""
    a_point(actor, point.reference)
    return PointTest.objects.filter(point=point).select_related("tested_by")


def missions_with_points(actor: Actor) -> QuerySet[Mission]:
    """The missions that list where one can report; anybody may ask."""
    return Mission.objects.filter(points__closed_on__isnull=True, points__isnull=False).distinct()


def open_points(actor: Actor, mission: Mission) -> QuerySet[ReportingPoint]:
    """The open reporting points of a mission; anybody may ask."""
    return ReportingPoint.objects.filter(mission=mission, closed_on__isnull=True)


def mission_by_way(actor: Actor, way: str) -> Mission | None:
    """The mission that a link or a printed code leads to; anybody may ask.

    `way` is the reference of an open reporting point. None for any other.
    """
    held = missions_taking_reports(actor).filter(
        points__reference=way, points__closed_on__isnull=True
    )
    return held.distinct().first() if way else None


def _one(found: QuerySet[R]) -> R:
    held = found.first()
    if held is None:
        raise gate.Denied(Permission.GRANT_GIVE.value)
    return held
