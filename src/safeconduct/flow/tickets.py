"""A place in the line, carried by whoever waits: signed by us, kept nowhere until it is used."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing

SALT = "safeconduct.flow"
KEPT = 1800  # seconds for which a place is kept once it is one's turn


class NoTicket(Exception):
    """It is not a ticket of ours, or it has ended."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One place: its name, when it lets somebody in, when it ends (seconds of the epoch)."""

    name: str
    ready: int
    ends: int

    @property
    def digest(self) -> str:
        """What is kept of it once it was used."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    def signed(self) -> str:
        """Return it as text that only we can make."""
        return signing.Signer(salt=SALT).sign_object([self.name, self.ready, self.ends])


def new(now: int, wait: int) -> Ticket:
    """Return a ticket that lets somebody in after so many seconds."""
    return Ticket(secrets.token_hex(16), now + wait, now + wait + KEPT)


def read(text: str, now: int) -> Ticket:
    """Return the ticket a text is. Raises NoTicket for any other text and for one that ended."""
    try:
        name, ready, ends = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError):
        raise NoTicket from None
    if now >= ends:
        raise NoTicket
    return Ticket(name, ready, ends)
