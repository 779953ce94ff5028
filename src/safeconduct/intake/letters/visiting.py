"""Visits the letter boxes in turn, and writes down how it went for whoever runs them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from safeconduct.intake.letters import answering
from safeconduct.intake.letters.boxes import Box
from safeconduct.intake.letters.emptying import Visit, empty
from safeconduct.intake.models import LetterBox

SECONDS = 240.0  # for all boxes together: well within the time a claimed duty has
logger = logging.getLogger("safeconduct.letters")


def visit(boxes: Sequence[Box], now: datetime) -> list[Visit | None]:
    """Empty each box as far as it goes; a box that fails stops no other. None: it failed."""
    answering.forget(now.date())
    return [_visited(box, now, SECONDS / len(boxes)) for box in boxes]


def _visited(box: Box, now: datetime, seconds: float) -> Visit | None:
    row, _new = LetterBox.objects.get_or_create(code=box.code, defaults={"visited_at": now})
    known = LetterBox.objects.filter(pk=row.pk)
    try:
        done = empty(box, now.date(), seconds)
    except Exception:  # a server's refusal may repeat an address: site.logs tells its kind alone
        logger.warning("letter box not emptied", exc_info=True)
        known.update(visited_at=now, failures=F("failures") + 1)
        return None
    known.update(visited_at=now, emptied_at=now, failures=0, large=done.large, left=done.left)
    return done
