"""Somebody asks whether the log holds; a duty reads it, and the answer stays to be seen.

Reading a million entries takes seconds that no page should hold a thread for.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from safeconduct.audit import log, queries
from safeconduct.audit.log import Referenced
from safeconduct.audit.models import Check
from safeconduct.audit.rules import Fault
from safeconduct.audit.signing import Mark
from safeconduct.audit.terms import Break

MOST_FAULTS = 20
EVERY = timedelta(days=1)
logger = logging.getLogger("safeconduct.audit")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the newest reading of the whole log found."""

    at: datetime
    entries: int
    checkpoints: int
    faults: list[Fault]


@transaction.atomic
def ask(*, actor: Referenced, now: datetime) -> None:
    """Have the whole log read soon. Asked twice before it was read, it is read once."""
    if Check.objects.filter(done_at__isnull=True).exists():
        return
    Check.objects.create(asked_by=actor.reference, asked_at=now)
    log.record("audit.check", actor=actor, subject="audit")


def waiting() -> bool:
    """Say whether somebody asked and the log was not read yet."""
    return Check.objects.filter(done_at__isnull=True).exists()


def newest() -> Answer | None:
    """Return the newest answer, if the log was ever read."""
    found = Check.objects.filter(done_at__isnull=False).order_by("done_at", "pk").last()
    if found is None or found.done_at is None:
        return None
    faults = [Fault(seq, Break(why)) for seq, why in json.loads(found.found or "[]")]
    return Answer(found.done_at, found.entries, found.checkpoints, faults)


def run(*, actor: Referenced, now: datetime, trusted: Collection[str], witness: Mark | None) -> int:
    """Read the log for whoever asked, and once a day unasked; return how many times (0 or 1).

    Outside any transaction: nobody's act waits for the reading.
    """
    if not Check.objects.filter(asked_at__gt=now - EVERY).exists():
        ask(actor=actor, now=now)
    asked = Check.objects.filter(done_at__isnull=True).order_by("asked_at", "pk").first()
    if asked is None:
        return 0
    asked.entries, asked.checkpoints = queries.length(), len(queries.marks())
    found = list(islice(queries.verify(trusted=trusted, witness=witness), MOST_FAULTS))
    asked.faults = len(found)
    asked.found = json.dumps([[fault.seq, fault.why.value] for fault in found]) if found else ""
    asked.done_at = max(now, asked.asked_at)
    asked.save()
    if found:
        logger.error("the audit log does not hold", extra={"faults": len(found)})
    return 1
