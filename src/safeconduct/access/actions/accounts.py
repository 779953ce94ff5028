"""What can be done to accounts: who is admitted, what they are called, which posts they hold."""

from __future__ import annotations

from django.db import transaction

from safeconduct.access import gate, remaining
from safeconduct.access.actions.refusing import Refused
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Post
from safeconduct.access.terms import Permission, Role
from safeconduct.audit import log
from safeconduct.base.words import noop


@transaction.atomic
def admit(
    *, actor: Actor, username: str, name: str, passphrase: str = "", email: str = ""
) -> Account:
    """Create an account that can sign in. It holds no post and no key yet.

    Without a passphrase it opens by an invitation alone. Raises Refused for a username in use.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if Account.objects.filter(username=username).exists():
        raise Refused(noop("Somebody signs in with this name already."))
    account = Account(username=username, name=name, email=email)
    account.set_password(passphrase or None)
    account.save()
    log.record("account.admit", actor=actor, subject=account)
    return account


@transaction.atomic
def appoint(
    *, actor: Actor, account: Account, role: Role, mission: str = "", state: str = ""
) -> Post:
    """Give an account a role, in a mission or for a State where the role asks for one.

    Nobody gives themselves a post. Raises Refused for that, for a post held already, and for
    somebody who left.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if objection := remaining.another_decides(actor, account):
        raise Refused(objection)
    held = Account.objects.select_for_update().get(pk=account.pk)
    if not held.is_active:
        raise Refused(noop("This person has left."))
    posts = Post.objects.filter(account=held, role=role, mission=mission, state=state)
    if posts.exists():
        raise Refused(noop("This person holds that post already."))
    post = Post.objects.create(account=held, role=role, mission=mission, state=state)
    detail: dict[str, str | int] = {"role": role.value, "mission": mission, "state": state}
    log.record("account.appoint", actor=actor, subject=held, detail=detail)
    return post


@transaction.atomic
def dismiss(
    *, actor: Actor, account: Account, role: Role, mission: str = "", state: str = ""
) -> bool:
    """End one post of an account, from its next request on; say whether it was held.

    Keys stay until they are taken back: `cases.end_post` asks first whether somebody else opens
    what this one did. Nobody ends a post of their own, or the last administrator's: Refused.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if objection := remaining.another_decides(actor, account):
        raise Refused(objection)
    if role == Role.ADMINISTRATOR and (objection := remaining.somebody_remains(account)):
        raise Refused(objection)
    ended = Post.objects.filter(account=account, role=role, mission=mission, state=state).delete()
    if not ended[0]:
        return False
    detail: dict[str, str | int] = {"role": role.value, "mission": mission, "state": state}
    log.record("account.dismiss", actor=actor, subject=account, detail=detail)
    return True


@transaction.atomic
def rename(*, actor: Actor, account: Account, name: str) -> Account:
    """Show an account under another name from now on.

    Files name people: a duty sees that the name was not compared with them yet, and asks whoever
    holds the keys to compare it (`Account.compared`). Nobody renames themselves, for whoever
    expects to be named could choose a name that is in no file: Refused.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if objection := remaining.another_decides(actor, account):
        raise Refused(objection)
    held = Account.objects.select_for_update().get(pk=account.pk)
    if held.name != name:
        held.name = name
        held.save(update_fields=["name"])
        log.record("account.rename", actor=actor, subject=held)
    return held
