"""What can be asked of the audit trail by those who check it.

This package stands below access, so nothing here asks the gate: a page's door or the query of the
package that owns a file does, before it asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from safeconduct.audit import signing
from safeconduct.audit.models import Checkpoint, Entry, Head
from safeconduct.audit.rules import Fault, Line, Walk
from safeconduct.audit.signing import Mark
from safeconduct.audit.terms import Break

FIELDS = Line._fields
BATCH = 5000
WALLS = "access"
ABOUT_ACCOUNTS = ("account", "key", "session", "factor")
Step = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which entries are wanted: of one family, about one reference, by one actor, on some days."""

    family: str = ""
    about: str = ""
    by: str = ""
    since: str = ""
    until: str = ""


def verify(
    step: Step | None = None,
    *,
    trusted: Collection[str] | None = None,
    witness: Mark | None = None,
) -> Iterator[Fault]:
    """Yield every place at which the stored log does not hold, reading it once in order.

    `step` is told of every batch read, so that a long walk can show its progress. `trusted` are
    the public keys that may have signed; None trusts whatever key a checkpoint names. `witness`
    is the newest checkpoint remembered outside the database: it must still be there. No lock is
    taken: acts recorded meanwhile are read too.
    """
    signed = marks()
    yield from signing.faults(signed, trusted)
    if witness is not None and witness not in signed:
        yield Fault(witness.seq, Break.FORGOTTEN)
    walk = Walk({mark.seq: mark.hash for mark in signed})
    seq, hash_, read = 0, "", -1
    while walk.read > read and (read < 0 or seq > walk.last):
        read = walk.read
        yield from walk.over(_told(lines(walk.last), step))
        head = Head.objects.filter(pk=1).first()
        seq, hash_ = (head.seq, head.hash) if head else (0, "")
    yield from walk.ended(seq, hash_)
    if Entry.objects.filter(seq__lte=walk.last).count() != walk.read:
        yield Fault(walk.last, Break.HIDDEN)


def missing(kept: Iterable[tuple[int, str]]) -> Iterator[Fault]:
    """Yield every entry of a copy kept elsewhere, as (seq, hash), that the stored log lost.

    Somebody who may write the whole table can chain it anew, and it holds: only a copy or a
    checkpoint out of their hands tells.
    """
    for batch in batched(kept):
        stored = dict(Entry.objects.filter(seq__in=dict(batch)).values_list("seq", "hash"))
        for seq, hash_ in batch:
            if stored.get(seq) != hash_:
                yield Fault(seq, Break.EXPORTED)


def unsigned(kept: Iterable[Mark]) -> Iterator[Fault]:
    """Yield every checkpoint of a copy kept elsewhere that the stored log lost."""
    stored = set(marks())
    yield from (Fault(mark.seq, Break.FORGOTTEN) for mark in kept if mark not in stored)


def batched(kept: Iterable[tuple[int, str]], size: int = 500) -> Iterator[list[tuple[int, str]]]:
    """Yield pairs in lists of a size."""
    source = iter(kept)
    while batch := list(islice(source, size)):
        yield batch


def lines(after: int = 0) -> Iterator[tuple[Line, str]]:
    """Yield every entry after a number with its stored hash, in order of the chain.

    After nothing means from the very beginning, also what a forger put before the first place.
    """
    wanted = Entry.objects.order_by("seq", "pk").values_list(*FIELDS, "hash")
    place: int | None = after or None
    while rows := list((wanted.filter(seq__gt=place) if place else wanted)[:BATCH]):
        for row in rows:
            yield Line._make(row[:-1]), row[-1]
        if len(rows) < BATCH or not isinstance(rows[-1][0], int):
            return
        place = rows[-1][0]


def marks(since: int = 0) -> list[Mark]:
    """Return the signed checkpoints from a place in the chain on, oldest first."""
    stored = Checkpoint.objects.filter(seq__gte=since) if since else Checkpoint.objects.all()
    return [Mark._make(row) for row in stored.order_by("seq", "pk").values_list(*Mark._fields)]


def newest(sieve: Sieve | None = None) -> QuerySet[Entry]:
    """Return entries, newest first."""
    asked, entries = sieve or Sieve(), Entry.objects.order_by("-seq")
    if asked.family:
        entries = entries.filter(event__startswith=f"{asked.family}.")
    if asked.about:
        entries = entries.filter(about(asked.about))
    if asked.by:
        entries = entries.filter(by(asked.by))
    if asked.since:
        entries = entries.filter(at__gte=asked.since)
    if asked.until:
        entries = entries.filter(at__lt=f"{asked.until}U")  # "T" parts a day from its hour
    return entries


def about(reference: str) -> Q:
    """The entries that name a reference: as what was acted on, as actor, or in their detail.

    An account is not found by the walls that keep it away from files: they would tell, beside its
    name, in which files somebody is named.
    """
    named = Q(subject__in=(reference, f"officer:{reference}"))
    inside = Q(detail__contains=f'"{reference}"') & ~Q(event__startswith=f"{WALLS}.")
    return named | by(reference) | inside


def by(reference: str) -> Q:
    """The entries of what an account did, by its reference or by the actor's whole name."""
    return Q(actor=reference) | Q(actor=f"officer:{reference}")


def of_scopes(scopes: Collection[str]) -> QuerySet[Entry]:
    """Return the entries about any of some files, newest first, for a file's own log.

    When a reporter looks into their mailbox is nobody's business at a desk, and left out.
    """
    found = Entry.objects.filter(subject__in=scopes).order_by("-seq")
    return found.exclude(event="mailbox.read")


def of_account(reference: str) -> QuerySet[Entry]:
    """Return what was done with an account and how it signed in, newest first; no files."""
    done = Q(subject__in=(reference, f"officer:{reference}")) & _in_families(ABOUT_ACCOUNTS)
    own = by(reference) & (_in_families(("session", "factor")) | Q(event__startswith="key.pass"))
    return Entry.objects.filter(done | own).order_by("-seq")


def length() -> int:
    """Return how many entries the log holds."""
    return Entry.objects.count()


def _in_families(families: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for family in families:
        found |= Q(event__startswith=f"{family}.")
    return found


def _told(chain: Iterator[tuple[Line, str]], step: Step | None) -> Iterator[tuple[Line, str]]:
    for number, pair in enumerate(chain, start=1):
        yield pair
        if step is not None and number % BATCH == 0:
            step(BATCH)
