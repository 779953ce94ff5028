"""Accounts and the roles they hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from safeconduct.access.actors import Actor, Holding, Secret
from safeconduct.access.terms import Role, WallSource
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

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.reference

    def actor(self, secret: Secret | None = None) -> Actor:
        """Return this account as an actor with the roles it holds today."""
        if not self.is_active:
            return Actor(f"officer:{self.reference}")
        holdings = tuple(
            Holding(Role(role), mission, state)
            for role, mission, state in self.posts.values_list("role", "mission", "state")
        )
        return Actor(f"officer:{self.reference}", holdings, account=self.pk, secret=secret)


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
        ]

    def __str__(self) -> str:
        return self.role


class Exclusion(models.Model):
    """A wall: this account may not reach this file, whatever roles it holds."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="exclusions")
    scope = models.CharField(max_length=16, db_index=True)
    source = models.CharField(max_length=20, choices=WallSource)
    raised_by = models.CharField(max_length=60)
    raised_on = models.DateField()
    lifted_on = models.DateField(null=True)

    objects = models.Manager["Exclusion"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="walled_once",
                fields=["account", "scope"],
                condition=Q(lifted_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"wall around {self.scope}"
