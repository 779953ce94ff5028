"""Answers a letter with its receipt, where an installation chose to answer at all.

The answer goes out at once and is kept nowhere: the outbox has no room for a receipt. When it
cannot be handed over it is not tried again; the report is safe all the same.
"""

from __future__ import annotations

import logging
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from safeconduct.intake.letters import threads
from safeconduct.intake.letters.boxes import Box
from safeconduct.intake.letters.taking import Taken
from safeconduct.intake.models import AnsweredLetter
from safeconduct.post.duties import NO_MAIL

SALT = "safe-conduct.letter-answered"
logger = logging.getLogger("safeconduct.letters")


def answer(box: Box, taken: Taken, today: date) -> bool:
    """Send a letter's receipt to whoever wrote it; say whether it was handed over.

    Nobody is answered whose letter a machine sent, and no address twice a day: two machines would
    never stop (RFC 3834).
    """
    address = taken.letter.address
    if not settings.LETTER_ANSWERS or settings.EMAIL_BACKEND == NO_MAIL:
        return False
    if not taken.receipt or not address or address.lower() in _own(box):
        return False
    if not _first_today(address, today):
        return False
    try:
        _written(box, taken, address).send()
    except (SMTPException, OSError, ValueError):
        logger.warning("letter not answered", exc_info=True)
        return False
    return True


def forget(today: date) -> None:
    """Forget who was answered before today."""
    AnsweredLetter.objects.filter(on__lt=today).delete()


def _own(box: Box) -> set[str]:
    return {box.user.lower(), settings.DEFAULT_FROM_EMAIL.lower()}


def _first_today(address: str, today: date) -> bool:
    words = f"{today.isoformat()} {address.lower()}"
    digest = salted_hmac(SALT, words, algorithm="sha256").hexdigest()
    return AnsweredLetter.objects.get_or_create(digest=digest, defaults={"on": today})[1]


def _written(box: Box, taken: Taken, address: str) -> EmailMessage:
    """Return the answer: no word of the letter, of its subject, or of what this site is."""
    known = box.language in dict(settings.REPORTER_LANGUAGES)
    with translation.override(box.language if known else settings.LANGUAGE_CODE):
        # Translators: one text message with a number of 34 characters. Without that number at most
        # 120 characters in the Latin alphabet, 36 in any other.
        body = _("Received. To read an answer, keep: %(receipt)s") % {"receipt": taken.receipt}
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return EmailMessage(
        subject=threads.subject(box.language),
        body=body,
        to=[address],
        reply_to=[box.user] if "@" in box.user else [],
        headers={
            "Message-ID": f"<{threads.name_of(taken.report)}@{domain}>",
            "Auto-Submitted": "auto-replied",
        },
    )
