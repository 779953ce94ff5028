"""The words of the vault."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Holder(TextChoices):
    PERSON = "person", _("A person")
    DESK = "desk", _("A desk")
    RECOVERY = "recovery", _("The recovery key")
    MAILBOX = "mailbox", _("A reporter's mailbox")
    EMERGENCY = "emergency", _("The desk behind the glass")
    DRILL = "drill", _("The key of the restore drill, which opens nothing else")


DESKS = (Holder.DESK, Holder.EMERGENCY)


class Means(TextChoices):
    PASSPHRASE = "passphrase", _("Passphrase")
    RECEIPT = "receipt", _("Receipt")
    PASSKEY = "passkey", _("Passkey")


class Kind(TextChoices):
    REPORT = "report", _("A report and its mailbox")
    FACTS = "facts", _("Facts")
    COMPLAINANT = "complainant", _("Identity of the complainant")
    SUBJECT = "subject", _("Identity of the subject")
    NOTES = "notes", _("Notes")
    VICTIM = "victim", _("A victim's file")
    REFERRAL = "referral", _("What was sent to a Member State")
    ROSTER = "roster", _("Names of deployed people")
    DRILL = "drill", _("The test seal of the restore drill")


# Whoever broke the glass opens neither, even if somebody granted them to that desk.
NEVER_BEHIND_GLASS = (Kind.COMPLAINANT, Kind.VICTIM)


class Work(TextChoices):
    """Work on a compartment that needs somebody with an unlocked key."""

    REKEY = "rekey", _("Give it a new key")
    COMPARE = "compare", _("Compare the names in it with the accounts")
