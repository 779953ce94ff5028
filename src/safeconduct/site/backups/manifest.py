"""What an archive says of itself: from which release, what is in it, and how each part hashes."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, BinaryIO

from safeconduct.site.backups import Refused

FORMAT = 1
PIECE = 1 << 20
KINDS = frozenset({"sqlite", "postgresql"})
VERSION = re.compile(r"[0-9A-Za-z.+!-]{1,40}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database held at one moment, told in numbers and open codes."""

    counts: dict[str, int]
    head: tuple[int, str]
    migrations: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Drill:
    """The test seal: where it lies, the key that opens it and nothing else, and what it says."""

    installation: str
    keyring: str
    private: str = field(repr=False)
    seal: str
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last member of an archive."""

    format: int
    version: str
    moment: str
    database: str
    counts: dict[str, int]
    head: tuple[int, str]
    migrations: list[tuple[str, str]]
    absent: int
    hashes: dict[str, str]
    drill: Drill

    def as_json(self) -> bytes:
        """The manifest as it lies in the archive."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()


def read(content: bytes) -> Manifest:
    """Read a manifest. Raises Refused for one that is not ours."""
    try:
        said: dict[str, Any] = json.loads(content)
        known = {each.name for each in fields(Manifest)}
        said["drill"] = Drill(**said["drill"])
        said["head"] = (int(said["head"][0]), str(said["head"][1]))
        said["migrations"] = [(app, name) for app, name in said["migrations"]]
        whole = said["format"] == FORMAT and set(said) == known and _is_plain(said)
    except (ValueError, LookupError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise Refused("archive: expected a manifest this release can read.")
    return Manifest(**said)


def _is_plain(said: dict[str, Any]) -> bool:
    """Say whether what is shown of a manifest is what it should be.

    Anybody can encrypt to a public key: words in it must not steer the terminal they are shown on.
    """
    datetime.fromisoformat(said["moment"])
    version = said["version"]
    drill = all(isinstance(each, str) for each in asdict(said["drill"]).values())
    return drill and said["database"] in KINDS and bool(VERSION.fullmatch(version))


def new_hash() -> hashlib.blake2b:
    """Return the hash by which every part of an archive is known: BLAKE2b-256."""
    return hashlib.blake2b(digest_size=32)


def hash_of(stream: BinaryIO, into: BinaryIO | None = None) -> tuple[str, int]:
    """Read a stream to its end; return its BLAKE2b-256 and its length. Copy it, if asked."""
    digest, size = new_hash(), 0
    while piece := stream.read(PIECE):
        digest.update(piece)
        size += len(piece)
        if into is not None:
            into.write(piece)
    return digest.hexdigest(), size
