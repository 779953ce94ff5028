"""What one-time codes are made from, sealed under the installation's key and to its owner.

A stolen table makes no code, and a seed moved to another person's row opens nothing there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from allauth.core import context
from django.conf import settings

from safeconduct.vault import boxes

_owner: ContextVar[int | None] = ContextVar("owner", default=None)


@contextmanager
def of(account: Any) -> Iterator[None]:
    """Seal and open the seeds of one account for a while; otherwise those of whoever asks."""
    before = _owner.set(account.pk)
    try:
        yield
    finally:
        _owner.reset(before)


def seal(seed: str) -> str:
    """Return a seed sealed to the account in question, as text."""
    return base64.b64encode(boxes.lock(_key(), seed.encode(), _place())).decode()


def unseal(box: str) -> str:
    """Return a seed that was sealed to the account in question.

    What does not open yields another seed each time, so that no code fits: an empty one would
    make codes that anybody could compute.
    """
    try:
        return boxes.unlock(_key(), base64.b64decode(box), _place()).decode()
    except (boxes.WillNotOpen, binascii.Error, ValueError):
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _key() -> bytes:
    secret = settings.SECRET_KEY.encode()
    return hashlib.blake2b(secret, digest_size=boxes.KEY, person=b"one-time codes").digest()


def _place() -> bytes:
    owner = _owner.get()
    return boxes.bind("seed", context.request.user.pk if owner is None else owner)
