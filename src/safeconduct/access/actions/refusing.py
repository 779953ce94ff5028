"""The one way a verb about accounts says no to somebody who may ask."""

from __future__ import annotations

from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Post
from safeconduct.access.terms import Role
from safeconduct.base.words import noop


class Refused(Exception):
    """What was asked contradicts what is there; the text says what and may be shown."""


def not_oneself(actor: Actor, account: Account) -> None:
    """Raise Refused when somebody would decide about their own account."""
    if actor.account == account.pk:
        raise Refused(noop("Another administrator has to do this for you."))


def not_the_last(account: Account) -> None:
    """Raise Refused when nobody but this account could manage accounts; locks those who can."""
    posts = Post.objects.select_for_update().filter(
        role=Role.ADMINISTRATOR, account__is_active=True
    )
    left = set(posts.values_list("account", flat=True)) - {account.pk}
    if not left:
        raise Refused(noop("Somebody else has to be able to manage accounts first."))
