"""Keeping and disposing as acts: holds, and destruction that two people agree on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base import moves
from safeconduct.base.words import noop
from safeconduct.cases.actions.refusing import Refused
from safeconduct.retention import certificates, queries, records
from safeconduct.retention.models import Disposition, Hold, Serial, Tombstone
from safeconduct.retention.rules import MOVES, OPEN, PROPOSABLE
from safeconduct.retention.terms import Act, State
from safeconduct.vault import actions as vault
from safeconduct.vocabulary import shelf


@transaction.atomic
def place_hold(*, actor: Actor, scope: str, reason: str, today: date) -> Hold:
    """Keep a record from being destroyed until the hold is lifted, whatever was decided before.

    Raises Refused for a reason that holds it already or is none of the list, gate.Denied out of
    reach. A hold placed between approval and destruction stops the destruction.
    """
    gate.require_anywhere(actor, Permission.RETENTION_PROPOSE)
    kind, record = queries.seen(actor, Permission.RETENTION_PROPOSE, scope)
    records.lock(kind, scope)
    if reason not in shelf.codes("hold_reasons"):
        raise Refused(noop("Choose one of the reasons."))
    if Hold.objects.filter(scope=scope, reason=reason, lifted_on__isnull=True).exists():
        raise Refused(noop("A hold for this reason stands already."))
    placed = Hold.objects.create(
        scope=scope,
        kind=kind,
        number=records.number_of(record),
        reason=reason,
        placed_by_id=_account(actor),
        placed_on=today,
    )
    log.record("hold.place", actor=actor, subject=scope, reason=reason)
    return placed


@transaction.atomic
def lift_hold(*, actor: Actor, hold: Hold, today: date) -> Hold:
    """End a hold. The record is due again as if it had not been.

    Raises Refused if it was lifted before, gate.Denied out of reach.
    """
    records.lock(hold.kind, hold.scope)
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    gate.require(actor, Permission.RETENTION_READ, hold)  # seen before judged
    gate.require(actor, Permission.RETENTION_PROPOSE, hold)
    if hold.lifted_on is not None:
        raise Refused(noop("This hold was lifted before."))
    hold.lifted_by_id, hold.lifted_on = actor.account, today
    hold.save(update_fields=["lifted_by", "lifted_on"])
    log.record("hold.lift", actor=actor, subject=hold.scope, reason=hold.reason)
    return hold


@transaction.atomic
def propose(*, actor: Actor, scopes: Sequence[str], today: date) -> list[Disposition]:
    """Propose to destroy one or more records that are due; nothing unless all of them can be.

    Raises Refused with the first objection, gate.Denied when one of them cannot be seen.
    """
    gate.require_anywhere(actor, Permission.RETENTION_PROPOSE)
    if not scopes:
        raise Refused(noop("Choose one or more records."))
    return [_proposed(actor, scope, today) for scope in sorted(set(scopes))]


def _proposed(actor: Actor, scope: str, today: date) -> Disposition:
    kind, record = queries.seen(actor, Permission.RETENTION_PROPOSE, scope)
    records.lock(kind, scope)
    stands = records.standing(kind, scope, today)
    objections = [said for check in PROPOSABLE if (said := check(stands))]
    if objections or stands.rule is None or stands.counted_from is None or stands.due_on is None:
        raise Refused(objections[0])
    if Disposition.objects.filter(scope=scope, state__in=sorted(OPEN)).exists():
        raise Refused(noop("This record is proposed already."))
    made = Disposition.objects.create(
        scope=scope,
        kind=kind,
        number=records.number_of(record),
        rule=stands.rule.code,
        series=stands.rule.series,
        counted_from=stands.counted_from,
        due_on=stands.due_on,
        proposed_by_id=_account(actor),
        proposed_as=_post(actor, Permission.RETENTION_PROPOSE),
        proposed_on=today,
    )
    detail: dict[str, str | int] = {"of": made.reference, "rule": made.rule}
    log.record("disposition.propose", actor=actor, subject=scope, detail=detail)
    return made


@transaction.atomic
def approve(*, actor: Actor, disposition: Disposition, today: date) -> Disposition:
    """Agree, as a second person, that a record be destroyed. Nothing is destroyed yet.

    Raises gate.Denied out of reach, moves.IllegalMove for the one who proposed, under a hold, or
    when the record is due no more.
    """
    disposition = _step(actor, disposition, Act.APPROVE, today)
    disposition.approved_by_id, disposition.approved_on = actor.account, today
    disposition.approved_as = _post(actor, Permission.RETENTION_APPROVE)
    disposition.save()
    _record(actor, disposition, Act.APPROVE)
    return disposition


@transaction.atomic
def refuse(*, actor: Actor, disposition: Disposition, today: date) -> Disposition:
    """Decide that a record be kept for now; it is due again and can be proposed again."""
    return _ended(actor, disposition, Act.REFUSE, today)


@transaction.atomic
def withdraw(*, actor: Actor, disposition: Disposition, today: date) -> Disposition:
    """Take a proposal back, also one that was approved, as long as nothing was destroyed."""
    return _ended(actor, disposition, Act.WITHDRAW, today)


@transaction.atomic
def carry_out(*, actor: Actor, disposition: Disposition, today: date) -> Tombstone:
    """Destroy a record: everything sealed in it, by destroying the keys. It cannot be undone.

    What is open in it stays, codes and days, so that figures published before can be counted
    again (ADR 11). Returns the tombstone, whose certificate says what was done by whom. Raises
    gate.Denied out of reach, moves.IllegalMove under a hold, unapproved, or due no more.
    """
    disposition = _step(actor, disposition, Act.CARRY_OUT, today)
    sealed = records.content_of(disposition.scope)
    vault.shred(actor=actor, scope=disposition.scope, reason=disposition.rule)
    disposition.ended_by_id, disposition.ended_on = actor.account, today
    disposition.ended_as = _post(actor, Permission.RETENTION_APPROVE)
    disposition.save()
    stone = Tombstone(
        scope=disposition.scope,
        kind=disposition.kind,
        number=disposition.number,
        disposition=disposition,
        rule=disposition.rule,
        series=disposition.series,
        disposed_on=today,
        certificate=_next_certificate(today),
        compartments=sealed.compartments,
        seals=sealed.seals,
        files=sealed.files,
    )
    stone.hash = certificates.fingerprint(certificates.said_of(stone))
    stone.save()
    detail: dict[str, str | int] = {
        "of": disposition.reference,
        "certificate": stone.certificate,
        "hash": stone.hash,
    }
    log.record("disposition.carry-out", actor=actor, subject=disposition.scope, detail=detail)
    return stone


def _ended(actor: Actor, disposition: Disposition, act: Act, today: date) -> Disposition:
    disposition = _step(actor, disposition, act, today)
    disposition.ended_by_id, disposition.ended_on = actor.account, today
    disposition.save()
    _record(actor, disposition, act)
    return disposition


def _step(actor: Actor, disposition: Disposition, act: Act, today: date) -> Disposition:
    """Lock the record and its disposition, and set, unsaved, the state the act leads to."""
    record: Any = records.lock(disposition.kind, disposition.scope)
    disposition = Disposition.objects.select_for_update().get(pk=disposition.pk)
    queries.require(actor, Permission.RETENTION_READ, record)  # seen before judged
    gate.require(actor, Permission.RETENTION_READ, disposition)
    step = moves.find(MOVES, disposition.state, act)
    gate.require(actor, Permission(step.permission), disposition)
    own = disposition.proposed_by_id == actor.account
    stands = records.standing(disposition.kind, disposition.scope, today, by_proposer=own)
    if objections := moves.objections(step, stands):
        raise moves.IllegalMove(objections[0])
    disposition.state = State(step.target)
    return disposition


def _record(actor: Actor, disposition: Disposition, act: Act) -> None:
    detail: dict[str, str | int] = {"of": disposition.reference}
    log.record(f"disposition.{act.value}", actor=actor, subject=disposition.scope, detail=detail)


def _account(actor: Actor) -> int:
    """The account of whoever decides: no duty decides about keeping."""
    if actor.account is None:
        raise gate.Denied(Permission.RETENTION_PROPOSE.value)
    return actor.account


def _post(actor: Actor, permission: Permission) -> str:
    """The post somebody acts in, for the certificate: a role, and the mission if it has one."""
    held = [h for h in actor.holdings if permission in GRANTS[h.role]]
    return " ".join(filter(None, (held[0].role.value, held[0].mission)))[:60]


def _next_certificate(today: date) -> str:
    Serial.objects.get_or_create(year=today.year)
    serial = Serial.objects.select_for_update().get(year=today.year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"CD-{today.year}-{serial.last:04d}"
