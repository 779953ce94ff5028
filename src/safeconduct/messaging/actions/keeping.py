"""The register of channels: opened, changed and ended by the desk, each with its own secret."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.base.words import noop
from safeconduct.messaging import keys
from safeconduct.messaging.models import Channel
from safeconduct.roster.actions import Misplaced
from safeconduct.roster.models import Mission


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a channel. `number` is what people write to, and `language` the one they
    are answered in where the gateway names none.
    """

    name: str
    kind: str
    number: str
    language: str
    mode: str
    answers: bool = True


@transaction.atomic
def open_channel(
    *, actor: Actor, mission: Mission | None, described: Described, today: date
) -> tuple[Channel, str]:
    """Open a channel of a mission, or of headquarters; return it and its secret, shown this once.

    Raises gate.Denied.
    """
    _require(actor, mission)
    channel = Channel(mission=mission, opened_on=today, **asdict(described))
    secret = keys.new_secret()
    channel.secret = keys.lock_secret(channel.reference, secret)
    channel.save()
    log.record("channel.open", actor=actor, subject=channel, detail={"mode": channel.mode})
    return channel, secret


@transaction.atomic
def change_channel(*, actor: Actor, channel: Channel, described: Described) -> Channel:
    """Put what is said of a channel in place of what was. Raises Misplaced once it ended."""
    held = _held(actor, channel)
    for name, said in asdict(described).items():
        setattr(held, name, said)
    held.save()
    log.record("channel.change", actor=actor, subject=held, detail={"mode": held.mode})
    return held


@transaction.atomic
def renew_secret(*, actor: Actor, channel: Channel) -> str:
    """Give a channel another secret and return it, this once; the one before holds beside it.

    Raises Misplaced while two hold already, so that no second press cuts a gateway off; and once
    the channel ended.
    """
    held = _held(actor, channel)
    if held.earlier is not None:
        raise Misplaced(noop("Two secrets hold already. End one of them first."))
    secret = keys.new_secret()
    held.earlier, held.secret = held.secret, keys.lock_secret(held.reference, secret)
    held.save(update_fields=["earlier", "secret"])
    log.record("channel.renew-secret", actor=actor, subject=held)
    return secret


@transaction.atomic
def forget_earlier_secret(*, actor: Actor, channel: Channel) -> None:
    """End the earlier secret of a channel: its gateway has the new one."""
    held = _held(actor, channel)
    held.earlier = None
    held.save(update_fields=["earlier"])
    log.record("channel.forget-secret", actor=actor, subject=held)


@transaction.atomic
def discard_newest_secret(*, actor: Actor, channel: Channel) -> None:
    """End the newest secret of a channel, which its gateway never got; the earlier one stays.

    Raises Misplaced where there is no earlier one.
    """
    held = _held(actor, channel)
    if held.earlier is None:
        raise Misplaced(noop("There is only one secret."))
    held.secret, held.earlier = held.earlier, None
    held.save(update_fields=["secret", "earlier"])
    log.record("channel.discard-secret", actor=actor, subject=held)


@transaction.atomic
def end_channel(*, actor: Actor, channel: Channel, today: date) -> Channel:
    """End a channel: from now on its address answers as if it had never been."""
    held = _held(actor, channel)
    held.ended_on = today
    held.save(update_fields=["ended_on"])
    log.record("channel.end", actor=actor, subject=held)
    return held


def _held(actor: Actor, channel: Channel) -> Channel:
    held = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    _require(actor, held.mission)
    if held.ended_on is not None:
        raise Misplaced(noop("This channel has ended."))
    return held


def _require(actor: Actor, mission: Mission | None) -> None:
    if mission is None:
        reached = gate.reaches_everywhere(actor, Permission.POINT_KEEP)
    else:
        reached = gate.reaches_mission(actor, Permission.POINT_KEEP, mission.code)
    if not reached:
        raise gate.Denied(Permission.POINT_KEEP.value)
