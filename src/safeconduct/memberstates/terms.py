"""The words of what passes between the house and a Member State."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    SENT = "sent", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Receipt confirmed")
    ELECTED = "elected", _("The State investigates")
    DECLINED = "declined", _("Declined by the State")


class Act(TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Confirm receipt")
    ELECT_OWN = "elect-own", _("Investigate alone")
    ELECT_JOINT = "elect-joint", _("Investigate together with the United Nations")
    DECLINE = "decline", _("Decline to investigate")
