"""A rehearsal of recovery: on a copy that is made for it and removed, while people work."""

from __future__ import annotations

import time
from dataclasses import dataclass

from pyrage import x25519

from safeconduct.site.backups import Refused, restoring, scratch, writing
from safeconduct.site.backups.restoring import REHEARSE, Source, Tell
from safeconduct.vault.quorum import Quorum


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a rehearsal ended: in so many seconds, and why not, if it did not work."""

    seconds: int
    fault: str = ""


def rehearse(shares: Quorum, username: str, tell: Tell, database: str = "") -> Outcome:
    """Copy the installation, recover one person there, open one seal unread, remove the copy.

    The copy is a backup to a key that lives only as long as this call. Raises Refused where no
    copy could be made.
    """
    began = time.monotonic()
    fault = ""
    with scratch.folder() as place:
        identity = x25519.Identity.generate()
        rooms = [place / name for name in ("work", "archives", "copy")]
        for room in rooms:
            room.mkdir(mode=0o700)
        work, archives, copy = rooms
        made = writing.make_in(work, archives, [identity.to_public()])
        source = Source(made.archive, made.shred_keys, [identity])
        more = {"shares": shares.words(), "username": username}
        try:
            restoring.rehearse(copy, source, tell, REHEARSE, database=database, more=more)
        except Refused as found:
            fault = str(found)
    return Outcome(round(time.monotonic() - began), fault)
