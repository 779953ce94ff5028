"""Visits the letter boxes in turn, and writes down how it went for whoever runs them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from safeconduct.intake.letters.emptying import Box, Visit, empty
from safeconduct.intake.models import LetterBox

SECONDS = 240.0  # for all boxes together: well within the time a claimed duty has
CODE = 16
SALT = "safe-conduct.letter-box"
logger = logging.getLogger("safeconduct.letters")


@dataclass(frozen=True, slots=True)
class Health:
    """How a box is: the mission it belongs to, and what is known of the last visits."""

    number: int
    mission: str
    seen: LetterBox | None

    @property
    def fails(self) -> bool:
        """Whether the last visit broke off."""
        return self.seen is not None and self.seen.failures > 0


def boxes() -> list[Box]:
    """Return the letter boxes of this installation, in the order they are written."""
    return [_box(told) for told in settings.LETTER_BOXES]


def visit(boxes: Sequence[Box], now: datetime) -> list[Visit | None]:
    """Empty each box as far as it goes; a box that fails stops no other. None: it failed."""
    return [_visited(box, now, SECONDS / len(boxes)) for box in boxes]


def health(boxes: Sequence[Box]) -> list[Health]:
    """Return how each box is, in their order."""
    seen = LetterBox.objects.in_bulk([box.code for box in boxes])
    return [Health(n, box.mission, seen.get(box.code)) for n, box in enumerate(boxes, 1)]


def _box(told: Mapping[str, Any]) -> Box:
    place = "\n".join(str(told[name]) for name in ("host", "user", "folder"))
    code = salted_hmac(SALT, place, algorithm="sha256").hexdigest()[:CODE]
    return replace(Box(code="", **told), code=code)


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
