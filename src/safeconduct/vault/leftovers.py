"""What shredding leaves to be removed: bytes in the store and in the journal of the database.

No key opens them any more. They go all the same, and a server that was killed in between finds
them again: a file that still lies in the store has its size in its row.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from safeconduct.vault import days, seals
from safeconduct.vault.models import Compartment, Seal, SealedFile

AT_ONCE = 500
LATELY = timedelta(days=1)


def remove(at_most: int = AT_ONCE) -> int:
    """Remove stored files of shredded compartments; return how many. Safe to run twice.

    A text that was sealed in the very moment of shredding is emptied too: its key is gone.
    """
    Seal.objects.filter(compartment__shredded_on__isnull=False).exclude(box=b"").update(box=b"")
    waiting = SealedFile.objects.filter(compartment__shredded_on__isnull=False, stored_size__gt=0)
    removed = list(waiting.order_by("pk")[:at_most])
    for file in removed:
        seals.store().delete(file.stored_as)
        SealedFile.objects.filter(pk=file.pk).update(stored_size=0)
    return len(removed)


def empty_journal() -> bool:
    """Have SQLite let go of its journal after a shredding, for it still holds the deleted keys.

    In the file itself they are overwritten as they are deleted (secure_delete). PostgreSQL does
    both in its own time, by its vacuum. Not for a request: it waits for readers. Says if it did.
    """
    lately = Compartment.objects.filter(shredded_on__gte=days.today() - LATELY).exists()
    if connection.vendor != "sqlite" or connection.in_atomic_block or not lately:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
