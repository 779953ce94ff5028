"""The words of the audit log: the families of acts, and the ways in which a log can fail."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Break(TextChoices):
    """Why the log does not hold at one place."""

    ORDER = "order", _("is not the entry expected here")
    LINK = "link", _("does not follow from the entry before")
    ALTERED = "altered", _("was altered")
    END = "end", _("the log does not end where it should")
    HIDDEN = "hidden", _("there are entries outside the order of the log")
    SIGNATURE = "signature", _("the signature of its checkpoint does not fit")
    KEY = "key", _("its checkpoint was signed with a key that is not trusted")
    CHAIN = "chain", _("a checkpoint before this one was removed")
    CHECKPOINT = "checkpoint", _("is not the entry that its checkpoint signed")
    FORGOTTEN = "forgotten", _("its checkpoint was signed here and is gone from the log")
    EXPORTED = "exported", _("is not the entry that was exported")


class Family(TextChoices):
    """The acts of one kind, by how their code begins."""

    REPORT = "report", _("Reports")
    TABLET = "tablet", _("Tablets")
    ENVELOPE = "envelope", _("Sealed reports from tablets")
    QUESTIONS = "questions", _("Questions of the report form")
    WORDING = "wording", _("Words that reporters read")
    MAILBOX = "mailbox", _("Mailboxes of reporters")
    CHANNEL = "channel", _("Channels for messages")
    MATTER = "matter", _("Matters")
    ALLEGATION = "allegation", _("Allegations")
    FINDING = "finding", _("Findings")
    MEASURE = "measure", _("Measures")
    SUBJECT = "subject", _("Subjects")
    VICTIM = "victim", _("Victims")
    REFERRAL = "referral", _("Referrals to Member States")
    SEAL = "seal", _("Sealed words opened")
    FILE = "file", _("Sealed files")
    IDENTITY = "identity", _("Identities released")
    GRANT = "grant", _("Access to compartments")
    KEY = "key", _("Keys")
    DESK = "desk", _("Keys of desks")
    ACCOUNT = "account", _("Accounts")
    ACCESS = "access", _("Walls")
    EMERGENCY = "emergency", _("Emergencies")
    SESSION = "session", _("Signing in")
    FACTOR = "factor", _("Codes and passkeys")
    DOOR = "door", _("Refused at a page")
    REGISTER = "register", _("Registers taken in")
    ROSTER = "roster", _("Missions, desks and units")
    RELEASE = "release", _("Published figures")
    HOLD = "hold", _("Legal holds")
    DISPOSITION = "disposition", _("Disposing")
    BACKUP = "backup", _("Backups")
    AUDIT = "audit", _("The log itself")
