"""What can be asked about accounts and walls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import (
    Account,
    Departure,
    Emergency,
    Exclusion,
    Invitation,
    Post,
    Session,
    SignOn,
    Withheld,
)
from safeconduct.access.terms import COMPUTED, Permission, Role

READS_A_LOG = (Permission.AUDIT_READ, Permission.MATTER_LOG, Permission.ACCOUNT_MANAGE)


def walls_of(actor: Actor) -> QuerySet[Exclusion, str]:
    """The references of the files from which this actor is walled off today."""
    walls = Exclusion.objects.filter(account=actor.account, lifted_on__isnull=True)
    return walls.values_list("scope", flat=True)


def walls_stand(scopes: Collection[str]) -> bool:
    """Whether anybody is walled off from one of these files today; not who."""
    return Exclusion.objects.filter(scope__in=scopes, lifted_on__isnull=True).exists()


def walls_around(actor: Actor, scope: str) -> QuerySet[Exclusion]:
    """Who is walled off from a file, for those who may assign people to files."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    return Exclusion.objects.filter(scope=scope, lifted_on__isnull=True).select_related("account")


def accounts(actor: Actor) -> QuerySet[Account]:
    """Every account, for those who manage accounts or assign people."""
    if not gate.may(actor, Permission.ACCOUNT_MANAGE):
        gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    return Account.objects.filter(is_active=True).order_by("name")


def own_account(actor: Actor) -> Account:
    """The active account of whoever acts. Raises gate.Denied for who has none."""
    if actor.account is None:
        raise gate.Denied("account")
    found = Account.objects.filter(id=actor.account, is_active=True).first()
    if found is None:
        raise gate.Denied("account")
    return found


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


def account_invited(token: str, today: date) -> Account | None:
    """The account that a link of an invitation opens today, for whoever holds it, if it opens one.

    For the page of the link alone, before there is an actor.
    """
    found = Invitation.holding(token, today).select_related("account").first()
    return found.account if found else None


def sessions_of(actor: Actor) -> QuerySet[Session]:
    """Where the actor is signed in now, the place last used first."""
    own = Session.objects.filter(account=actor.account, account__isnull=False)
    return own.filter(expire_date__gt=timezone.now()).order_by("-seen_at", "reference")


def names_have_changed() -> bool:
    """Say whether an account has a name that was never compared with those in files."""
    return Account.objects.filter(is_active=True).exclude(compared=F("name")).exists()


def walls_to_confirm(actor: Actor) -> QuerySet[Exclusion]:
    """The computed walls that wait for a human, for those who may assign; never one's own."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    waiting = Exclusion.objects.filter(lifted_on__isnull=True, decided_on__isnull=True)
    computed = waiting.filter(source__in=COMPUTED)
    theirs = computed.exclude(account=actor.account).exclude(scope__in=walls_of(actor))
    return theirs.select_related("account").order_by("raised_on", "pk")


def warnings(actor: Actor) -> QuerySet[Withheld]:
    """The walls that were not put up and wait to be settled; never about the one who asks."""
    gate.require_anywhere(actor, Permission.MATTER_ASSIGN)
    waiting = Withheld.objects.filter(settled_on__isnull=True)
    theirs = waiting.exclude(account=actor.account).exclude(scope__in=walls_of(actor))
    return theirs.select_related("account").order_by("raised_on", "pk")


def emergencies(actor: Actor) -> QuerySet[Emergency]:
    """Every breaking of glass, newest first, for those who review it, but in files closed to them.

    Their own are theirs to see and not to review.
    """
    gate.require_anywhere(actor, Permission.EMERGENCY_REVIEW)
    seen = Emergency.objects.exclude(scope__in=walls_of(actor))
    return seen.select_related("account", "told", "reviewed_by").order_by("-opened_at")


def emergency_in(actor: Actor, scope: str, now: datetime) -> Emergency | None:
    """The glass the actor has broken for a file, while it is open."""
    own = Emergency.objects.filter(account=actor.account, scope=scope, ends_at__gt=now)
    return own.select_related("told").order_by("-ends_at").first()


def who_is_told(actor: Actor, scope: str) -> Account | None:
    """The person who learns of an emergency: who reviews, is not the actor, and is not walled off.

    Somebody of headquarters before an auditor, so that whoever learns of it can also act.
    """
    gate.require_anywhere(actor, Permission.EMERGENCY_OPEN)
    reviewers = Account.objects.filter(
        is_active=True, posts__role__in=gate.roles_everywhere(Permission.EMERGENCY_REVIEW)
    )
    walled = Exclusion.objects.filter(scope=scope, lifted_on__isnull=True).values("account")
    able = (
        reviewers.exclude(reference=actor.reference.partition(":")[2])
        .exclude(pk__in=walled)
        .distinct()
    )
    headquarters = able.filter(posts__role=Role.HEADQUARTERS_OFFICER)
    return (headquarters or able).order_by("email", "pk").last()


def people(actor: Actor, words: str = "") -> QuerySet[Account]:
    """Every account by name, those that left too, for whoever manages them.

    Words narrow it to those whose name, or name to sign in with, holds them.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    found = Account.objects.order_by("name", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(username__icontains=words))
    return found


def person(actor: Actor, reference: str) -> Account:
    """The account with that reference. Raises gate.Denied where there is none."""
    found = people(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.ACCOUNT_MANAGE.value)
    return found


def posts(actor: Actor, accounts: Collection[int]) -> dict[int, list[Post]]:
    """The posts of some accounts, for whoever manages them."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    found: dict[int, list[Post]] = {key: [] for key in accounts}
    for post in Post.objects.filter(account__in=accounts).order_by("role", "mission", "state"):
        found[post.account_id].append(post)
    return found


def invited(actor: Actor, accounts: Collection[int]) -> dict[int, Invitation]:
    """The open invitations among some accounts, those that ran out unused too."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    waiting = Invitation.objects.filter(account__in=accounts, used_on=None)
    return {invitation.account_id: invitation for invitation in waiting}


def secured(actor: Actor, accounts: Collection[int]) -> set[int]:
    """Which of some accounts have a second factor; recovery codes alone are none."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    factors = Authenticator.objects.filter(user__in=accounts)
    real = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(real.values_list("user", flat=True))


def departure_of(actor: Actor, account: Account) -> Departure | None:
    """The departure of somebody that was begun last, ended or not."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    return Departure.objects.filter(account=account).order_by("-pk").first()


def leaving(actor: Actor) -> QuerySet[Account]:
    """Whose departure was begun and is not ended."""
    open_ones = Departure.objects.filter(ended_on=None)
    return people(actor).filter(pk__in=open_ones.values("account"))


def wall_between(actor: Actor, account: Account, scope: str) -> Exclusion | None:
    """The wall that stands between somebody and a file, for whoever explains access."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    return Exclusion.objects.filter(account=account, scope=scope, lifted_on=None).first()


def glass_of(actor: Actor, account: Account, scope: str, now: datetime) -> Emergency | None:
    """The glass somebody has broken for a file, while it is open, for whoever explains access."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    broken = Emergency.objects.filter(account=account, scope=scope, ends_at__gt=now)
    return broken.order_by("-ends_at").first()
