"""Opaque names for records: what URLs, logs and letters may carry instead of a key or a name."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16


def new() -> str:
    """Return a fresh reference of 16 Crockford characters (80 random bits, no order, no time)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
