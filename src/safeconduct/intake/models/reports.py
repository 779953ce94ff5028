"""What arrived. A report is never changed after it was received; what follows is added to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.cases.models import Matter
from safeconduct.intake.terms import SetAside, State
from safeconduct.roster.models import Desk, Mission
from safeconduct.vault.models import Compartment, Keyring, Seal, SealedFile


class Heap(models.Model):
    """Reports that were set aside in one act, by what is open of them and unread."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    why = models.CharField(max_length=16, choices=SetAside)
    count = models.PositiveIntegerField()
    made_by = models.CharField(max_length=60)
    made_on = models.DateField()
    undone_on = models.DateField(null=True)

    objects = models.Manager["Heap"]()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_heap_is_not_empty", condition=Q(count__gte=1)),
        ]

    def __str__(self) -> str:
        return self.reference


class Report(Reachable):
    """One report as it arrived. Days, codes and keys are open; every word is sealed."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    submission = models.CharField(max_length=64, unique=True)
    lookup = models.CharField(max_length=64, unique=True)
    mission = models.ForeignKey(Mission, models.PROTECT, null=True, related_name="reports")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="reports")
    channel = models.CharField(max_length=30)
    language = models.CharField(max_length=8)
    form = models.CharField(max_length=30)
    received_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    state = models.CharField(max_length=14, choices=State, default=State.RECEIVED)
    set_aside_as = models.CharField(max_length=16, choices=SetAside, blank=True)
    set_aside_on = models.DateField(null=True)
    heap = models.ForeignKey("Heap", models.PROTECT, null=True, related_name="reports")
    urgent = models.BooleanField(default=False)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="reports")
    mailbox = models.OneToOneField(Keyring, models.PROTECT, related_name="report")
    compartment = models.OneToOneField(Compartment, models.PROTECT, related_name="report")
    answers = models.OneToOneField(Seal, models.PROTECT, related_name="+")
    identity = models.OneToOneField(Seal, models.PROTECT, null=True, related_name="+")

    objects = models.Manager["Report"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joined_report_has_its_matter",
                condition=Q(state=State.JOINED, matter__isnull=False)
                | (~Q(state=State.JOINED) & Q(matter__isnull=True)),
            ),
            models.CheckConstraint(
                name="set_aside_says_why",
                condition=Q(state=State.SET_ASIDE) & ~Q(set_aside_as="")
                | ~Q(state=State.SET_ASIDE) & Q(set_aside_as=""),
            ),
            models.CheckConstraint(
                name="only_what_was_set_aside_has_its_day",
                condition=Q(state=State.SET_ASIDE) | Q(set_aside_on__isnull=True),
            ),
            models.CheckConstraint(
                name="only_what_was_set_aside_lies_in_a_heap",
                condition=Q(state=State.SET_ASIDE) | Q(heap__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="report_newest", fields=["-received_on", "-id"]),
            models.Index(name="report_waiting", fields=["state", "received_on"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        match reach:
            case Reach.OWN:
                return Q(reference=actor.own) if actor.own else NOTHING
            case Reach.OWN_MISSION:
                return Q(mission__code=holding.mission) | cls._joined(reach, actor, holding)
            case Reach.ASSIGNED | Reach.EMERGENCY:
                return cls._joined(reach, actor, holding)
            case _:
                return NOTHING

    @classmethod
    def _joined(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        """The reports that are part of a matter which the same reach covers."""
        reached = Matter.objects.filter(Matter.within(reach, actor, holding))
        return Q(matter__in=reached.values("pk"))

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        walls = walls_of(actor)
        joined = Matter.objects.filter(reference__in=walls)
        return Q(reference__in=walls) | Q(matter__in=joined.values("pk"), matter__isnull=False)


class Attachment(models.Model):
    """A file that came with a report or a message."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments")
    file = models.OneToOneField(SealedFile, models.PROTECT, related_name="attachment")

    objects = models.Manager["Attachment"]()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.reference
