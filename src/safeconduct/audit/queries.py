"""What can be asked of the audit trail by those who check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet

from safeconduct.audit.models import Entry, Head
from safeconduct.audit.rules import Fault, Line, faults

FIELDS = Line.__slots__
BATCH = 5000


def verify(step: Callable[[int], object] | None = None) -> Iterator[Fault]:
    """Yield every place at which the stored chain does not hold, reading it once in order.

    `step` is told of every batch read, so that a long walk can show its progress.
    """
    head = Head.objects.filter(pk=1).first()
    end = (head.seq, head.hash) if head else (0, "")
    return faults(_told(lines(), step), end)


def missing(kept: Iterable[tuple[int, str]]) -> Iterator[Fault]:
    """Yield every entry of a copy kept elsewhere, as (seq, hash), that the stored log lost.

    Somebody who may write the whole table can chain it anew, and it holds: only a copy out of
    their hands tells.
    """
    for batch in batched(kept):
        stored = dict(Entry.objects.filter(seq__in=dict(batch)).values_list("seq", "hash"))
        for seq, hash_ in batch:
            if stored.get(seq) != hash_:
                yield Fault(seq, "is not the entry that was exported")


def batched(kept: Iterable[tuple[int, str]], size: int = 500) -> Iterator[list[tuple[int, str]]]:
    """Yield pairs in lists of a size."""
    source = iter(kept)
    while batch := list(islice(source, size)):
        yield batch


def lines(after: int = 0) -> Iterator[tuple[Line, str]]:
    """Yield every entry after a number with its stored hash, in order of the chain."""
    rows = Entry.objects.filter(seq__gt=after).order_by("seq", "pk").values_list(*FIELDS, "hash")
    for row in rows.iterator(chunk_size=BATCH):
        yield Line(*row[:-1]), row[-1]


def newest(*, before: int = 0, about: str = "") -> QuerySet[Entry]:
    """Return entries, newest first, from before a place in the chain and about one reference."""
    entries = Entry.objects.order_by("-seq")
    if before:
        entries = entries.filter(seq__lt=before)
    return entries.filter(subject=about) if about else entries


def length() -> int:
    """Return how many entries the log holds."""
    return Entry.objects.count()


def _told(
    chain: Iterator[tuple[Line, str]], step: Callable[[int], object] | None
) -> Iterator[tuple[Line, str]]:
    for number, pair in enumerate(chain, start=1):
        yield pair
        if step is not None and number % BATCH == 0:
            step(BATCH)
