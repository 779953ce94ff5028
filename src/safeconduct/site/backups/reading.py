"""Taking an archive apart into a scratch folder, and believing nothing of it before its end."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.db.migrations.loader import MigrationLoader
from pyrage import x25519

from safeconduct.site.backups import Refused, age, manifest
from safeconduct.site.backups.manifest import Manifest

MEMBER = re.compile(r"database|manifest\.json|files/[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
MANIFEST = "manifest.json"
CUT = Refused(f"archive: {age.CUT}.")
LARGEST_MANIFEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Halves:
    """The shred keys as they were kept beside the archives."""

    installation: str
    moment: str
    halves: dict[str, str] = field(repr=False)


def unpack(archive: Path, into: Path, by: Sequence[x25519.Identity]) -> Manifest:
    """Take an archive apart: `into/database`, `into/files/…`; every part is what was put in.

    Raises Refused for an archive that is damaged, cut, not ours or not to be opened so; nothing
    outside the folder is touched.
    """
    hashes: dict[str, str] = {}
    told: bytes | None = None
    with age.reading(archive, by, "archive") as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for member in tar:
                    source = tar.extractfile(member) if _is_ours(member) else None
                    if source is None or member.name in hashes or told is not None:
                        raise CUT
                    if member.name == MANIFEST:
                        told = source.read(LARGEST_MANIFEST)
                    else:
                        hashes[member.name] = _keep(source, into / member.name)  # type: ignore[arg-type]
        except (tarfile.TarError, EOFError):
            raise CUT from None
    if told is None:
        raise CUT
    said = manifest.read(told)
    if said.hashes != hashes or "database" not in hashes:
        raise Refused("archive: its parts are not those of its manifest.")
    return said


def read_halves(file: Path, by: Sequence[x25519.Identity], of: Manifest) -> Halves:
    """Read the shred keys that belong to an archive. Raises Refused for any others.

    They must be of the same installation and not older: an older copy lacks compartments that were
    opened later.
    """
    if not file.is_file():
        raise Refused(
            "--shred-keys: expected the file shred-keys.age that lies beside the archives."
        )
    with age.reading(file, by, "--shred-keys") as stream:
        content = stream.read()
    try:
        said = Halves(**json.loads(content))
        datetime.fromisoformat(said.moment)
    except (ValueError, TypeError, RecursionError):
        raise Refused(f"--shred-keys: {age.CUT}.") from None
    if said.installation != of.drill.installation:
        raise Refused("--shred-keys: these belong to another installation than the archive.")
    if said.moment < of.moment:
        raise Refused("--shred-keys: these are older than the archive; take the newest copy.")
    return said


def is_known(said: Manifest) -> None:
    """Raise Refused for an archive of a later release than this one."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    ours = {app for app, _name in known}
    if any(app in ours and (app, name) not in known for app, name in said.migrations):
        raise Refused(f"archive: it was made by a later release ({said.version}) than this one.")


def _is_ours(member: tarfile.TarInfo) -> bool:
    parts = PurePosixPath(member.name).parts
    # A part with holes is a few bytes in the archive and fills the disk.
    return (
        member.isreg()
        and not member.issparse()
        and bool(MEMBER.fullmatch(member.name))
        and ".." not in parts
    )


def _keep(source: BinaryIO, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    with path.open("wb") as sink:
        return manifest.hash_of(source, sink)[0]
