"""What can be done to accounts: who is admitted, and which posts they hold."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Post
from safeconduct.access.terms import Permission, Role
from safeconduct.audit import log


@transaction.atomic
def admit(*, actor: Actor, username: str, name: str, passphrase: str, email: str = "") -> Account:
    """Create an account that can sign in. It holds no post and no key yet.

    Without a passphrase it opens by an invitation alone.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    account = Account(username=username, name=name, email=email)
    account.set_password(passphrase or None)
    account.save()
    log.record("account.admit", actor=actor, subject=account)
    return account


@transaction.atomic
def appoint(
    *, actor: Actor, account: Account, role: Role, mission: str = "", state: str = ""
) -> Post:
    """Give an account a role, in a mission or for a State where the role asks for one."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    post = Post.objects.create(account=account, role=role, mission=mission, state=state)
    detail: dict[str, str | int] = {"role": role.value, "mission": mission, "state": state}
    log.record("account.appoint", actor=actor, subject=account, detail=detail)
    return post
