"""Walls that follow from what a file says: who is named in it, and who commands who is.

A computed wall stands at once and a human confirms it (4-security). Steps of acts that asked the
gate; the words that name somebody are in the caller's hands for the length of the comparison.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Permission, WallSource
from safeconduct.cases import leaving
from safeconduct.cases.models import Matter, Subject
from safeconduct.cases.naming import parts_of, stands_in
from safeconduct.roster.models import Command
from safeconduct.roster.queries import chain_over, units_under
from safeconduct.vault import actions as vault


def named_accounts() -> list[tuple[Account, frozenset[str]]]:
    """Every active account with the parts of its name, to be compared with many words."""
    active = Account.objects.filter(is_active=True).order_by("pk")
    return [(account, parts_of(account.name)) for account in active]


def wall_off_named(
    actor: Actor,
    matter: Matter,
    words: Mapping[str, str],
    today: date,
    accounts: Sequence[tuple[Account, frozenset[str]]] | None = None,
) -> list[Exclusion]:
    """Wall off every active account named in words that identify a subject, by their seal."""
    said = {seal: parts_of(text) for seal, text in words.items()}
    found = [
        (account, _digest(account.name, *sorted(seals)))
        for account, name in (named_accounts() if accounts is None else accounts)
        if (seals := [seal for seal, parts in said.items() if stands_in(name, parts)])
    ]
    return _raise(actor, matter, found, WallSource.NAMED, today)


def wall_off_chain(actor: Actor, matter: Matter, today: date) -> list[Exclusion]:
    """Wall off who commanded a subject's unit on the day of an incident, or does today."""
    above: dict[Account, set[str]] = defaultdict(set)
    for subject in matter.subjects.select_related("unit__parent", "unit__mission"):
        for command in chain_over(subject.unit, {today, *_days(subject)}):
            above[command.account].add(f"{command.reference} {subject.unit_id}")
    found = [(account, _digest(*sorted(held))) for account, held in above.items()]
    return _raise(actor, matter, found, WallSource.CHAIN_OF_COMMAND, today)


def under(commands: Iterable[Command]) -> list[Matter]:
    """The matters with a subject in a unit that some commands reach, whenever that was."""
    found: dict[int, Matter] = {}
    for command in commands:
        inside = Subject.objects.filter(unit__in=units_under(command))
        for matter in Matter.objects.filter(pk__in=inside.values("matter")).order_by("pk"):
            found[matter.pk] = matter
    return list(found.values())


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


def _days(subject: Subject) -> set[date]:
    """The days of what a subject is said to have done, and the day their unit is recorded for."""
    charged = subject.allegations.filter(incident_from__isnull=False)
    days = {
        day for pair in charged.values_list("incident_from", "incident_to") for day in pair if day
    }
    return days | ({subject.as_of} if subject.as_of else set())


def _raise(
    actor: Actor,
    matter: Matter,
    found: Iterable[tuple[Account, str]],
    source: WallSource,
    today: date,
) -> list[Exclusion]:
    raised = []
    for account, cause in found:
        act = access.withhold_wall if is_last_overseer(matter, account) else access.raise_wall
        wall = act(
            actor=actor,
            account=account,
            scope=matter.reference,
            source=source,
            cause=cause,
            today=today,
        )
        if isinstance(wall, Exclusion):
            _let_go(actor, matter, account, today)
            raised.append(wall)
    return raised


def _let_go(actor: Actor, matter: Matter, account: Account, today: date) -> None:
    """End the part of somebody walled off, and what it gave them.

    Where nobody else could open something their grant stays: the wall keeps them from using it.
    """
    try:
        with transaction.atomic():
            leaving.leave(
                actor=actor, matter=matter, account=account, reason="walled-off", today=today
            )
    except vault.Orphaned:
        leaving.end(matter, account, today)


def _digest(*cause: str) -> str:
    return hashlib.blake2b("\n".join(cause).encode(), digest_size=16).hexdigest()
