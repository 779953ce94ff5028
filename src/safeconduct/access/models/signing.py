"""Coming in: invitations, sessions, failed attempts, and codes that were used once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import ClassVar, Self

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q, QuerySet

from safeconduct.access.models.accounts import Account
from safeconduct.base import references


class Invitation(models.Model):
    """A way in for somebody who has no passphrase yet; it opens once, until a day."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=60)
    made_on = models.DateField()
    expires_on = models.DateField()
    used_on = models.DateField(null=True)

    objects = models.Manager["Invitation"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_invitation_each",
                fields=["account"],
                condition=Q(used_on__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_expires_after_it_is_made",
                condition=Q(expires_on__gte=F("made_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.account_id}"

    @staticmethod
    def digest_of(token: str) -> str:
        """Return what an invitation is found by; the token itself carries 192 random bits."""
        return hashlib.sha256(f"invitation {token}".encode()).hexdigest()

    @classmethod
    def holding(cls, token: str, today: date) -> QuerySet[Invitation]:
        """Return the invitation that a link opens today, if it opens one."""
        return cls.objects.filter(
            digest=cls.digest_of(token),
            used_on=None,
            expires_on__gte=today,
            account__is_active=True,
        )


class Session(AbstractBaseSession):
    """A session. Its key is stored as a digest: the row alone signs nobody in (4-security)."""

    session_key = models.CharField(max_length=64, primary_key=True)
    reference = models.CharField(max_length=16, unique=True, default=references.new)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[BaseSessionManager[Self]] = BaseSessionManager()

    class Meta:
        indexes = [models.Index(name="session_expiry", fields=["expire_date"])]

    def __str__(self) -> str:
        return self.reference


class Attempt(models.Model):
    """Failed sign-ins in a row under one name, known by its keyed hash; no address is kept."""

    digest = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    waits_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    objects = models.Manager["Attempt"]()

    def __str__(self) -> str:
        return f"{self.failures} failures"


class SpentCode(models.Model):
    """A one-time code that was used: the same one does not open twice while it is valid."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    spent_at = models.DateTimeField()

    objects = models.Manager["SpentCode"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="code_spent_once", fields=["account", "digest"]),
        ]

    def __str__(self) -> str:
        return f"code of {self.account_id}"
