"""The only place that calls libsodium: key pairs, sealed keys, sealed text, sealed files.

No primitive is made here. Each function names the libsodium construction it uses (4-security).
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator

from argon2.low_level import Type, hash_secret_raw
from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.utils import random

KEY = 32
NONCE = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
CHUNK = 64 * 1024
PAD_TEXT = 256
PASSPHRASE_COST = (3, 64 * 1024)
RECEIPT_COST = (2, 19 * 1024)
# More at once than there are processors would take memory for each and be no faster for any.
STRETCHING = threading.BoundedSemaphore(os.cpu_count() or 1)


class WillNotOpen(Exception):
    """A box was altered, moved, or is being opened with the wrong key. Says nothing more."""


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return random(KEY)


def new_pair() -> tuple[bytes, bytes]:
    """Return a fresh X25519 (public, private) pair."""
    return sodium.crypto_box_keypair()


def stretch(words: bytes, salt: bytes, cost: tuple[int, int]) -> bytes:
    """Return 32 bytes of Argon2id; cost is (passes, KiB). Slow by intent: call outside locks."""
    with STRETCHING:
        return hash_secret_raw(words, salt, cost[0], cost[1], 1, KEY, Type.ID)


def derive(key: bytes, purpose: str) -> bytes:
    """Return a 32-byte subkey for one purpose (BLAKE2b keyed hash)."""
    return hashlib.blake2b(purpose.encode(), key=key, digest_size=KEY).digest()


def join(one: bytes, other: bytes) -> bytes:
    """Return the key that two 32-byte halves make; neither alone tells anything of it (BLAKE2b).

    What was sealed before there were halves has an empty one, and its key is the first.
    """
    if not other:
        return one
    return hashlib.blake2b(other, key=one, digest_size=KEY, person=b"two halves").digest()


def bind(*parts: object) -> bytes:
    """Return the associated data that ties a box to its place."""
    return json.dumps([str(part) for part in parts], separators=(",", ":")).encode()


def lock(key: bytes, content: bytes, place: bytes) -> bytes:
    """Seal content under a symmetric key and a place: XChaCha20-Poly1305, nonce in front."""
    nonce = random(NONCE)
    return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(content, place, nonce, key)


def unlock(key: bytes, box: bytes, place: bytes) -> bytes:
    """Open what `lock` sealed. Raises WillNotOpen."""
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            box[NONCE:], place, box[:NONCE], key
        )
    except (CryptoError, ValueError, TypeError) as fault:
        raise WillNotOpen from fault


def send(public: bytes, content: bytes, place: bytes) -> bytes:
    """Seal content to a public key (libsodium sealed box), with its place inside the box."""
    return sodium.crypto_box_seal(len(place).to_bytes(2, "big") + place + content, public)


def receive(public: bytes, private: bytes, box: bytes, place: bytes) -> bytes:
    """Open what `send` sealed, if its place is the one expected. Raises WillNotOpen."""
    try:
        opened = sodium.crypto_box_seal_open(box, public, private)
    except (CryptoError, ValueError, TypeError) as fault:
        raise WillNotOpen from fault
    size = int.from_bytes(opened[:2], "big")
    if opened[2 : 2 + size] != place:
        raise WillNotOpen
    return opened[2 + size :]


def pad(content: bytes, block: int = PAD_TEXT) -> bytes:
    """Pad to a whole number of blocks, so that a box does not tell the length of its words."""
    return sodium.sodium_pad(content, block)


def unpad(content: bytes, block: int = PAD_TEXT) -> bytes:
    """Undo `pad`. Raises WillNotOpen."""
    try:
        return sodium.sodium_unpad(content, block)
    except CryptoError as fault:
        raise WillNotOpen from fault


def lock_stream(key: bytes, chunks: Iterable[bytes], place: bytes) -> Iterator[bytes]:
    """Seal a file chunk by chunk (secretstream): header first; the last chunk carries the end."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    yield sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for chunk, last in _with_last(_resized(chunks)):
        tag = (
            sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if last
            else sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        content = pad(chunk, CHUNK)
        yield sodium.crypto_secretstream_xchacha20poly1305_push(state, content, place, tag)


def unlock_stream(key: bytes, sealed: Iterable[bytes], place: bytes) -> Iterator[bytes]:
    """Open what `lock_stream` sealed. Raises WillNotOpen on any change, also a cut end."""
    size = CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
    source = _Reader(sealed)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    try:
        header = source.take(sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        tag = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        while tag != sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
            content, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
                state, source.take(size), place
            )
            yield unpad(content, CHUNK)
    except (CryptoError, ValueError, TypeError) as fault:
        raise WillNotOpen from fault
    if source.take(1):
        raise WillNotOpen


class _Reader:
    """Takes an exact number of bytes from pieces of any size."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.held = iter(pieces), b""

    def take(self, size: int) -> bytes:
        while len(self.held) < size:
            piece = next(self.pieces, None)
            if piece is None:
                break
            self.held += piece
        taken, self.held = self.held[:size], self.held[size:]
        return taken


def _resized(chunks: Iterable[bytes]) -> Iterator[bytes]:
    reader = _Reader(chunks)
    while chunk := reader.take(CHUNK - 1):  # padding always adds a byte
        yield chunk


def _with_last(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each chunk with whether it is the last; an empty file is one empty last chunk."""
    held = next(chunks, b"")
    for chunk in chunks:
        yield held, False
        held = chunk
    yield held, True
