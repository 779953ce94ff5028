"""What can be asked about accounts and walls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Exclusion, Invitation, Session, SignOn
from safeconduct.access.terms import Permission

READS_A_LOG = (Permission.AUDIT_READ, Permission.MATTER_LOG, Permission.ACCOUNT_MANAGE)


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


def account_signed_on(identifier: str, subject: str) -> Account | None:
    """The active account that is open to somebody of the organisation's sign-on, if there is one.

    For the sign-on alone, before there is an actor. `subject` is the digest of the provider's
    lasting name: once one is bound, no other fits, whatever the identifier.
    """
    open_to = Q(sign_on__subject__in=("", subject), sign_on__identifier=SignOn.plain(identifier))
    return Account.objects.filter(open_to, is_active=True).first()


def names(actor: Actor, references: Collection[str] | None = None) -> dict[str, str]:
    """The work names of accounts by reference, those who left too; for whoever reads a log.

    Without references all of them. Raises gate.Denied for those who may read no log.
    """
    if not any(gate.may(actor, permission) for permission in READS_A_LOG):
        raise gate.Denied(Permission.AUDIT_READ.value)
    wanted = Account.objects.order_by("name")
    if references is not None:
        wanted = wanted.filter(reference__in=references)
    return dict(wanted.values_list("reference", "name"))


def is_invitation(token: str, today: date) -> bool:
    """Say whether a link of an invitation opens today; for whoever holds it, before an actor."""
    return Invitation.holding(token, today).exists()


def sessions_of(actor: Actor) -> QuerySet[Session]:
    """Where the actor is signed in now, the place last used first."""
    own = Session.objects.filter(account=actor.account, account__isnull=False)
    return own.filter(expire_date__gt=timezone.now()).order_by("-seen_at", "reference")
