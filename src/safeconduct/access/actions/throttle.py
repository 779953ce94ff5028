"""Counting tries, so that guessing takes for ever and mistyping does not; no address is kept.

A try is counted as a failure before it is judged: a hundred at the same moment are a hundred.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from safeconduct.access.models import Account, Attempt, SpentCode
from safeconduct.access.rules import wait_after

TRIES, CODES = "access.tries", "access.codes"
MOST = 1000  # a count that has long reached the longest wait


@transaction.atomic
def knock(*, about: str, now: datetime) -> timedelta:
    """Count a try and let it be made, or return how long its maker still has to wait.

    `about` names what is tried: somebody, or a browser of somebody; only its keyed hash is kept.
    """
    row = Attempt.objects.get_or_create(digest=_hash(TRIES, about), defaults={"last_at": now})[0]
    row = Attempt.objects.select_for_update().get(pk=row.pk)
    if row.waits_until is not None and row.waits_until > now:
        return row.waits_until - now
    row.failures = min(row.failures + 1, MOST)
    row.waits_until = now + wait_after(row.failures)
    row.last_at = now
    row.save(update_fields=["failures", "waits_until", "last_at"])
    return timedelta()


@transaction.atomic
def forgive(*, about: str) -> None:
    """Forget the failures in a row: the last try was right."""
    Attempt.objects.filter(digest=_hash(TRIES, about)).delete()


def spend_code(*, account: Account, code: str, now: datetime) -> bool:
    """Note that a one-time code was used; say whether it was for the first time (RFC 6238, 5.2)."""
    digest = _hash(CODES, f"{account.pk} {code}")
    try:
        with transaction.atomic():
            SpentCode.objects.create(account=account, digest=digest, spent_at=now)
    except IntegrityError:
        return False
    return True


def _hash(purpose: str, words: str) -> str:
    return salted_hmac(purpose, words, algorithm="sha256").hexdigest()
