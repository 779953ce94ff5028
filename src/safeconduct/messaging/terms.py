"""The words of messaging."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """By what people write."""

    SMS = "sms", _("Text message (SMS)")
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", "Telegram"
    VOICE = "voice", _("Voice menu")
    OTHER = "other", _("Another application")


class Mode(TextChoices):
    """How a gateway shows that a message comes from it."""

    SIGNED = "signed", _("Each message signed (HMAC)")
    TOKEN = "token", _("A fixed token (a RapidPro flow)")  # a mode, not a secret


class Word(TextChoices):
    """A message that is a word to the gateway and not to the desk."""

    STOP = "stop", "STOP"
    NEW = "new", "NEW"
