"""What can be asked about the case file. Every answer passes the gate; a refusal is absence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, Model, Prefetch, Q, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Role
from safeconduct.base import moves
from safeconduct.cases.models import (
    Allegation,
    Assignment,
    Clock,
    Event,
    Finding,
    Matter,
    Subject,
    Victim,
)
from safeconduct.cases.rules import MOVES
from safeconduct.cases.terms import Act
from safeconduct.vault.models import Compartment, Errand
from safeconduct.vault.terms import Work

R = TypeVar("R", bound=Model)
A = TypeVar("A", bound=gate.Reachable)
WEEK = timedelta(days=7)
OVERDUE, THIS_WEEK = "overdue", "week"
OF_A_MATTER = (
    Permission.MATTER_EDIT,
    Permission.MATTER_ASSIGN,
    Permission.MATTER_LOG,
    Permission.FINDING_RECORD,
    Permission.MEASURE_RECORD,
    *sorted({Permission(move.permission) for move in MOVES}),
)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which matters somebody wants to see; what is left empty lets everything through."""

    stage: str = ""
    mission: str = ""
    mine: bool = False
    due: str = ""  # OVERDUE or THIS_WEEK
    changed: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step an allegation could take now, and what still stands against it."""

    act: Act
    objections: tuple[str, ...]


def readable_by(actor: Actor) -> QuerySet[Matter]:
    """The matters this actor may see, newest first."""
    seen = gate.visible(actor, Permission.MATTER_READ, Matter.objects.all())
    return seen.select_related("mission", "lead").order_by("-opened_on", "-id")


def logged(actor: Actor, reference: str) -> Matter:
    """The matter whose log this actor may read. Raises gate.Denied where there is none to see."""
    found = matter(actor, reference)
    gate.require(actor, Permission.MATTER_LOG, found)
    return found


def listed(actor: Actor, sieve: Sieve, today: date) -> QuerySet[Matter]:
    """The readable matters that pass a sieve. A number is taken whole or by its beginning."""
    found = readable_by(actor)
    if sieve.stage:
        found = found.filter(stage=sieve.stage)
    if sieve.mission:
        found = found.filter(mission__code=sieve.mission)
    if sieve.mine:
        found = found.filter(_mine(actor))
    if sieve.due == OVERDUE:
        found = found.filter(next_due__lt=today)
    if sieve.due == THIS_WEEK:
        found = found.filter(next_due__gte=today, next_due__lte=today + WEEK)
    if sieve.changed:
        recent = Event.objects.filter(on__gte=today - WEEK, on__lte=today)
        found = found.filter(pk__in=recent.values("matter"))
    if sieve.number:
        wanted = sieve.number.strip().upper()
        # The first condition lets the index be used where LIKE cannot use it.
        found = found.filter(number__gte=wanted, number__startswith=wanted)
    return found


def by_stage(actor: Actor) -> dict[str, int]:
    """How many matters the actor leads or works on, by stage."""
    mine = readable_by(actor).filter(_mine(actor)).order_by().values("stage")
    return {row["stage"]: row["n"] for row in mine.annotate(n=Count("pk"))}


def missions_read(actor: Actor) -> list[str]:
    """The codes of the missions of which the actor reads any matter."""
    seen = gate.visible(actor, Permission.MATTER_READ, Matter.objects.all())
    codes = seen.order_by("mission__code").values_list("mission__code", flat=True)
    return list(codes.distinct())


def matter(actor: Actor, reference: str, to: Permission = Permission.MATTER_READ) -> Matter:
    """The matter with that reference, to be read or for an act.

    Raises gate.Denied where there is none to see, and where the actor may not act on what they see.
    """
    return _for(actor, to, _one(readable_by(actor).filter(reference=reference)))


def numbered(actor: Actor, number: str) -> Matter | None:
    """The matter with that number, if the actor may see it."""
    return readable_by(actor).filter(number=number.strip().upper()).first()


def allegation(actor: Actor, reference: str, to: Permission = Permission.MATTER_READ) -> Allegation:
    """The allegation with that reference and all that is known of it, to be read or for an act.

    Raises gate.Denied like `matter`.
    """
    seen = gate.visible(actor, Permission.MATTER_READ, Allegation.objects.all())
    whole = _whole(seen).select_related("matter__mission")
    return _for(actor, to, _one(whole.filter(reference=reference)))


def allegations(actor: Actor, of: Matter) -> list[Allegation]:
    """The allegations of a matter with their subjects, findings, measures and victims."""
    seen = gate.visible(actor, Permission.MATTER_READ, Allegation.objects.filter(matter=of))
    return list(_whole(seen).order_by("subject__slot", "id"))


def charges(actor: Actor, matters: Collection[int]) -> dict[int, list[str]]:
    """What is alleged in each of some matters, as codes of conduct; for a page of a list."""
    among = Allegation.objects.filter(matter__in=matters)
    found: dict[int, list[str]] = {key: [] for key in matters}
    seen = gate.visible(actor, Permission.MATTER_READ, among)
    for key, code in seen.order_by("subject__slot", "id").values_list("matter_id", "conduct"):
        found[key].append(code)
    return found


def subjects(actor: Actor, of: Matter) -> QuerySet[Subject]:
    """The subject slots of a matter."""
    seen = gate.visible(actor, Permission.MATTER_READ, Subject.objects.filter(matter=of))
    return seen.select_related("unit", "identity").defer("identity__box").order_by("slot")


def victims(actor: Actor, of: Matter) -> QuerySet[Victim]:
    """The references to victims in a matter."""
    seen = gate.visible(actor, Permission.MATTER_READ, Victim.objects.filter(matter=of))
    return seen.order_by("slot")


def timeline(actor: Actor, of: Matter) -> QuerySet[Event]:
    """The spine of a matter, newest first; sealed entries without their boxes."""
    seen = gate.visible(actor, Permission.MATTER_READ, Event.objects.filter(matter=of))
    whole = seen.select_related("seal", "allegation__subject").defer("seal__box")
    return whole.order_by("-on", "-id")


def team(actor: Actor, of: Matter) -> QuerySet[Assignment]:
    """Who has a part in a matter today."""
    seen = gate.visible(actor, Permission.MATTER_READ, Assignment.objects.filter(matter=of))
    return seen.filter(ended_on=None).select_related("account").order_by("since", "id")


def on_the_team(actor: Actor, of: Matter) -> QuerySet[Account]:
    """The people who have a part in a matter today."""
    held = team(actor, of).values("account")
    return Account.objects.filter(pk__in=held).order_by("name", "pk")


def clocks(actor: Actor, scopes: Collection[str]) -> dict[str, list[Clock]]:
    """The clocks on reports or matters the actor was shown before, by reference, met ones too.

    Raises gate.Denied for somebody who reads neither.
    """
    if not gate.may(actor, Permission.REPORT_READ):
        gate.require_anywhere(actor, Permission.MATTER_READ)
    found: dict[str, list[Clock]] = {scope: [] for scope in scopes}
    for clock in Clock.objects.filter(scope__in=scopes).order_by("due_on", "id"):
        found[clock.scope].append(clock)
    return found


def late(actor: Actor, code: str, today: date) -> QuerySet[Clock, str]:
    """The references on which a clock of a kind ran out; to narrow records already visible."""
    running = Clock.objects.filter(code=code, met_on=None, due_on__lt=today)
    return running.values_list("scope", flat=True)


def authors(actor: Actor, references: Iterable[str]) -> dict[str, str]:
    """The work names behind the references that acted, such as on a timeline."""
    own = {reference.partition(":")[2] for reference in references}
    named = Account.objects.filter(reference__in=own).values_list("reference", "name")
    return {f"officer:{reference}": name for reference, name in named}


def openable(actor: Actor, scope: str) -> frozenset[int]:
    """The compartments of a file whose seals the actor could open, with the key at hand."""
    held = Compartment.objects.filter(scope=scope)
    return frozenset(gate.visible(actor, Permission.SEAL_OPEN, held).values_list("pk", flat=True))


def permissions_on(actor: Actor, of: Matter) -> frozenset[Permission]:
    """What the actor may do in one matter, so that only possible acts are offered.

    Permissions that reach equally far are asked about once.
    """
    row, by_reach = Matter.objects.filter(pk=of.pk), defaultdict(set)
    for permission in OF_A_MATTER:
        if gate.may(actor, permission):
            reach = tuple(GRANTS[holding.role].get(permission) for holding in actor.holdings)
            by_reach[reach].add(permission)
    return frozenset().union(
        *(alike for alike in by_reach.values() if gate.visible(actor, min(alike), row).exists())
    )


def steps(of: Allegation, permitted: Collection[Permission]) -> list[Step]:
    """The steps open to an allegation in its state, to somebody with these permissions."""
    return [
        Step(Act(move.act), tuple(moves.objections(move, of)))
        for move in moves.possible(MOVES, of.state)
        if move.permission in permitted
    ]


def assignable(actor: Actor, to: Matter) -> QuerySet[Account]:
    """Who could be given a part in a matter: enrolled, in reach of its mission, not walled off."""
    gate.require(actor, Permission.MATTER_ASSIGN, to)
    near = Q(posts__role__in=[Role.INVESTIGATOR, Role.HEADQUARTERS_OFFICER])
    near |= Q(posts__role=Role.CONDUCT_OFFICER, posts__mission=to.mission.code)
    enrolled = Account.objects.filter(near, is_active=True, keyring__isnull=False)
    walled = Q(exclusions__scope=to.reference, exclusions__lifted_on__isnull=True)
    kept_out = Account.objects.filter(walled).values("pk")
    return enrolled.exclude(pk__in=kept_out).distinct().order_by("name")


def _whole(records: QuerySet[Allegation]) -> QuerySet[Allegation]:
    findings = Finding.objects.select_related("reasons").defer("reasons__box")
    return records.select_related("subject__unit", "station").prefetch_related(
        Prefetch("findings", findings), "measures", "victims"
    )


def _mine(actor: Actor) -> Q:
    given = Assignment.objects.filter(account=actor.account, ended_on__isnull=True)
    return Q(lead=actor.account) | Q(pk__in=given.values("matter"))


def _for(actor: Actor, to: Permission, found: A) -> A:
    """Hand out what was seen, once the actor may do with it what they came for."""
    if to != Permission.MATTER_READ:
        gate.require(actor, to, found)
    return found


def _one(records: QuerySet[R]) -> R:
    found = records.first()
    if found is None:
        raise gate.Denied(Permission.MATTER_READ.value)
    return found


def names_to_compare(actor: Actor) -> QuerySet[Errand]:
    """The files whose names wait to be compared with accounts, as far as the actor could open them.

    Whoever is at it needs an unlocked key: names are sealed, and no index of them exists.
    """
    edited = gate.visible(actor, Permission.MATTER_EDIT, Matter.objects.all())
    reached = gate.visible(actor, Permission.SEAL_OPEN, Compartment.objects.all())
    waiting = Errand.objects.filter(
        work=Work.COMPARE,
        compartment__in=reached.values("pk"),
        compartment__scope__in=edited.values("reference"),
    )
    return waiting.select_related("compartment").order_by("asked_on", "pk")
