"""Coming in for the first time, changing what one comes in with, and ending sessions."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from safeconduct.access import gate, remaining
from safeconduct.access.actions.refusing import Refused
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account, Invitation, Session
from safeconduct.access.terms import Permission
from safeconduct.audit import log

TOKEN_BYTES = 24


class Expired(Exception):
    """The link opens nothing: unknown, used, or too old. It is not said which."""


@transaction.atomic
def invite(*, actor: Actor, account: Account, today: date) -> str:
    """Return the token of a link with which somebody sets a passphrase, once, within some days.

    An earlier link of theirs opens nothing any more. The token is stored nowhere.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    Invitation.objects.filter(account=account, used_on=None).delete()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.create(
        account=account,
        digest=Invitation.digest_of(token),
        made_by=actor.reference,
        made_on=today,
        expires_on=today + timedelta(days=settings.INVITATION_DAYS),
    )
    log.record("account.invite", actor=actor, subject=account)
    return token


@transaction.atomic
def close_invitation(*, actor: Actor, account: Account) -> bool:
    """Let the open invitation of somebody open nothing any more; say whether there was one."""
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if not Invitation.objects.filter(account=account, used_on=None).delete()[0]:
        return False
    log.record("account.invitation.close", actor=actor, subject=account)
    return True


@transaction.atomic
def accept_invitation(*, token: str, passphrase: str, today: date) -> Account:
    """Set the passphrase of whoever was invited with this link, and spend the link.

    All their sessions end. Raises Expired.
    """
    invitation = Invitation.holding(token, today).select_for_update(of=("self",)).first()
    if invitation is None:
        raise Expired
    invitation.used_on = today
    invitation.save(update_fields=["used_on"])
    account = invitation.account
    account.set_password(passphrase)
    account.save(update_fields=["password"])
    Session.objects.filter(account=account).delete()
    log.record("account.invitation.accept", actor=account.actor(), subject=account)
    return account


@transaction.atomic
def set_passphrase(*, actor: Actor, passphrase: str) -> None:
    """Let the actor sign in with another passphrase. Their key is re-wrapped by vault."""
    account = Account.objects.select_for_update().get(pk=actor.account or 0)
    account.set_password(passphrase)
    account.save(update_fields=["password"])
    log.record("account.passphrase", actor=actor, subject=account)


@transaction.atomic
def end_sessions(*, actor: Actor, account: Account, keep: str = "") -> int:
    """Sign an account out everywhere; return from how many places.

    One's own sessions, or anybody's for those who manage accounts. `keep` is the row of one
    session that goes on.
    """
    if actor.account != account.pk:
        gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    gone = Session.objects.filter(account=account).exclude(session_key=keep).delete()[0]
    if gone:
        log.record("session.end", actor=actor, subject=account, detail={"sessions": gone})
    return gone


@transaction.atomic
def end_session(*, actor: Actor, reference: str) -> bool:
    """Sign the actor out in one other place; say whether there was one."""
    own = Session.objects.filter(account=actor.account, reference=reference)
    if actor.account is None or not own.delete()[0]:
        return False
    log.record("session.end", actor=actor, subject=actor.reference, detail={"sessions": 1})
    return True


@transaction.atomic
def reset_second_factor(*, actor: Actor, account: Account) -> int:
    """Forget every code and passkey of somebody who lost them all, and sign them out.

    What a passkey unlocked stays wrapped: `vault.reset_second_factor` takes that away too. Raises
    Refused for oneself.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    if objection := remaining.another_decides(actor, account):
        raise Refused(objection)
    gone: int = Authenticator.objects.filter(user=account).delete()[0]
    Session.objects.filter(account=account).delete()
    log.record("factor.reset", actor=actor, subject=account, detail={"factors": gone})
    return gone
