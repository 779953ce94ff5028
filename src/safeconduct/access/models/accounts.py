"""Accounts and the roles they hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from safeconduct.access.actors import Actor, Holding, Secret
from safeconduct.access.terms import NEVER_APPOINTED, Role
from safeconduct.base import references


class Accounts(BaseUserManager["Account"]):
    """Finds an account by the name somebody signs in with."""


class Account(AbstractBaseUser):
    """Somebody who signs in. The name shown is a post or a work name, never a victim's."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)
    # The name as it was last compared with those in files: another one asks for it again.
    compared = models.CharField(max_length=120, blank=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.reference

    def actor(self, secret: Secret | None = None) -> Actor:
        """Return this account as an actor with the roles it holds now, emergencies included."""
        if not self.is_active:
            return Actor(f"officer:{self.reference}")
        held = [
            Holding(Role(role), mission, state)
            for role, mission, state in self.posts.values_list("role", "mission", "state")
        ]
        opened = self.emergencies.filter(ends_at__gt=timezone.now())
        held += [
            Holding(Role.EMERGENCY, scope=scope) for scope in opened.values_list("scope", flat=True)
        ]
        return Actor(f"officer:{self.reference}", tuple(held), account=self.pk, secret=secret)


class Post(models.Model):
    """One role an account holds, and in which mission or for which State."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    mission = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=2, blank=True)

    objects = models.Manager["Post"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="post_held_once", fields=["account", "role", "mission", "state"]
            ),
            models.CheckConstraint(
                name="mission_role_names_its_mission",
                condition=~Q(role=Role.CONDUCT_OFFICER) | ~Q(mission=""),
            ),
            models.CheckConstraint(
                name="state_role_names_its_state",
                condition=~Q(role=Role.MEMBER_STATE) | ~Q(state=""),
            ),
            models.CheckConstraint(
                name="role_can_be_appointed", condition=~Q(role__in=NEVER_APPOINTED)
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Departure(models.Model):
    """Somebody is leaving: until it is ended, what they alone hold is being handed over."""

    reference = models.CharField(max_length=16, unique=True, default=references.new)
    account = models.ForeignKey(Account, models.PROTECT, related_name="departures")
    begun_by = models.CharField(max_length=60)
    begun_on = models.DateField()
    ended_by = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True)

    objects = models.Manager["Departure"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_departure_at_a_time",
                fields=["account"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
