"""Which letter boxes there are, and how each is, for whoever runs them or waits for letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.terms import Permission
from safeconduct.intake.models import LetterBox

CODE = 16
SALT = "safe-conduct.letter-box"
QUIET = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Box:
    """One letter box: where it is, how it opens, and whose reports its letters become.

    `code` is how it is known here, in a log too; it says nothing of the address.
    """

    code: str
    host: str
    port: int
    tls: bool
    user: str = field(repr=False)
    password: str = field(repr=False)
    folder: str = "INBOX"
    mission: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Health:
    """How a box is: its place in the list, whose it is, and what is known of the last visits."""

    number: int
    mission: str
    seen: LetterBox | None

    def fails(self, now: datetime) -> bool:
        """Whether it could not be emptied for half an hour."""
        if self.seen is None or not self.seen.failures:
            return False
        return self.seen.emptied_at is None or self.seen.emptied_at < now - QUIET

    @property
    def waiting(self) -> int:
        """How many letters lie in it that were not taken: too large, or not to be stored then."""
        return self.seen.large + self.seen.left if self.seen else 0


def boxes() -> list[Box]:
    """Return the letter boxes of this installation, in the order they are written."""
    return [_box(told) for told in settings.LETTER_BOXES]


def health() -> list[Health]:
    """Return how each box is, in their order; for whoever has a shell."""
    here = boxes()
    seen = LetterBox.objects.in_bulk([box.code for box in here])
    return [Health(n, box.mission, seen.get(box.code)) for n, box in enumerate(here, 1)]


def told(actor: Actor, now: datetime) -> tuple[int, int]:
    """How many boxes fail, for administrators, and how many letters wait in boxes of one's desk."""
    known = health()
    runs = gate.may(actor, Permission.ACCOUNT_MANAGE)
    own = [
        box
        for box in known
        if runs or gate.reaches_mission(actor, Permission.REPORT_TRIAGE, box.mission)
    ]
    failing = [box for box in known if runs and box.fails(now)]
    return len(failing), sum(box.waiting for box in own)


def _box(told: Mapping[str, Any]) -> Box:
    place = "\n".join(str(told[name]) for name in ("host", "user", "folder"))
    code = salted_hmac(SALT, place, algorithm="sha256").hexdigest()[:CODE]
    return replace(Box(code="", **told), code=code)
