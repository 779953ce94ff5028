"""What happens because time passed: the one table of scheduled duties, and how each runs once.

Any number of processes may run the table. A row per duty is claimed under a lock before the duty
starts; a claim that was never given back, because its process died, lapses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from safeconduct.access import actors
from safeconduct.access import duties as access
from safeconduct.audit import checks
from safeconduct.audit import duties as audit
from safeconduct.cases import duties as cases
from safeconduct.flow import duties as flow
from safeconduct.intake import duties as intake
from safeconduct.messaging import duties as messaging
from safeconduct.post import duties as post
from safeconduct.retention import duties as retention
from safeconduct.site import notary
from safeconduct.site.models import DutyRun
from safeconduct.vault import duties as vault

LAPSES_AFTER = timedelta(minutes=15)
logger = logging.getLogger("safeconduct.duties")


@dataclass(frozen=True, slots=True)
class Duty:
    """One piece of work, how often it is due, and what does it; it answers how much it did."""

    name: str
    every_seconds: int
    run: Callable[[datetime], int]


def _check_the_log(now: datetime) -> int:
    return checks.run(
        actor=actors.system("audit"),
        now=now,
        trusted=notary.trusted(),
        witness=notary.witness(),
    )


DUTIES: tuple[Duty, ...] = (
    Duty("access.sweep", 300, access.sweep),
    Duty("audit.fold-in", 3600, lambda now: audit.fold_in(now.date())),
    Duty("audit.checkpoint", 3600, lambda now: int(notary.sign(now) is not None)),
    Duty("audit.check", 60, _check_the_log),
    Duty("cases.compare-names", 900, lambda now: cases.ask_to_compare(now.date())),
    Duty("cases.commanders", 24 * 3600, lambda now: cases.wall_off_commanders(now.date())),
    Duty("flow.sweep", 300, flow.sweep),
    Duty("intake.drafts", 6 * 3600, lambda now: intake.sweep_drafts(now.date())),
    Duty("intake.letters", 60, intake.empty_letter_boxes),
    Duty("messaging.sweep", 300, messaging.sweep),
    Duty("post.deliver", 60, post.deliver),
    Duty("retention.finish", 900, lambda _now: retention.finish_destruction()),
    Duty("retention.due", 24 * 3600, lambda now: retention.list_due(now.date())),
    Duty("post.sweep", 24 * 3600, lambda now: post.sweep(now.date())),
    Duty("vault.end-covers", 3600, lambda now: vault.end_covers(now.date())),
)


def run_due(duties: tuple[Duty, ...], now: datetime) -> list[str]:
    """Run every duty that is due and not claimed elsewhere; return the names of those that ran.

    A duty that fails is logged by the class and place of its error and stays due.
    """
    return [duty.name for duty in duties if _claim(duty, now) and _finish(duty, now)]


@transaction.atomic
def _claim(duty: Duty, now: datetime) -> bool:
    DutyRun.objects.get_or_create(name=duty.name)
    row = DutyRun.objects.select_for_update().get(name=duty.name)
    if row.claimed_at and row.claimed_at > now - LAPSES_AFTER:
        return False
    if row.finished_at and row.finished_at > now - timedelta(seconds=duty.every_seconds):
        return False
    row.claimed_at = now
    row.save(update_fields=["claimed_at"])
    return True


def _finish(duty: Duty, now: datetime) -> bool:
    row = DutyRun.objects.filter(name=duty.name)
    try:
        done = duty.run(now)
    except Exception:  # one broken duty must not stop the others
        logger.exception("duty failed", extra={"duty": duty.name})
        row.update(claimed_at=None, failures=F("failures") + 1)
        return False
    row.update(claimed_at=None, finished_at=now, failures=0)
    if done:
        logger.info("duty done", extra={"duty": duty.name, "done": done})
    return True
