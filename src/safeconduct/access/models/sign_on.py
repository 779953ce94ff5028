"""Who may come in through the organisation's own sign-on, and as whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.access.models.accounts import Account


class SignOn(models.Model):
    """An account that an administrator opened to one person of the organisation's provider.

    The first time that person comes, the provider's own lasting name for them is bound to it:
    a work address given to somebody else later lets nobody in.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="sign_on")
    identifier = models.CharField(max_length=254, unique=True)
    subject = models.CharField(max_length=64, blank=True)
    provisioned_by = models.CharField(max_length=60)
    provisioned_on = models.DateField()

    objects = models.Manager["SignOn"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_account_a_subject", fields=["subject"], condition=~Q(subject="")
            ),
            models.CheckConstraint(name="sign_on_names_somebody", condition=~Q(identifier="")),
        ]

    def __str__(self) -> str:
        return f"sign-on of {self.account_id}"

    @staticmethod
    def plain(identifier: str) -> str:
        """Return an identifier as it is compared: only A to Z lose their height.

        Other letters that look or fold alike stay apart: a provider may take them for two people.
        """
        return identifier.strip().encode().lower().decode()
