"""The words of intake."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    JOINED = "joined", _("Part of a matter")
    SET_ASIDE = "set-aside", _("Set aside")


class Act(TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    JOIN = "join", _("Open or join a matter")
    SET_ASIDE = "set-aside", _("Set aside")
    RECONSIDER = "reconsider", _("Take up again")
    SET_ASIDE_UNREAD = "set-aside-unread", _("Set aside together, unread")
    TAKE_UP = "take-up", _("Take up again, unread")


class Direction(TextChoices):
    FROM_REPORTER = "from-reporter", _("From the reporter")
    TO_REPORTER = "to-reporter", _("To the reporter")


class SetAside(TextChoices):
    NOT_MISCONDUCT = "not-misconduct", _("Does not concern conduct")
    NO_CONTENT = "no-content", _("Empty or unreadable")
    TEST = "test", _("A test of the channel")
    SAME_REPORT = "same-report", _("The same report sent twice")


class Wished(TextChoices):
    """What a reporter may decide about a report that was sent."""

    CONTACT = "contact", _("May be contacted")
    SILENCE = "silence", _("Wants no contact outside the mailbox")
    CALL = "call", _("Asks for a call")
    WITHDRAWN = "withdrawn", _("Withdrew the report")


class Ended(TextChoices):
    TAKEN_BACK = "taken-back", _("Taken back")
    DONE = "done", _("Done")


class ReadBack(TextChoices):
    """Whether a report that an officer took down was read back to who told it."""

    CONFIRMED = "confirmed", _("Yes. They heard all of it and said it is right")
    WRITTEN = "written", _("No. They wrote it themselves, on paper or in a message")
    ENDED = "ended", _("No. The call or the visit ended before")
    UNSAFE = "unsafe", _("No. It was not safe to go on")
    UNWANTED = "unwanted", _("No. They did not want it")
