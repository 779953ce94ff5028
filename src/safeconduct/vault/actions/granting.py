"""Who is in a compartment: let in, shut out, and brought under the walls of a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.models import Exclusion
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import boxes, days, queries, rekeying, rings
from safeconduct.vault.models import Compartment, Grant, Keyring
from safeconduct.vault.terms import DESKS, Holder

OWNERS = (Holder.PERSON, *DESKS)


class Orphaned(Exception):
    """Nobody would be left who can open it: somebody else has to be let in first."""


class ThroughDesk(Exception):
    """Nothing was taken back: they are in through a desk, and only leaving it takes them out."""


@transaction.atomic
def grant(
    *,
    actor: Actor,
    compartment: Compartment,
    holder: Keyring,
    reason: str,
    until: date | None = None,
) -> bool:
    """Let one more holder into a compartment; the actor must be in already. Say if that was new.

    With `until`, the grant counts to the end of that day. Somebody who is in, by a grant of their
    own or as a member of a desk that has one, is given no second way in: it would outlive their
    leaving the desk.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    opened = rekeying.opened_of(actor, compartment)
    holder = rekeying.current(Keyring.objects.get(pk=holder.pk))
    if rings.reaches(holder, compartment):
        return False
    _drop(compartment, holder)  # one that ran out and was not cleared yet
    given = rings.new_grant(opened, holder, actor, reason, days.today())
    given.until = until
    given.save()
    detail: dict[str, str | int] = {
        "compartment": compartment.reference,
        "holder": holder.reference,
        "kind": compartment.kind,
    }
    if until is not None:
        detail["until"] = until.isoformat()
    log.record("grant.give", actor=actor, subject=compartment.scope, reason=reason, detail=detail)
    return True


@transaction.atomic
def withdraw(*, actor: Actor, compartment: Compartment, holder: Keyring, reason: str) -> bool:
    """Take back a holder's own grant and give the compartment a new key at once. Say if there was.

    Everything in it is sealed again and every other grant issued anew, a reporter's own included.
    What somebody reaches through a desk stays: `rings.reaches` says so afterwards, the log does,
    and ThroughDesk is raised when they had no grant of their own. Raises Orphaned when nobody
    else could open it, Locked or gate.Denied for an actor who is not in it. Nobody takes a
    reporter's words from her.
    """
    done = _withdraw(actor, compartment, holder)
    if done:
        _record_withdrawal(actor, compartment, holder, reason)
    return done


@transaction.atomic
def take_back(
    *, actor: Actor, compartments: Iterable[Compartment], holder: Keyring, reason: str
) -> int:
    """Withdraw a holder's own grants in several compartments; return in how many there was one.

    Where the actor holds no key, or something was altered, the grant ends at once and the new key
    follows by an errand. Raises Orphaned, and then nothing has changed. All are locked first and
    in one order, and the log's one lock is taken last: two such acts never wait for each other.
    """
    held = [rekeying.lock(key) for key in sorted({compartment.pk for compartment in compartments})]
    done, late = [], []
    for compartment in held:
        try:
            with transaction.atomic():
                ended = _withdraw(actor, compartment, holder)
        except (gate.Denied, rings.Locked, boxes.WillNotOpen, OSError):
            _require_ending(actor)
            if ended := _end(compartment, holder):
                late.append(compartment.pk)
        if ended:
            done.append(compartment)
    rekeying.ask_for(late, reason[:30])
    for compartment in done:
        _record_withdrawal(actor, compartment, holder, reason)
    return len(done)


@transaction.atomic
def shut_out(
    *, actor: Actor, compartments: Iterable[Compartment], holder: Keyring, reason: str
) -> int:
    """Take back a holder's own grants at once; return how many. New keys follow by errands.

    For somebody who may decide who works on a file but holds no key to it: from now on the gate
    refuses, and whoever is in gives the compartments their new keys (ADR 0007). Raises Orphaned,
    and then nothing has changed.
    """
    _require_ending(actor)
    held = [rekeying.lock(key) for key in sorted({compartment.pk for compartment in compartments})]
    left = [compartment for compartment in held if _end(compartment, holder)]
    rekeying.ask_for([compartment.pk for compartment in left], reason[:30])
    for compartment in left:
        _record_withdrawal(actor, compartment, holder, reason)
    return len(left)


@transaction.atomic
def bring_under(*, actor: Actor, compartment: Compartment, scope: str) -> None:
    """Make a compartment and those of the same file part of another file.

    From then on the walls around that file stand around what is in them. The actor must be in
    the compartment. No key changes and nothing is sealed again: the scope is in no box.
    """
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    moved = Compartment.objects.filter(scope=compartment.scope).update(scope=scope)
    log.record("file.bring-under", actor=actor, subject=scope, detail={"compartments": moved})


def _withdraw(actor: Actor, compartment: Compartment, holder: Keyring) -> bool:
    rings.secret_of(actor)
    gate.require(actor, Permission.GRANT_GIVE, compartment)
    opened = rekeying.opened_of(actor, compartment)
    if not _drop(compartment, holder):
        if rings.reaches(holder, compartment):
            raise ThroughDesk(compartment.reference)
        return False
    if not _somebody_is_in(compartment):
        raise Orphaned(compartment.reference)
    rekeying.rekey(opened, actor)
    return True


def _require_ending(actor: Actor) -> None:
    if not gate.may(actor, Permission.ACCOUNT_MANAGE):
        gate.require_anywhere(actor, Permission.MATTER_EDIT)  # a wall can follow from an edit


def _end(compartment: Compartment, holder: Keyring) -> bool:
    """End a holder's grant without a key; say if there was one."""
    if not _drop(compartment, holder):
        return False
    if not _somebody_is_in(compartment):
        raise Orphaned(compartment.reference)
    return True


def _drop(compartment: Compartment, holder: Keyring) -> bool:
    """End a holder's grant, for a desk those to its earlier keys too; say if there was one."""
    if holder.holder not in OWNERS:
        raise gate.Denied(Permission.GRANT_GIVE.value)
    now = rekeying.current(Keyring.objects.get(pk=holder.pk))
    keys = [now, *rekeying.earlier(now)] if now.holder in DESKS else [now]
    held = Grant.objects.filter(compartment=compartment, holder__in=keys, withdrawn_on__isnull=True)
    return bool(held.update(withdrawn_on=days.today()))


def _somebody_is_in(compartment: Compartment) -> bool:
    """Whether somebody is left who opens it, for good and before no wall, as `queries.alone_in`."""
    walled = Exclusion.objects.filter(scope=compartment.scope, lifted_on__isnull=True)
    people = queries.openers().exclude(account__in=walled.values("account"))
    return queries.reached(people).filter(compartment=compartment).exists()


def _record_withdrawal(
    actor: Actor, compartment: Compartment, holder: Keyring, reason: str
) -> None:
    detail: dict[str, str | int] = {
        "compartment": compartment.reference,
        "holder": holder.reference,
        "kind": compartment.kind,
    }
    if rings.reaches(holder, compartment):
        detail["still"] = "desk"
    log.record(
        "grant.withdraw", actor=actor, subject=compartment.scope, reason=reason, detail=detail
    )
