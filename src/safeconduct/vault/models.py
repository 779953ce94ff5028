"""Keys, grants and sealed things. Nothing here is readable without a private key."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.models import Account
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.vault.terms import Holder, Kind, Means


class Keyring(models.Model):
    """A key pair and whose it is: a person's, a desk's, a mailbox's, or the recovery key."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    holder = models.CharField(max_length=10, choices=Holder)
    account = models.OneToOneField(Account, models.PROTECT, null=True, related_name="keyring")
    public = models.BinaryField(max_length=32)
    made_on = models.DateField()

    objects = models.Manager["Keyring"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_persons_keyring_has_an_account",
                condition=Q(holder=Holder.PERSON, account__isnull=False)
                | (~Q(holder=Holder.PERSON) & Q(account__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_recovery_key", fields=["holder"], condition=Q(holder=Holder.RECOVERY)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.reference}"


class Wrap(models.Model):
    """A private key under something its owner knows."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="wraps")
    means = models.CharField(max_length=12, choices=Means)
    salt = models.BinaryField(max_length=16)
    box = models.BinaryField(max_length=120)

    objects = models.Manager["Wrap"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_wrap_a_means", fields=["keyring", "means"]),
        ]

    def __str__(self) -> str:
        return f"{self.means} of {self.keyring_id}"


class Share(models.Model):
    """A desk's private key, sealed to one member or to the recovery key."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    desk = models.ForeignKey(Keyring, models.CASCADE, related_name="shares")
    member = models.ForeignKey(Keyring, models.CASCADE, related_name="desks")
    box = models.BinaryField(max_length=300)

    objects = models.Manager["Share"]()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_share_each", fields=["desk", "member"])]

    def __str__(self) -> str:
        return f"{self.desk_id} to {self.member_id}"


class Compartment(Reachable):
    """A part of a file with its own key, and the reference of the file it belongs to."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    kind = models.CharField(max_length=12, choices=Kind)
    scope = models.CharField(max_length=16, db_index=True)
    made_on = models.DateField()

    objects = models.Manager["Compartment"]()

    def __str__(self) -> str:
        return f"{self.kind} of {self.scope}"

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        if reach != Reach.GRANTED or actor.secret is None:
            return NOTHING
        mine = Keyring.objects.filter(reference=actor.secret.keyring).values("pk")
        desks = Share.objects.filter(member__in=mine).values("desk")
        held = Grant.objects.filter(
            Q(holder__in=mine) | Q(holder__in=desks), withdrawn_on__isnull=True
        )
        return Q(pk__in=held.values("compartment"))

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        return Q(scope__in=walls_of(actor))


class Grant(models.Model):
    """A compartment's key, sealed to one keyring. Withdrawn, never deleted."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="grants")
    holder = models.ForeignKey(Keyring, models.CASCADE, related_name="grants")
    box = models.BinaryField(max_length=300)
    given_by = models.CharField(max_length=60)
    reason = models.CharField(max_length=60)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    objects = models.Manager["Grant"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_live_grant_each",
                fields=["compartment", "holder"],
                condition=Q(withdrawn_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Seal(models.Model):
    """One sealed text, bound to its compartment, kind, reference and version."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="seals")
    kind = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField(default=1)
    box = models.BinaryField()
    made_on = models.DateField()

    objects = models.Manager["Seal"]()

    class Meta:
        constraints = [
            models.CheckConstraint(name="seal_versions_start_at_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class SealedFile(models.Model):
    """One sealed file: its bytes lie in the file store, its name and type in a seal."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="files")
    label = models.OneToOneField(Seal, models.PROTECT, related_name="file")
    stored_as = models.CharField(max_length=120, unique=True)
    stored_size = models.PositiveBigIntegerField()
    made_on = models.DateField()

    objects = models.Manager["SealedFile"]()

    def __str__(self) -> str:
        return self.reference
