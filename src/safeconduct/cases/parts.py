"""What somebody leads and works on, and who could take it over: for whoever manages accounts.

They learn numbers of files and who works on them, never what a file says; of a file they are
walled off from, nothing, lest they learn here that it is about them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Departure
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Permission, Role
from safeconduct.base.words import noop
from safeconduct.cases.models import Assignment, Matter
from safeconduct.cases.rules import READS
from safeconduct.cases.terms import Part, State
from safeconduct.vault import rings
from safeconduct.vault.models import Compartment


@dataclass(frozen=True, slots=True)
class Access:
    """Whether somebody could see a matter, by which rules, and their part in it."""

    matter: Matter
    explanation: gate.Explanation
    part: str
    since: date | None


def led_by(actor: Actor, account: Account) -> QuerySet[Matter]:
    """The matters somebody leads that are not closed, oldest first."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    led = Matter.objects.filter(lead=account).exclude(stage=State.CLOSED)
    return led.exclude(Matter.walled(actor)).select_related("mission").order_by("opened_on", "pk")


def parts_of(actor: Actor, account: Account) -> QuerySet[Assignment]:
    """Every part somebody has in a matter today, in closed ones too."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    held = Assignment.objects.filter(account=account, ended_on=None)
    seen = held.exclude(Assignment.walled(actor))
    return seen.select_related("matter__mission").order_by("since", "pk")


def successors(actor: Actor, account: Account) -> QuerySet[Account]:
    """Who might take over what somebody leads: each matter is judged when it is handed over."""
    led = led_by(actor, account)
    missions = set(led.order_by().values_list("mission__code", flat=True))
    there = Assignment.objects.filter(matter__in=led.values("pk"), ended_on=None)
    near = Q(posts__role=Role.HEADQUARTERS_OFFICER)
    near |= Q(posts__role=Role.CONDUCT_OFFICER, posts__mission__in=missions)
    near |= Q(posts__role=Role.INVESTIGATOR, pk__in=there.values("account"))
    going = Departure.objects.filter(ended_on=None).values("account")
    able = Account.objects.filter(near, is_active=True, keyring__isnull=False)
    return able.exclude(pk__in=going).exclude(pk=account.pk).distinct().order_by("name", "pk")


def objection(matter: Matter, to: Account) -> str | None:
    """What speaks against somebody leading a matter to whom nobody can give a key for it."""
    if walls_of(to.actor()).filter(scope=matter.reference).exists():
        return noop("This person is walled off from the matter.")
    posts = Q(role__in=[Role.INVESTIGATOR, Role.HEADQUARTERS_OFFICER])
    posts |= Q(role=Role.CONDUCT_OFFICER, mission=matter.mission.code)
    if not to.is_active or not to.posts.filter(posts).exists():
        return noop("This person has no post that reaches the matter.")
    own = getattr(to, "keyring", None)
    read = Compartment.objects.filter(
        scope=matter.reference, kind__in=READS[Part.LEAD], shredded_on__isnull=True
    )
    if own is None or not all(rings.reaches(own, compartment) for compartment in read):
        return noop(
            "This person cannot open the matter yet. An officer who can has to assign them there."
        )
    return None


def numbers(actor: Actor, scopes: Collection[str]) -> dict[str, str]:
    """The numbers of matters by reference, for whoever manages accounts or keeps a desk."""
    if not gate.may(actor, Permission.ACCOUNT_MANAGE):
        gate.require_anywhere(actor, Permission.GRANT_GIVE)
    found = Matter.objects.filter(reference__in=scopes).exclude(Matter.walled(actor))
    return dict(found.values_list("reference", "number"))


def access_of(actor: Actor, account: Account, words: str) -> Access | None:
    """Why somebody may or may not see the matter of that number or reference; None without one.

    For whoever explains access. Nothing of the file is told but the number that was asked for.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    said = words.strip()
    meant = Q(number=said.upper()) | Q(reference=said)
    found = Matter.objects.filter(meant).exclude(Matter.walled(actor))
    matter = found.select_related("mission").first()
    if matter is None:
        return None
    explained = gate.explain(account.actor(), Permission.MATTER_READ, matter)
    part = Assignment.objects.filter(matter=matter, account=account, ended_on=None).first()
    return Access(matter, explained, part.part if part else "", part.since if part else None)
