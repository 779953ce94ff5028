"""The address of an onion service: whether it is whole, and how a page names it to a browser."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlsplit

SUFFIX = ".onion"
KEY, CHECKSUM, VERSION = 32, 2, 3


def is_address(value: str) -> bool:
    """Whether this is http or https, an onion name of version 3, and nothing more.

    The name carries a public key and a checksum of it (rend-spec-v3, 6): a letter lost while it
    was copied is found here, and not by somebody who waits for a page.
    """
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    bare = parts.path in {"", "/"} and not (parts.query or parts.fragment)
    name = parts.netloc.lower()
    return parts.scheme in {"http", "https"} and bare and name.endswith(SUFFIX) and _holds(name)


def _holds(name: str) -> bool:
    try:
        raw = base64.b32decode(name.removesuffix(SUFFIX).upper())
    except ValueError:  # not of this alphabet, or not of this length
        return False
    if len(raw) != KEY + CHECKSUM + 1 or raw[-1] != VERSION:
        return False
    key, checksum = raw[:KEY], raw[KEY : KEY + CHECKSUM]
    whole = hashlib.sha3_256(b".onion checksum" + key + bytes([VERSION])).digest()
    return whole[:CHECKSUM] == checksum
