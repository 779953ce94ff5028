"""What was sealed to a desk on a device of its own, before it could reach the house.

HPKE (RFC 9180) in base mode, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM: a
browser makes the same with nothing but its own WebCrypto (web/field/static/field/hpke.js). The
device keeps no key to what it sealed. The key pair is the one of the desk's keyring.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from safeconduct.access.actors import Actor
from safeconduct.vault import boxes, rings
from safeconduct.vault.models import Keyring

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
BLOCK = 32 * 1024  # so that the size of an envelope does not tell how much was written
PURPOSE = "safe-conduct.field.1"
TOKEN_BYTES = 32


def place_of(tablet: str, submission: str, form: str) -> bytes:
    """Return what ties an envelope to its tablet, its submission and its form (HPKE info)."""
    return boxes.bind(PURPOSE, tablet, submission, form)


def seal(public: bytes, content: bytes, place: bytes) -> bytes:
    """Seal content to a public key, as the page on the tablet does."""
    padded = boxes.pad(content, BLOCK)
    return SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(public), place)


def unseal(private: bytes, box: bytes, place: bytes) -> bytes:
    """Open what was sealed, if its place is the one expected. Raises WillNotOpen."""
    try:
        padded = SUITE.decrypt(box, X25519PrivateKey.from_private_bytes(private), place)
    except (InvalidTag, ValueError) as fault:
        raise boxes.WillNotOpen from fault
    return boxes.unpad(padded, BLOCK)


def open_for(actor: Actor, desk: Keyring, box: bytes, place: bytes) -> bytes:
    """Open an envelope for a member of the desk it was sealed to.

    The caller asks the gate and records. Raises rings.Locked, gate.Denied, boxes.WillNotOpen.
    """
    return unseal(rings.desk_secret(actor, desk).private, box, place)


def new_token() -> str:
    """Return a token by which a tablet is known; it is stored nowhere here."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Return the digest under which a token or a code is found."""
    return hashlib.sha256(f"{PURPOSE} {token}".encode()).hexdigest()
