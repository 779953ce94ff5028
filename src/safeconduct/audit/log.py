"""Write to the audit trail."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Protocol

from django.db import transaction

from safeconduct.audit.models import Entry, Head
from safeconduct.audit.rules import ORIGIN, Line, hash_of


class Referenced(Protocol):
    """Anything with an opaque reference: an actor, a record."""

    @property
    def reference(self) -> str: ...


def record(
    event: str,
    *,
    actor: Referenced,
    subject: Referenced | str,
    reason: str = "",
    detail: dict[str, str | int] | None = None,
) -> Entry:
    """Add one entry, inside the transaction of the act it describes.

    `reason` is a code, never free text: an officer's own words about a case are content and
    belong in a seal. `detail` holds codes, counts and references. An act of a reporter is
    recorded to the day only, so that the log cannot be laid beside a network's (4-security).
    """
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    now = datetime.now(UTC)
    at = now.date().isoformat() if _is_reporter(actor) else now.isoformat(timespec="seconds")
    line = Line(
        seq=head.seq + 1,
        at=at,
        event=event,
        actor=actor.reference,
        subject=subject if isinstance(subject, str) else subject.reference,
        reason=reason,
        detail=json.dumps(detail, sort_keys=True, separators=(",", ":")) if detail else "",
        previous=head.hash or ORIGIN,
    )
    entry = Entry.objects.create(
        **{n: getattr(line, n) for n in Line.__slots__}, hash=hash_of(line)
    )
    head.seq, head.hash = line.seq, entry.hash
    head.save(update_fields=["seq", "hash"])
    return entry


def record_refusal(event: str, *, actor: Referenced, subject: str = "") -> None:
    """Record at the door that an act was refused, in a transaction of its own.

    The refused act has rolled back by now, and its own entries with it.
    """
    with transaction.atomic():
        record(event, actor=actor, subject=subject, reason="refused")


def _is_reporter(actor: Referenced) -> bool:
    return actor.reference.startswith("reporter")
