"""What shredding leaves to be removed: bytes in the store, which no transaction reaches.

No key opens them any more. They go all the same, and a server that was killed in between finds
them again: a file that still lies in the store has its size in its row.
"""

from __future__ import annotations

from safeconduct.vault import seals
from safeconduct.vault.models import Seal, SealedFile

AT_ONCE = 500


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
