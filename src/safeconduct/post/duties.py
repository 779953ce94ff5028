"""What happens to letters because time passed: they are sent, tried again, and forgotten."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from safeconduct.post.letters import written
from safeconduct.post.models import Letter
from safeconduct.post.rules import MOST_TRIES, pause_after

BATCH = 50
KEPT = timedelta(days=30)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
logger = logging.getLogger("safeconduct.post")


def deliver(now: datetime) -> int:
    """Send the letters that are due; return how many were handed over.

    A letter is claimed for its next try before it is sent, and sent outside any transaction: a
    slow mail server holds no lock, and a process that dies may send a letter twice, never lose it.
    Without a mail server letters wait, and no try is counted.
    """
    if settings.EMAIL_BACKEND == NO_MAIL:
        return 0
    return sum(_send(letter, now) for letter in _claim(now))


@transaction.atomic
def sweep(today: date) -> int:
    """Remove letters, and with them addresses, a month after they were sent or given up."""
    over = Q(sent_on__lt=today - KEPT) | Q(tries__gte=MOST_TRIES, queued_on__lt=today - KEPT)
    return Letter.objects.filter(over).delete()[0]


@transaction.atomic
def _claim(now: datetime) -> list[Letter]:
    due = Letter.objects.filter(sent_on=None, tries__lt=MOST_TRIES).filter(
        Q(next_try=None) | Q(next_try__lte=now)
    )
    letters = list(due.select_for_update(skip_locked=True)[:BATCH])
    for letter in letters:
        letter.tries += 1
        letter.next_try = now + pause_after(letter.tries)
    Letter.objects.bulk_update(letters, ["tries", "next_try"])
    return letters


def _send(letter: Letter, now: datetime) -> bool:
    try:
        written(letter).send()
    except (SMTPException, OSError, ValueError):
        # A mail server's refusal repeats the address: site.logs tells its kind and place alone.
        logger.warning("letter not sent", extra={"duty": "post.deliver"}, exc_info=True)
        return False
    Letter.objects.filter(pk=letter.pk).update(
        sent_on=max(now.date(), letter.queued_on), next_try=None
    )
    return True
