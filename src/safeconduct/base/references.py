"""Opaque names for records: what URLs, logs and letters may carry instead of a key or a name."""

from __future__ import annotations

import base64
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
BYTES = 10  # 80 bits are exactly sixteen characters of five

_IN_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())


def new() -> str:
    """Return a fresh reference of 16 Crockford characters (80 random bits, no order, no time)."""
    return of(secrets.token_bytes(BYTES))


def of(drawn: bytes) -> str:
    """Return the reference that 80 bits make."""
    return base64.b32encode(drawn).translate(_IN_CROCKFORD).decode()


def number() -> int:
    """Return a fresh row number: 62 random bits.

    Rows numbered one after the other stand between timed rows of others, and so tell their hour:
    what a reporter stores, and every table she shares with officers, is numbered by chance.
    """
    return secrets.randbits(62)


def is_one(text: str) -> bool:
    """Say whether a text has the form of a reference."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
