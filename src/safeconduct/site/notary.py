"""The key that signs checkpoints of the audit log, and what this machine remembers of the last one.

Both lie outside the database: whoever can rewrite every table can neither sign nor forget.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from safeconduct.audit import duties, signing
from safeconduct.audit.signing import Mark

SEED = re.compile(r"[0-9a-f]{64}")
EARLIER = re.compile(r"earlier ([0-9a-f]{64})")
REMEMBERED = "audit_checkpoint"
NAME = "SAFECONDUCT_AUDIT_KEY_FILE"


class NoKey(Exception):
    """There is no key to sign with; the text says what was expected, never what was found."""


def key() -> Ed25519PrivateKey:
    """Return the key, made on first use outside production. Raises NoKey."""
    if not _file().exists() and not settings.PRODUCTION:
        make()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_lines()[0]))


def make() -> None:
    """Make a key file, readable by its owner only. Raises NoKey where there is one already."""
    _file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise NoKey(f"{NAME}: expected a place for a new file ({fault.strerror}).") from None
    with os.fdopen(descriptor, "w") as new:
        new.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")


def trusted() -> frozenset[str]:
    """Return the public keys whose checkpoints count here: ours, and those that were ours before.

    After a change of key the file's further lines name the earlier ones: "earlier PUBLIC".
    """
    own = signing.public_of(key())
    return frozenset({own} | {line.removeprefix("earlier ") for line in _lines()[1:]})


def sign(now: datetime) -> Mark | None:
    """Sign the end of the log if it moved, and remember outside the database what was signed."""
    mark = duties.sign_checkpoint(now, key())
    if mark is not None:
        _remember(mark)
    return mark


def witness() -> Mark | None:
    """Return the newest checkpoint signed on this machine, as it remembers it."""
    try:
        return Mark(**json.loads(_remembered().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _remember(mark: Mark) -> None:
    new = _remembered().with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(mark._asdict(), file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(_remembered())


def _remembered() -> Path:
    return Path(settings.DATA_FOLDER) / REMEMBERED


def _file() -> Path:
    return Path(settings.AUDIT_KEY_FILE)


def _lines() -> list[str]:
    try:
        lines = _file().read_text("ascii").split("\n")
    except OSError as fault:
        why = f"{NAME}: expected a file that can be read ({fault.strerror}); "
        raise NoKey(f"{why}safeconduct audit key --make makes one.") from None
    except ValueError:
        lines = []
    said = [line.strip() for line in lines if line.strip()]
    if not said or not SEED.fullmatch(said[0]) or not all(map(EARLIER.fullmatch, said[1:])):
        raise NoKey(f"{NAME}: expected a file as safeconduct audit key --make writes it.")
    return said
