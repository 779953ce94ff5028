"""Tablets on which reports are taken without a network, and what was sealed on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.models import Account
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.roster.models import Desk
from safeconduct.vault.models import Keyring


class Tablet(Reachable):
    """A device on which reports are taken without a network, for one desk.

    It is found by the digest of a code until the tablet gave it, and then by that of a token that
    only the tablet holds.
    """

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    name = models.CharField(max_length=60)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="tablets")
    lookup = models.CharField(max_length=64, unique=True)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_on = models.DateField()
    enrolled_on = models.DateField(null=True)
    last_heard_on = models.DateField(null=True)
    wipe_asked_on = models.DateField(null=True)
    wiped_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    objects = models.Manager["Tablet"]()

    class Meta:
        ordering = ("-added_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="only_an_enrolled_tablet_is_heard",
                condition=Q(last_heard_on__isnull=True) | Q(enrolled_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_wiped_tablet_has_ended",
                condition=Q(wiped_on__isnull=True) | Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        match reach:
            case Reach.OWN_MISSION:
                return Q(desk__mission__code=holding.mission)
            case _:
                return NOTHING


class Envelope(models.Model):
    """A report that was sealed on a tablet. It stays as it came until it is a report here."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    digest = models.CharField(max_length=64, unique=True)
    submission = models.CharField(max_length=64)
    tablet = models.ForeignKey(Tablet, models.PROTECT, related_name="envelopes")
    keyring = models.ForeignKey(Keyring, models.PROTECT, related_name="+")
    form = models.CharField(max_length=30)
    box = models.BinaryField(null=True)
    arrived_on = models.DateField()
    failed_on = models.DateField(null=True)
    taken_in_on = models.DateField(null=True)

    objects = models.Manager["Envelope"]()

    class Meta:
        ordering = ("arrived_on", "id")
        constraints = [
            models.CheckConstraint(
                name="what_was_taken_in_is_not_kept_twice",
                condition=Q(taken_in_on__isnull=True, box__isnull=False)
                | Q(taken_in_on__isnull=False, box__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return "envelope"
