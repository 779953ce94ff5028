"""What is kept under the secret of this site: secrets of gateways, and whose message is whose.

A number is stored as a digest under that secret: whoever steals the tables alone cannot try the
numbers of a town against it. What a delivery was answered lies under a key that follows from the
words of the delivery, which no table holds.
"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings

from safeconduct.vault import boxes

SECRET_BYTES = 32
PADDED = 256


def new_secret() -> str:
    """Return a fresh secret for a gateway: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def lock_secret(channel: str, secret: str) -> bytes:
    """Seal a gateway's secret under the site's own."""
    return boxes.lock(_key("channel"), secret.encode(), boxes.bind("channel", channel))


def unlock_secret(channel: str, box: bytes) -> str | None:
    """Open a gateway's secret; None once the site's own has changed."""
    try:
        return boxes.unlock(_key("channel"), box, boxes.bind("channel", channel)).decode()
    except boxes.WillNotOpen:
        return None


def digest_of(purpose: str, *parts: str) -> str:
    """Return a digest that only this site can make."""
    return hashlib.blake2b(boxes.bind(*parts), key=_key(purpose), digest_size=boxes.KEY).hexdigest()


def lock_answer(said: str, *delivery: str) -> bytes:
    """Seal what a delivery was answered, under the delivery itself."""
    key = bytes.fromhex(digest_of("answer", *delivery))
    return boxes.lock(key, boxes.pad(said.encode(), PADDED), b"answer")


def unlock_answer(box: bytes, *delivery: str) -> str:
    """Open what a delivery was answered; nothing if it is another one."""
    key = bytes.fromhex(digest_of("answer", *delivery))
    try:
        return boxes.unpad(boxes.unlock(key, box, b"answer"), PADDED).decode()
    except boxes.WillNotOpen:
        return ""


def _key(purpose: str) -> bytes:
    root = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=boxes.KEY).digest()
    return boxes.derive(root, f"messaging {purpose}")
