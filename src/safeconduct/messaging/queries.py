"""What can be asked about channels, by a desk that keeps them and by a gateway at the door."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.messaging import keys, rules
from safeconduct.messaging.models import Channel
from safeconduct.messaging.rules import Proof
from safeconduct.messaging.terms import Mode
from safeconduct.roster import queries as roster

# A channel whose place is taken by nobody; never accepted, whatever it proves.
NOBODYS = "no channel has this secret"


def channels(actor: Actor) -> QuerySet[Channel]:
    """The channels the actor keeps, open ones first. Those of no mission are headquarters'."""
    gate.require_anywhere(actor, Permission.POINT_KEEP)
    kept = Q(mission__in=roster.missions_within(actor, Permission.POINT_KEEP))
    if gate.reaches_everywhere(actor, Permission.POINT_KEEP):
        kept |= Q(mission__isnull=True)
    known = Channel.objects.filter(kept).select_related("mission")
    return known.order_by("mission__code", "ended_on", "name", "pk")


def a_channel(actor: Actor, reference: str) -> Channel:
    """One channel the actor keeps. Raises gate.Denied."""
    found = channels(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.POINT_KEEP.value)
    return found


def channel_of(actor: Actor, reference: str, *, proof: Proof, body: bytes, now: int) -> Channel:
    """The open channel from whose gateway a delivery comes. Raises gate.Denied for any other.

    Where there is none, a secret that nobody has is tried, so that it takes as long.
    """
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    found = Channel.objects.filter(reference=reference, ended_on__isnull=True)
    channel = found.select_related("mission").first()
    secrets = _secrets(channel) if channel else [NOBODYS]
    mode = Mode(channel.mode) if channel else Mode.SIGNED
    if not rules.is_proved(mode, proof, body, secrets, now) or channel is None:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return channel


def _secrets(channel: Channel) -> list[str]:
    boxes = [box for box in (channel.secret, channel.earlier) if box is not None]
    opened = [keys.unlock_secret(channel.reference, bytes(box)) for box in boxes]
    return [secret for secret in opened if secret is not None]
