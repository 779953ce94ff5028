"""Signed checkpoints: the end of the chain at one moment, under a key outside the database.

Whoever can write every table can chain the log anew, but cannot sign. Each checkpoint signs also
the signature before it, so that one taken out is missed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safeconduct.audit.rules import ORIGIN, Fault
from safeconduct.audit.terms import Break

PURPOSE = b"safeconduct audit checkpoint 1\n"


class Mark(NamedTuple):
    """One checkpoint. Everything before the signature is signed."""

    seq: int
    hash: str
    at: str
    key: str
    previous: str
    signature: str


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public half in hexadecimal, as outsiders pin it."""
    return key.public_key().public_bytes_raw().hex()


def sign(seq: int, hash_: str, at: str, *, after: str, key: Ed25519PrivateKey) -> Mark:
    """Return the checkpoint of an end of the chain; `after` is the signature before, if any."""
    previous = digest_of(after) if after else ORIGIN
    unsigned = Mark(seq, hash_, at, public_of(key), previous, "")
    return unsigned._replace(signature=key.sign(_message(unsigned)).hex())


def holds(mark: Mark) -> bool:
    """Say whether the signature fits what is signed and the key that is named."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(mark.key))
        key.verify(bytes.fromhex(mark.signature), _message(mark))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def digest_of(signature: str) -> str:
    """Return BLAKE2b-256 of a signature as the next checkpoint carries it."""
    return hashlib.blake2b(signature.encode(), digest_size=32).hexdigest()


def faults(marks: Iterable[Mark], trusted: Collection[str] | None) -> Iterator[Fault]:
    """Walk the checkpoints in order and yield every break; None trusts whatever key each names."""
    previous = ORIGIN
    for mark in marks:
        if mark.previous != previous:
            yield Fault(mark.seq, Break.CHAIN)
        if trusted is not None and mark.key not in trusted:
            yield Fault(mark.seq, Break.KEY)
        if not holds(mark):
            yield Fault(mark.seq, Break.SIGNATURE)
        previous = digest_of(str(mark.signature))


def _message(mark: Mark) -> bytes:
    said = mark._asdict()
    del said["signature"]
    return PURPOSE + json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")
