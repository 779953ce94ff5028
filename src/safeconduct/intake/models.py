"""What arrived. A report is never changed after it was received; what follows is added to it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.models import Account
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.cases.models import Matter
from safeconduct.intake.rules import LARGEST_FORM
from safeconduct.intake.tablets import Envelope, Tablet
from safeconduct.intake.terms import Direction, Ended, SetAside, State, Wished
from safeconduct.roster.models import Desk, Mission
from safeconduct.vault.models import Compartment, Keyring, Seal, SealedFile

__all__ = [
    "AnsweredLetter",
    "Attachment",
    "Draft",
    "DraftFile",
    "Envelope",
    "Heap",
    "LetterBox",
    "Message",
    "QuestionSet",
    "Recording",
    "Report",
    "Saved",
    "Tablet",
    "Wish",
]


class Draft(models.Model):
    """A report being written: everything in it is under a key that only its cookie holds."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    lookup = models.CharField(max_length=64, unique=True)
    box = models.BinaryField()
    touched_on = models.DateField()

    objects = models.Manager["Draft"]()

    def __str__(self) -> str:
        return "draft"


class DraftFile(models.Model):
    """Where a file of a draft lies, sealed, so that it can be removed with a forgotten draft.

    While it arrives it lies there in so many pieces (vault.pieces), and not yet as a whole.
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    stored_as = models.CharField(max_length=120, unique=True)
    pieces = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["DraftFile"]()

    def __str__(self) -> str:
        return "file of a draft"


class Saved(models.Model):
    """The way back to a draft with a receipt: the token of its cookie, sealed under the receipt."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    draft = models.OneToOneField(Draft, models.CASCADE, related_name="saved")
    lookup = models.CharField(max_length=64, unique=True)
    box = models.BinaryField()
    until = models.DateField()

    objects = models.Manager["Saved"]()

    def __str__(self) -> str:
        return "saved draft"


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


class QuestionSet(Reachable):
    """A version of the report form that was written at the desk; a published one never changes."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    code = models.CharField(max_length=30, unique=True)
    text = models.CharField(max_length=LARGEST_FORM)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_on = models.DateField()
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    place = models.PositiveIntegerField(null=True, unique=True)

    objects = models.Manager["QuestionSet"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_questions_say_by_whom_and_when",
                condition=Q(published_by=None, published_on=None, place=None)
                | Q(published_by__isnull=False, published_on__isnull=False, place__isnull=False),
            ),
            models.CheckConstraint(
                name="questions_are_published_by_another",
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Recording(models.Model):
    """A page of a version of the form, read aloud in one language: public, as its text is.

    It is published with the version and, like the text, never changes afterwards.
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    questions = models.ForeignKey(QuestionSet, models.CASCADE, related_name="recordings")
    page = models.CharField(max_length=30)
    young = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    content_type = models.CharField(max_length=30)
    content = models.BinaryField()
    words = models.CharField(max_length=64)
    supplied_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    supplied_on = models.DateField()

    objects = models.Manager["Recording"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_recording_of_a_page_in_a_language",
                fields=["questions", "page", "young", "language"],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Message(models.Model):
    """One message between a reporter and a desk, sealed in the report's compartment."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=14, choices=Direction)
    seal = models.OneToOneField(Seal, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    read_on = models.DateField(null=True)
    place = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["Message"]()

    class Meta:
        ordering = ("sent_on", "place", "id")

    def __str__(self) -> str:
        return self.reference


class Wish(models.Model):
    """What a reporter decided about their report, and until when. Taken back, never deleted.

    How and when somebody can be reached is sealed in the report's compartment; those words are
    destroyed when the wish ends (actions/wishing.py).
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    report = models.ForeignKey(Report, models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=12, choices=Wished)
    seal = models.OneToOneField(Seal, models.PROTECT, null=True, related_name="+")
    made_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_as = models.CharField(max_length=12, choices=Ended, blank=True)

    objects = models.Manager["Wish"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_wish_of_a_kind_stands",
                fields=["report", "kind"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_wish_that_ended_says_how_and_keeps_no_words",
                condition=Q(ended_on__isnull=True, ended_as="")
                | Q(ended_on__isnull=False, seal__isnull=True) & ~Q(ended_as=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"


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


class LetterBox(models.Model):
    """How the last visits to a letter box went. Nothing about any letter."""

    code = models.CharField(max_length=16, primary_key=True)
    visited_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    large = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    objects = models.Manager["LetterBox"]()

    def __str__(self) -> str:
        return self.code


class AnsweredLetter(models.Model):
    """That somebody was answered by mail today, so that they are not answered again."""

    digest = models.CharField(max_length=64, primary_key=True)
    on = models.DateField()

    objects = models.Manager["AnsweredLetter"]()

    def __str__(self) -> str:
        return "answered"
