"""Write to the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Protocol

from django.db import transaction

from safeconduct.audit.models import Entry, Head, Held
from safeconduct.audit.rules import ORIGIN, Line, Said, hash_of

REPORTER = "reporter"


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
) -> None:
    """Add one entry, inside the transaction of the act it describes.

    `reason` is a code, never free text: an officer's own words about a case are content and
    belong in a seal. `detail` holds codes, counts and references. An act of a reporter waits
    for a later day (`Held`): beside timed entries its place in the chain would tell the hour, and
    the chain's one lock would make reporters queue (ADR 0005).
    """
    said = Said(
        event=event,
        actor=actor.reference,
        subject=subject if isinstance(subject, str) else subject.reference,
        reason=reason,
        detail=json.dumps(detail, sort_keys=True, separators=(",", ":")) if detail else "",
    )
    now = datetime.now(UTC)
    if said.actor.startswith(REPORTER):
        Held.objects.create(on=now.date(), **asdict(said))
    else:
        add([(now.isoformat(timespec="seconds"), said)])


def add(acts: Iterable[tuple[str, Said]]) -> int:
    """Add entries at the end of the chain, each with the time it is to bear; return how many."""
    head = Head.objects.select_for_update().get_or_create(pk=1)[0]
    entries = []
    for at, said in acts:
        line = Line(seq=head.seq + 1, at=at, previous=head.hash or ORIGIN, **asdict(said))
        head.seq, head.hash = line.seq, hash_of(line)
        entries.append(Entry(**line._asdict(), hash=head.hash))
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["seq", "hash"])
    return len(entries)


def record_refusal(event: str, *, actor: Referenced, subject: str = "") -> None:
    """Record at the door that an act was refused, in a transaction of its own.

    The refused act has rolled back by now, and its own entries with it. Never called inside
    another transaction, by test: that one could take the refusal back with it.
    """
    with transaction.atomic():
        record(event, actor=actor, subject=subject, reason="refused")
