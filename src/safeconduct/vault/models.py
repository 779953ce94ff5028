"""Keys, grants and sealed things. Nothing here is readable without a private key."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, QuerySet

from safeconduct.access.actors import Actor, Holding
from safeconduct.access.gate import NOTHING, Reachable
from safeconduct.access.models import Account
from safeconduct.access.queries import walls_of
from safeconduct.access.terms import Reach
from safeconduct.base import references
from safeconduct.vault import days
from safeconduct.vault.terms import DESKS, NEVER_BEHIND_GLASS, Holder, Kind, Means, Work


class Keyring(models.Model):
    """A key pair and whose it is: a person's, a desk's, a mailbox's, or the recovery key."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    holder = models.CharField(max_length=10, choices=Holder)
    account = models.OneToOneField(Account, models.PROTECT, null=True, related_name="keyring")
    public = models.BinaryField(max_length=32)
    made_on = models.DateField()
    retired_on = models.DateField(null=True)

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
            models.CheckConstraint(
                name="only_the_key_of_a_desk_retires",
                condition=Q(retired_on__isnull=True) | Q(holder__in=DESKS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.reference}"

    @classmethod
    def held_by(cls, whose: Q) -> QuerySet[Keyring]:
        """The keyrings some people can use: their own, those of their desks, and those before.

        A desk whose member left has a new keyring, to which its earlier ones are shared.
        """
        own = cls.objects.filter(whose).values("pk")
        desks = Share.live().filter(member__in=own).values("desk")
        earlier = Share.objects.filter(member__in=desks).values("desk")
        return cls.objects.filter(Q(pk__in=own) | Q(pk__in=desks) | Q(pk__in=earlier))


class Wrap(models.Model):
    """A private key under something its owner knows."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="wraps")
    means = models.CharField(max_length=12, choices=Means)
    credential = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=16)
    box = models.BinaryField(max_length=120)

    objects = models.Manager["Wrap"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_wrap_a_means", fields=["keyring", "means", "credential"]
            ),
            models.CheckConstraint(
                name="only_a_passkey_names_its_credential",
                condition=Q(means=Means.PASSKEY) ^ Q(credential=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.means} of {self.keyring_id}"


class Share(models.Model):
    """A desk's private key, sealed to a member, to the recovery key, or to the key after it.

    With `until`, it covers an absence: the gate stops counting it after that day.
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    desk = models.ForeignKey(Keyring, models.CASCADE, related_name="shares")
    member = models.ForeignKey(Keyring, models.CASCADE, related_name="desks")
    box = models.BinaryField(max_length=300)
    until = models.DateField(null=True)

    objects = models.Manager["Share"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_share_each", fields=["desk", "member"]),
            models.CheckConstraint(name="no_share_with_itself", condition=~Q(desk=F("member"))),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} to {self.member_id}"

    @classmethod
    def live(cls) -> QuerySet[Share]:
        """Shares that count today."""
        return cls.objects.filter(Q(until__isnull=True) | Q(until__gte=days.today()))


class Compartment(Reachable):
    """A part of a file with its own key, and the reference of the file it belongs to."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    kind = models.CharField(max_length=12, choices=Kind)
    scope = models.CharField(max_length=16, db_index=True)
    made_on = models.DateField()
    shredded_on = models.DateField(null=True)

    objects = models.Manager["Compartment"]()

    def __str__(self) -> str:
        return f"{self.kind} of {self.scope}"

    @classmethod
    def within(cls, reach: Reach, actor: Actor, holding: Holding) -> Q:
        if reach not in {Reach.GRANTED, Reach.EMERGENCY} or actor.secret is None:
            return NOTHING
        mine = Q(reference=actor.secret.keyring)
        held = Grant.live().filter(holder__in=Keyring.held_by(mine))
        if reach == Reach.EMERGENCY:
            glass = held.filter(holder__holder=Holder.EMERGENCY)
            held_back = Q(kind__in=NEVER_BEHIND_GLASS)
            return Q(scope=holding.scope, pk__in=glass.values("compartment")) & ~held_back
        usual = held.exclude(holder__holder=Holder.EMERGENCY)
        return Q(pk__in=usual.values("compartment"))

    @classmethod
    def walled(cls, actor: Actor) -> Q:
        return Q(scope__in=walls_of(actor))


class ShredKey(models.Model):
    """Half of what a compartment's content is sealed under; without it no grant opens anything.

    It is kept out of the dated backups: they carry one copy of this table, overwritten each time.
    Deleting the row shreds the compartment there too (ADR 0008).
    """

    id = models.BigAutoField(primary_key=True, default=references.number)
    compartment = models.OneToOneField(Compartment, models.CASCADE, related_name="shred_key")
    half = models.BinaryField(max_length=32)

    objects = models.Manager["ShredKey"]()

    def __str__(self) -> str:
        return f"half of {self.compartment_id}"


class Errand(models.Model):
    """Work on a compartment that waits for somebody with an unlocked key that reaches it."""

    id = models.BigAutoField(primary_key=True, default=references.number)
    work = models.CharField(max_length=10, choices=Work)
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="errands")
    because = models.CharField(max_length=30)
    asked_on = models.DateField()

    objects = models.Manager["Errand"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_errand_a_work", fields=["work", "compartment"]),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.compartment_id}"


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
    until = models.DateField(null=True)
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

    @classmethod
    def live(cls) -> QuerySet[Grant]:
        """Grants that count today."""
        lasting = Q(until__isnull=True) | Q(until__gte=days.today())
        return cls.objects.filter(lasting, withdrawn_on__isnull=True)


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
