"""The words of post."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Template(TextChoices):
    """The letters there are. None of them can say what it is about."""

    WAITING = "waiting", _("Something is waiting")
    EMERGENCY = "emergency", _("Emergency access was used")
    ACCOUNT = "account", _("Your account was changed")
