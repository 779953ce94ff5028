"""Somebody always remains who manages accounts, and nobody decides about their own."""

from __future__ import annotations

from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Post
from safeconduct.access.terms import Role
from safeconduct.base.words import noop


def another_decides(actor: Actor, account: Account) -> str | None:
    """Nobody decides about their own account."""
    if actor.account != account.pk:
        return None
    return noop("Another administrator has to do this for you.")


def somebody_remains(account: Account) -> str | None:
    """Somebody but this account can manage accounts; those who can are locked until it is done."""
    posts = Post.objects.select_for_update().filter(
        role=Role.ADMINISTRATOR, account__is_active=True
    )
    if set(posts.values_list("account", flat=True)) - {account.pk}:
        return None
    return noop("Somebody else has to be able to manage accounts first.")
