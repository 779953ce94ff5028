"""Which tablets there are, which of them is heard, and what was sealed on them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, QuerySet

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake.models import Envelope, Tablet
from safeconduct.roster import queries as roster
from safeconduct.vault import envelopes


def tablet(actor: Actor, token: str) -> Tablet:
    """The tablet that is known by a token. Raises gate.Denied where there is none, or no more."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    known = Tablet.objects.filter(lookup=envelopes.digest_of(token), ended_on=None)
    found = known.exclude(enrolled_on=None).select_related("desk__keyring").first()
    if found is None:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return found


def expected_tablet(actor: Actor, code: str, today: date) -> Tablet:
    """The tablet that a code was made for, today or yesterday. Raises gate.Denied."""
    gate.require_anywhere(actor, Permission.REPORT_MAKE)
    plain = "".join(code.split()).replace("-", "").lower()
    awaited = Tablet.objects.filter(lookup=envelopes.digest_of(plain), enrolled_on=None)
    fresh = awaited.filter(ended_on=None, added_on__gte=today - timedelta(days=1))
    found = fresh.select_related("desk__keyring").first()
    if found is None:
        raise gate.Denied(Permission.REPORT_MAKE.value)
    return found


def tablets(actor: Actor) -> QuerySet[Tablet]:
    """The tablets of the desks whose reports the actor answers for."""
    seen = gate.visible(actor, Permission.REPORT_TRIAGE, Tablet.objects.all())
    return seen.select_related("desk__mission")


def a_tablet(actor: Actor, reference: str) -> Tablet:
    """One of those tablets. Raises gate.Denied."""
    found = tablets(actor).filter(reference=reference).first()
    if found is None:
        raise gate.Denied(Permission.REPORT_TRIAGE.value)
    return found


def unopened(actor: Actor) -> QuerySet[Envelope]:
    """The envelopes from tablets that wait for somebody behind the actor's own desks.

    Those that did not open come last: however many there are, they keep no other from its turn.
    """
    sealed = Envelope.objects.filter(taken_in_on=None, tablet__in=tablets(actor).values("pk"))
    own = roster.own_desks(actor).values("pk")
    found = sealed.filter(tablet__desk__in=own)
    in_turn = found.order_by(F("failed_on").asc(nulls_first=True), "arrived_on", "id")
    return in_turn.select_related("keyring", "tablet__desk__mission")
