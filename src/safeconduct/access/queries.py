"""What can be asked about accounts and walls."""

from __future__ import annotations

from django.db.models import QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Permission


def walls_of(actor: Actor) -> QuerySet[Exclusion, str]:
    """The references of the files from which this actor is walled off today."""
    walls = Exclusion.objects.filter(account=actor.account, lifted_on__isnull=True)
    return walls.values_list("scope", flat=True)


def walls_around(actor: Actor, scope: str) -> QuerySet[Exclusion]:
    """Who is walled off from a file, for those who may assign people to files."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    return Exclusion.objects.filter(scope=scope, lifted_on__isnull=True).select_related("account")


def accounts(actor: Actor) -> QuerySet[Account]:
    """Every account, for those who manage accounts or assign people."""
    if not gate.may(actor, Permission.ACCOUNT_MANAGE):
        gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    return Account.objects.filter(is_active=True).order_by("name")


def account_named(username: str) -> Account:
    """The account somebody signs in with; for the sign-in page alone, before there is an actor.

    Raises Account.DoesNotExist.
    """
    return Account.objects.get(username=username, is_active=True)
