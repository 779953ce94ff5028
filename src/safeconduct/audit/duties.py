"""What happens to the audit log because time passed."""

from __future__ import annotations

from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from safeconduct.audit import log, signing
from safeconduct.audit.models import Checkpoint, Head, Held
from safeconduct.audit.rules import Said
from safeconduct.audit.signing import Mark

BATCH = 1000


@transaction.atomic
def fold_in(today: date) -> int:
    """Fold what reporters did before today into the chain; return how many acts.

    Entries bear the day and stand in an order drawn by chance: neither the hour nor the order of
    two reporters' acts can be read from the log.
    """
    held = list(Held.objects.select_for_update().filter(on__lt=today).order_by("?")[:BATCH])
    if not held:
        return 0
    folded = log.add((row.on.isoformat(), _said(row)) for row in held)
    Held.objects.filter(pk__in=[row.pk for row in held]).delete()
    return folded


@transaction.atomic
def sign_checkpoint(now: datetime, key: Ed25519PrivateKey) -> Mark | None:
    """Sign the end of the chain if it moved since the last checkpoint; return what was signed.

    The chain is not read first: what was altered before shows by its own hash, and a checkpoint
    only says what the end was at this moment.
    """
    head = Head.objects.select_for_update().filter(pk=1).first()
    last = Checkpoint.objects.order_by("seq").last()
    if head is None or head.seq == 0 or (last is not None and last.seq >= head.seq):
        return None
    at = now.isoformat(timespec="seconds")
    after = last.signature if last else ""
    mark = signing.sign(head.seq, head.hash, at, after=after, key=key)
    Checkpoint.objects.create(**mark._asdict())
    return mark


def _said(row: Held) -> Said:
    return Said(row.event, row.actor, row.subject, row.reason, row.detail)
