"""What was formally sent to a Member State, and what it answered. Words lie sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import Reachable
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.cases.models import Allegation, Matter, OfMatter
from safeconduct.memberstates.rules import ANSWERS, ELECTIONS, UNANSWERED
from safeconduct.memberstates.terms import Act, Stage
from safeconduct.vault.models import Compartment, Seal

A_MONTH = len("2026-01")


class Referral(OfMatter):
    """One letter to one State about its own nationals in one matter, and the State's answer."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    number = models.CharField(max_length=20, unique=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="referrals")
    allegations = models.ManyToManyField(
        Allegation, through="ReferredCharge", related_name="referrals"
    )
    state = models.CharField(max_length=2)
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.SENT)
    election = models.CharField(
        max_length=14, choices=[(act.value, act.label) for act in ANSWERS], blank=True
    )
    sent_on = models.DateField()
    due_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    officer_named = models.BooleanField(default=False)
    compartment = models.OneToOneField(Compartment, models.PROTECT, related_name="+")
    letter = models.OneToOneField(Seal, models.PROTECT, related_name="+")
    answer = models.OneToOneField(Seal, models.PROTECT, null=True, related_name="+")

    objects = models.Manager["Referral"]()

    class Meta:
        ordering = ("-sent_on", "-id")
        constraints = [
            models.CheckConstraint(name="referral_names_its_state", condition=~Q(state="")),
            models.CheckConstraint(
                name="referral_is_due_after_it_is_sent", condition=Q(due_on__gte=F("sent_on"))
            ),
            models.CheckConstraint(
                name="referral_is_received_after_it_is_sent",
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="referral_is_answered_after_it_is_sent",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="referral_stage_and_answer_agree",
                condition=Q(
                    stage=Stage.SENT,
                    acknowledged_on__isnull=True,
                    election="",
                    answered_on__isnull=True,
                    answer__isnull=True,
                )
                | Q(
                    stage=Stage.ACKNOWLEDGED,
                    acknowledged_on__isnull=False,
                    election="",
                    answered_on__isnull=True,
                    answer__isnull=True,
                )
                | Q(
                    stage=Stage.ELECTED,
                    election__in=[act.value for act in ELECTIONS],
                    answered_on__isnull=False,
                    answer__isnull=False,
                )
                | Q(
                    stage=Stage.DECLINED,
                    election=Act.DECLINE.value,
                    answered_on__isnull=False,
                    answer__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="officer_is_named_by_an_election",
                condition=Q(officer_named=False) | Q(stage=Stage.ELECTED),
            ),
        ]
        indexes = [models.Index(name="referral_of_state", fields=["state", "-sent_on", "-id"])]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        if reach == Reach.OWN_STATE:
            return Q(state=holding.state)
        return super().within(reach, actor, holding)

    @property
    def is_unanswered(self) -> bool:
        """Whether the State has not said yet what it will do."""
        return self.stage in UNANSWERED


class ReferredCharge(Reachable):
    """What the State was told of one allegation on the day of sending: codes and a month.

    A copy on purpose: what is recorded in the matter later was not sent.
    """

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="charges")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="+")
    conduct = models.CharField(max_length=60)
    category = models.CharField(max_length=20)
    incident = models.CharField(max_length=7, blank=True)

    objects = models.Manager["ReferredCharge"]()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                name="one_charge_a_referral", fields=["referral", "allegation"]
            ),
            models.CheckConstraint(
                name="state_is_told_no_day",
                condition=LessThanOrEqual(Length("incident"), A_MONTH),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conduct} in {self.referral_id}"

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        reached = Referral.objects.filter(Referral.within(reach, actor, holding))
        return Q(referral__in=reached.values("pk"))

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        kept_from = Referral.objects.filter(Referral.walled(actor))
        return Q(referral__in=kept_from.values("pk"))


class Count(models.Model):
    """The last number given to a State in a year."""

    state = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = models.Manager["Count"]()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_count_a_year", fields=["state", "year"])]

    def __str__(self) -> str:
        return f"{self.state} {self.year}: {self.last}"
