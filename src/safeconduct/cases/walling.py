"""Walls that follow from what a file says: who is named in it, and who commands who is.

A computed wall stands at once and a human confirms it (4-security). Steps of acts that asked the
gate; the words that name somebody are in the caller's hands for the length of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Permission, WallSource
from safeconduct.audit import log
from safeconduct.cases import leaving
from safeconduct.cases.models import Allegation, Matter, Subject
from safeconduct.cases.naming import is_named
from safeconduct.roster.queries import chain_over


def wall_off_named(actor: Actor, matter: Matter, words: str, today: date) -> list[Exclusion]:
    """Wall off every active account whose name stands in the words that identify a subject."""
    accounts = Account.objects.filter(is_active=True)
    named = [account for account in accounts if is_named(account.name, words)]
    return _raise(actor, matter, named, WallSource.NAMED, today)


def wall_off_chain(
    actor: Actor, matter: Matter, subjects: Iterable[Subject], today: date
) -> list[Exclusion]:
    """Wall off who commanded a subject's unit on the day of an incident, or does today."""
    raised: list[Exclusion] = []
    for subject in subjects:
        days = {today, *_incidents(subject)} | ({subject.as_of} if subject.as_of else set())
        chain = chain_over(subject.unit, days)
        raised += _raise(actor, matter, chain, WallSource.CHAIN_OF_COMMAND, today)
    return raised


def _incidents(subject: Subject) -> set[date]:
    charged = Allegation.objects.filter(subject=subject, incident_from__isnull=False)
    return {day for day in charged.values_list("incident_from", flat=True) if day}


def _raise(
    actor: Actor, matter: Matter, accounts: Iterable[Account], source: WallSource, today: date
) -> list[Exclusion]:
    raised = []
    for account in accounts:
        if is_last_overseer(matter, account):
            # Somebody must keep sight of every matter: the others learn of it from the log.
            log.record("access.wall-withheld", actor=actor, subject=matter, reason=source.value)
            continue
        wall = access.raise_wall(
            actor=actor, account=account, scope=matter.reference, source=source, today=today
        )
        if wall is not None:
            leaving.leave(
                actor=actor, matter=matter, account=account, reason="walled-off", today=today
            )
            raised.append(wall)
    return raised


def is_last_overseer(matter: Matter, account: Account) -> bool:
    """Whether nobody would be left who sees every matter and is not walled off from this one."""
    if not gate.reaches_everywhere(account.actor(), Permission.MATTER_READ):
        return False
    walls = Exclusion.objects.filter(scope=matter.reference, lifted_on__isnull=True)
    overseers = Account.objects.filter(
        posts__role__in=gate.roles_everywhere(Permission.MATTER_READ), is_active=True
    )
    left = overseers.exclude(pk=account.pk).exclude(pk__in=walls.values("account"))
    return not left.exists()
