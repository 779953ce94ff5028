"""Anybody can encrypt to a public key: an archive made to do harm is refused in one line."""

from __future__ import annotations

import io
import json
import tarfile

import pytest

from safeconduct.site.backups import Refused, age, manifest, reading

WORDS = b"a database"
SEAL = {"installation": "A", "keyring": "A", "private": "", "seal": "", "digest": ""}


def told(**other):
    """A manifest that fits, but for what is said otherwise."""
    said = {
        "format": manifest.FORMAT,
        "version": "1.0",
        "moment": "2026-01-01T00:00:00+00:00",
        "database": "sqlite",
        "counts": {},
        "head": [0, ""],
        "migrations": [],
        "absent": 0,
        "hashes": {"database": manifest.hash_of(io.BytesIO(WORDS))[0]},
        "drill": SEAL,
    }
    return json.dumps(said | other).encode()


def part(name, kind=tarfile.REGTYPE, **said):
    made = tarfile.TarInfo(name)
    made.type = kind
    for key, value in said.items():
        setattr(made, key, value)
    return made


def unpacked(folder, said, *more):
    """Take an archive apart that holds a database, some more parts, and a manifest."""
    identity, archive = folder / "identity", folder / "archive"
    to = age.recipients([age.make_identity(identity)])
    with age.writing(archive, to) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        tar.addfile(part("database", size=len(WORDS)), io.BytesIO(WORDS))
        for member in more:
            tar.addfile(member, io.BytesIO(bytes(512)))
        tar.addfile(part("manifest.json", size=len(said)), io.BytesIO(said))
    return reading.unpack(archive, folder / "into", age.identities(identity))


def test_an_archive_that_fits_is_taken_apart(tmp_path):
    assert unpacked(tmp_path, told()).database == "sqlite"


@pytest.mark.parametrize(
    "other",
    [
        {"version": "1.0\x1b[2J"},
        {"version": 1},
        {"moment": "\x1b]0;restored\x07"},
        {"moment": 20260101},
        {"database": "another"},
        {"database": []},
        {"drill": SEAL | {"installation": 1}},
        {"head": []},
    ],
    ids=range(8),
)
def test_words_that_would_steer_a_terminal_or_stop_with_a_trace_are_refused(tmp_path, other):
    with pytest.raises(Refused, match=r"archive: expected a manifest this release can read\."):
        unpacked(tmp_path, told(**other))


def test_a_manifest_without_a_floor_is_refused(tmp_path):
    with pytest.raises(Refused):
        unpacked(tmp_path, b"[" * 200_000)


HOLES = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.size": str(1 << 50)}


@pytest.mark.parametrize(
    "member",
    [
        part("../outside", size=512),
        part("/etc/outside", size=512),
        part("files/../../outside", size=512),
        part("files/link", tarfile.SYMTYPE, linkname="/etc/passwd"),
        part("files/link", tarfile.LNKTYPE, linkname="database"),
        part("files/device", tarfile.CHRTYPE, devmajor=1, devminor=5),
        part("files/pipe", tarfile.FIFOTYPE),
        part("files/holes", size=512, pax_headers=HOLES | {"GNU.sparse.map": "0,512"}),
        part("database", size=512),
    ],
    ids=lambda member: f"{member.name} {member.type.decode()}",
)
def test_a_part_that_is_no_plain_file_of_ours_is_refused(tmp_path, member):
    with pytest.raises(Refused, match="damaged"):
        unpacked(tmp_path, told(), member)
    assert {path.name for path in tmp_path.iterdir()} <= {"identity", "archive", "into"}
    assert {path.name for path in (tmp_path / "into").iterdir()} == {"database"}
