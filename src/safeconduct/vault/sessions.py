"""The unlocked session: a private key that neither the database nor the cookie can use alone.

The session row keeps the key encrypted under a random token; the token lives only in a cookie.
"""

from __future__ import annotations

import base64
import binascii

from safeconduct.access.actors import Secret
from safeconduct.vault import boxes

PURPOSE = "unlocked session"


def park(secret: Secret) -> tuple[str, str]:
    """Return (token for the cookie, ciphertext for the session row)."""
    token = boxes.new_key()
    box = boxes.lock(token, secret.private, boxes.bind(PURPOSE, secret.keyring))
    return _text(token), f"{secret.keyring}.{_text(box)}"


def resume(token: str, parked: str) -> Secret | None:
    """Return the unlocked key, or None when token and row do not belong together."""
    keyring, _, box = parked.partition(".")
    try:
        private = boxes.unlock(_bytes(token), _bytes(box), boxes.bind(PURPOSE, keyring))
    except (boxes.WillNotOpen, binascii.Error, ValueError):
        return None
    return Secret(keyring, private)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode())
