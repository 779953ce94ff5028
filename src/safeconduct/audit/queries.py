"""What can be asked of the audit trail by those who check it."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.audit.models import Entry, Head
from safeconduct.audit.rules import Fault, Line, faults

FIELDS = Line.__slots__
BATCH = 5000


def verify() -> Iterator[Fault]:
    """Yield every place at which the stored chain does not hold, reading it once in order."""
    head = Head.objects.filter(pk=1).first()
    end = (head.seq, head.hash) if head else (0, "")
    return faults(((line, stored) for line, stored in lines()), end)


def lines() -> Iterator[tuple[Line, str]]:
    """Yield every entry with its stored hash, in order of the chain."""
    rows = Entry.objects.order_by("seq", "pk").values_list(*FIELDS, "hash")
    for row in rows.iterator(chunk_size=BATCH):
        yield Line(*row[:-1]), row[-1]


def length() -> int:
    """Return how many entries the log holds."""
    return Entry.objects.count()
