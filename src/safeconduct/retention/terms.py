"""The words of keeping and disposing."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What is disposed of as a whole."""

    REPORT = "report", _("Report")
    MATTER = "matter", _("Matter")
    PERSON = "person", _("Name in the roster")


class Covers(TextChoices):
    """What a rule covers: a kind of record, as it ended."""

    REPORT_EMPTY = "report-empty", _("A report set aside as empty, a test or sent twice")
    REPORT_SET_ASIDE = "report-set-aside", _("A report set aside for another reason")
    MATTER_LEFT = "matter-left", _("A matter whose allegations all left by a side exit")
    MATTER_NOT_SUBSTANTIATED = "matter-not-substantiated", _("A closed matter, not substantiated")
    MATTER_SUBSTANTIATED = "matter-substantiated", _("A closed matter, substantiated")
    REFERRAL_PACK = "referral-pack", _("What was sent to a State, kept with its matter")
    ROSTER_IDENTITY = "roster-identity", _("The name of a deployed person")


class Trigger(TextChoices):
    """The day from which a rule is counted."""

    SET_ASIDE = "set-aside", _("Set aside")
    LAST_ACTIVITY = "last-activity", _("Last activity")
    CLOSED = "closed", _("Closed")
    SERVICE_ENDED = "service-ended", _("End of the last service")
    WITH_ITS_MATTER = "with-its-matter", _("Together with its matter")


class Fate(TextChoices):
    """What a rule wants done."""

    DESTROY = "destroy", _("Destroy")
    ARCHIVE = "archive", _("Hand to the archives")
    REVIEW = "review", _("Look at it first")


class State(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    CARRIED_OUT = "carried-out", _("Carried out")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")


class Act(TextChoices):
    APPROVE = "approve", _("Approve")
    REFUSE = "refuse", _("Refuse")
    WITHDRAW = "withdraw", _("Withdraw")
    CARRY_OUT = "carry-out", _("Destroy now")
