"""A backup is whole, shut without its key, and comes back; a spoiled one changes nothing."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import stat
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeconduct.site.backups import Refused, age, databases, reading, scratch
from tests import house
from tests.site import keeping

CANARY = "marked-words-of-amina"


class Kept:
    """An installation with something in it, and where its backups go."""

    def __init__(self, place, folder, shares):
        self.place, self.folder, self.shares = place, folder, shares
        self.to, self.identity = folder / "archives", folder / "identity"
        ended = place.run("backup", self.to, "--make-identity", self.identity)
        assert ended.returncode == 0, ended.stderr
        self.recipient = self.identity.read_text().split()[3]
        self.archive = Path(ended.stdout.split()[0])
        self.shred_keys = self.to / "shred-keys.age"

    def again(self, *words):
        """Make one more backup, in a later second than the last."""
        time.sleep(1.1)
        return self.place.run("backup", self.to, "--to", self.recipient, *words)

    def restored(self, into, *, archive=None, shred_keys=None, identity=None, more=()):
        """Restore in another installation; return how that ended."""
        return into.run(
            "restore",
            archive or self.archive,
            "--shred-keys",
            shred_keys or self.shred_keys,
            "--identity",
            identity or self.identity,
            *more,
        )

    def drilled(self, **named):
        """Rehearse a restoration beside the installation."""
        return self.restored(self.place, more=("--drill",), **named)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Founded once: what the tests below do to it leaves its first archive alone."""
    folder = tmp_path_factory.mktemp("kept")
    with keeping.place(folder / "live") as place:
        shares = place.do("found", words=CANARY)
        yield Kept(place, folder, shares)


@pytest.fixture
def empty(tmp_path):
    """Another installation, with nothing in it."""
    with keeping.place(tmp_path / "other") as place:
        yield place


def is_untouched(place):
    """Nothing was restored here: no table, no file, no scratch."""
    left = {path.name for path in place.folder.iterdir()}
    return left <= {"secret_key", "static", "backup.lock"}


def test_an_archive_comes_back_with_every_text_file_and_entry(kept, empty):
    ended = kept.restored(empty)
    assert ended.returncode == 0, ended.stderr
    texts = empty.do("read", scope="first")
    assert texts[0] == f"{CANARY} first"
    assert sorted(texts[1:]) == [f"{CANARY} {n}{CANARY} {n}"[:40] for n in range(3)]
    assert empty.run("audit", "verify").returncode == 0
    assert ["backup.restore", ""] in empty.do("events", family="backup.")
    assert not list(empty.folder.glob("scratch-*"))
    before = empty.do("compartments")
    again = kept.restored(empty)  # nothing is written over
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "expected an empty database" in again.stderr
    assert empty.do("compartments") == before


def test_an_invitation_used_since_the_backup_is_not_open_again_when_it_is_restored(kept, empty):
    token = kept.place.do("invite", username="ivo")
    ended = kept.again()
    restored = kept.restored(empty, archive=Path(ended.stdout.split()[0]))
    assert "1 invitations closed" in restored.stdout, restored.stderr
    assert kept.place.do("invited", token=token)
    assert not empty.do("invited", token=token)


def test_an_archive_and_what_lies_beside_it_tell_nothing(kept):
    halves = [bytes.fromhex(half) for half in kept.place.do("halves")]
    assert len(halves) >= 2
    for path in kept.to.iterdir():
        content = path.read_bytes()
        assert content.startswith(b"age-encryption.org/v1")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        words = (CANARY.encode(), b"SQLite format", b"manifest", b"vault_", b"osei")
        assert not [word for word in words if word in content]
        assert not [half for half in halves if half in content or half.hex().encode() in content]
    assert not list(kept.place.folder.glob("scratch-*"))


@house.ON_SQLITE
def test_the_database_in_an_archive_holds_no_shred_key_not_even_on_a_free_page(kept, tmp_path):
    opened = unpacked(kept, tmp_path)
    content = (opened / "database").read_bytes()
    assert content.startswith(b"SQLite format")
    assert CANARY.encode() not in content
    for half in kept.place.do("halves"):
        assert bytes.fromhex(half) not in content
    for file in (opened / "files").rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()


def unpacked(kept, into):
    """The inside of an archive, as only its identity shows it."""
    reading.unpack(kept.archive, into, age.identities(kept.identity))
    return into


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
@example(0.0, 0)
@example(1.0, 7)
def test_an_archive_with_one_changed_bit_is_not_read(kept, place, bit):
    content = bytearray(kept.archive.read_bytes())
    content[min(int(len(content) * place), len(content) - 1)] ^= 1 << bit
    is_not_read(kept, bytes(content))


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 1, exclude_max=True))
@example(0.0)
@example(0.9999)
def test_a_cut_archive_is_not_read(kept, left):
    content = kept.archive.read_bytes()
    is_not_read(kept, content[: min(int(len(content) * left), len(content) - 1)])


def is_not_read(kept, content):
    with tempfile.TemporaryDirectory() as folder:
        spoiled = Path(folder) / "spoiled.age"
        spoiled.write_bytes(content)
        with pytest.raises(Refused, match="archive: "):
            reading.unpack(spoiled, Path(folder) / "into", age.identities(kept.identity))


@pytest.mark.parametrize("place", [0, -1])
def test_a_spoiled_archive_is_refused_in_one_line_and_changes_nothing(kept, empty, tmp_path, place):
    content = bytearray(kept.archive.read_bytes())
    content[place] ^= 1
    spoiled = tmp_path / "spoiled.age"
    spoiled.write_bytes(content)
    refused_in_one_line(kept.restored(empty, archive=spoiled), empty, "archive: ")


def refused_in_one_line(ended, place, line):
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    assert line in ended.stderr
    assert is_untouched(place)


def test_a_wrong_key_or_missing_shred_keys_are_named(kept, tmp_path):
    other, text = tmp_path / "other-identity", tmp_path / "text"
    age.make_identity(other)
    text.write_text("no key at all")
    for named, line in (
        ({"identity": other}, "archive: --identity does not open it"),
        ({"identity": text}, "--identity: expected a file with a private key"),
        ({"identity": tmp_path / "absent"}, "--identity: expected a file that can be read"),
        ({"shred_keys": tmp_path / "absent"}, "--shred-keys: expected the file"),
        ({"shred_keys": text}, "--shred-keys: this file is damaged"),
        ({"shred_keys": kept.archive}, "--shred-keys: this file is damaged"),
        ({"archive": tmp_path / "absent"}, "archive: expected a file that can be read"),
        ({"archive": kept.shred_keys}, "archive: this file is damaged"),
    ):
        with pytest.raises(Refused) as refused:
            opened(kept, tmp_path / secrets.token_hex(4), **named)
        assert str(refused.value).startswith(line)


def opened(kept, into, **named):
    """Open archive and shred keys as a restoration does, and go no further."""
    by = age.identities(named.get("identity", kept.identity))
    said = reading.unpack(named.get("archive", kept.archive), into, by)
    return reading.read_halves(named.get("shred_keys", kept.shred_keys), by, said)


def test_shred_keys_of_another_installation_do_not_pass(kept, empty, tmp_path):
    with keeping.place(tmp_path / "neighbour") as place:
        place.do("found", words="neighbour", files=0)
        ended = place.run("backup", tmp_path / "theirs", "--to", kept.recipient)
        assert ended.returncode == 0, ended.stderr
    swapped = tmp_path / "theirs" / "shred-keys.age"
    refused_in_one_line(kept.restored(empty, shred_keys=swapped), empty, "another installation")


def test_shred_keys_older_than_the_archive_do_not_pass(kept, tmp_path):
    older = tmp_path / "older.age"
    shutil.copy(kept.shred_keys, older)
    newer = Path(kept.again().stdout.split()[0])
    with pytest.raises(Refused, match="older than the archive"):
        opened(kept, tmp_path / "into", archive=newer, shred_keys=older)


def test_what_is_shredded_stays_shut_in_an_older_archive_too(kept, tmp_path, empty):
    ours = Kept(kept.place, tmp_path, [])
    old_keys = ours.shred_keys.read_bytes()
    assert kept.place.do("shred", scope="second") == 1
    assert ours.again().returncode == 0
    assert ours.shred_keys.read_bytes() != old_keys
    assert ours.restored(empty).returncode == 0  # the OLD archive with the NEW shred keys
    assert set(empty.do("read", scope="second")) == {None}
    assert empty.do("read", scope="first")[0] == f"{CANARY} first"
    drilled = ours.drilled()
    assert (drilled.returncode, "1 were shredded since" in drilled.stdout) == (0, True)


def test_what_got_a_new_key_since_still_opens_from_an_older_archive(kept, tmp_path, empty):
    ours = Kept(kept.place, tmp_path, [])
    assert kept.place.do("rekey", scope="first")
    assert ours.again().returncode == 0
    assert ours.restored(empty).returncode == 0
    assert empty.do("read", scope="first")[0] == f"{CANARY} first"
    assert kept.place.do("read", scope="first")[0] == f"{CANARY} first"


def test_a_drill_tells_each_step_and_leaves_nothing(kept):
    before = sorted(path.name for path in kept.place.folder.iterdir())
    ended = kept.drilled()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for step in ("archive", "database", "migrate", "audit", "shred-keys", "test-seal"):
        assert f" s  {step}: " in ended.stdout
    assert sorted(path.name for path in kept.place.folder.iterdir()) == before


def test_a_drill_whose_test_seal_does_not_open_fails(tmp_path):
    with keeping.place(tmp_path / "live") as place:
        place.do("found", words=CANARY, files=0)
        ours = Kept(place, tmp_path, [])
        assert place.do("unseal") == 1
        assert ours.again().returncode == 0  # it lays a new test seal; the old one stays shut
        ended = ours.drilled()
        assert (ended.returncode, "the test seal does not open" in ended.stderr) == (1, True)
        newest = max(ours.to.glob("safeconduct-*"))
        assert ours.drilled(archive=newest).returncode == 0


def test_a_backup_needs_somebody_to_encrypt_to(kept, tmp_path):
    for words, line in (
        ((), "--to: expected a recipient"),
        (("--to", "age1nonsense"), "--to: expected a public key"),
        (("--to", "somebody@example.org"), "--to: expected a public key"),
    ):
        ended = kept.place.run("backup", tmp_path / "nothing", *words)
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
        assert line in ended.stderr
    assert not (tmp_path / "nothing").exists()


def test_older_archives_go_only_after_the_new_one_is_there(kept, tmp_path):
    ours = Kept(kept.place, tmp_path, [])
    (ours.to / "safeconduct-by-hand.tar.age").touch()
    assert ours.again().returncode == 0
    assert len(list(ours.to.glob("safeconduct-2*"))) == 2
    assert ours.again("--keep", 1).returncode == 0
    (newest,) = ours.to.glob("safeconduct-2*")
    assert ours.drilled(archive=newest).returncode == 0
    assert (ours.to / "safeconduct-by-hand.tar.age").exists()
    ours.to.chmod(0o500)
    try:
        if not can_write(ours.to):
            assert ours.again("--keep", 1).returncode == 2
    finally:
        ours.to.chmod(0o700)
    assert list(ours.to.glob("safeconduct-2*")) == [newest]


def can_write(folder):
    """Root writes anywhere."""
    try:
        (folder / "probe").touch()
    except OSError:
        return False
    (folder / "probe").unlink()
    return True


def test_nothing_acknowledged_before_a_backup_is_missing_from_it(kept, tmp_path, empty):
    stop = tmp_path / "stop"
    writers = [kept.place.start("write", until=str(stop)) for _ in range(4)]
    heard = [[writer.stdout.readline()] for writer in writers]
    time.sleep(1)
    for number, writer in enumerate(writers):
        heard[number] += said_so_far(writer)
    before = [json.loads(line)["receipt"] for lines in heard for line in lines if line]
    ours = Kept(kept.place, tmp_path, [])
    stop.touch()
    for writer in writers:
        _out, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    assert len(before) >= 4
    ended = ours.restored(empty)
    assert ended.returncode == 0, ended.stderr
    receipts = tmp_path / "receipts"
    receipts.write_text(json.dumps(before))
    found = empty.do("lost", receipts=str(receipts))
    assert (found["missing"], found["faults"]) == (0, [])
    assert found["reports"] >= len(before)


def said_so_far(writer):
    """Whole lines that a writer has said by now, without waiting for more."""
    os.set_blocking(writer.stdout.fileno(), False)
    said = (writer.stdout.buffer.read() or b"").decode()
    os.set_blocking(writer.stdout.fileno(), True)
    return said.splitlines()[: said.count("\n")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_backup_that_is_broken_off_leaves_no_archive_and_nothing_in_clear(kept, tmp_path, number):
    ours = Kept(kept.place, tmp_path, [])
    before = {path.name: path.read_bytes() for path in ours.to.iterdir()}
    time.sleep(1.1)
    process = kept.place.start("back_up", to=str(ours.to), recipient=ours.recipient)
    until = time.monotonic() + 30
    while not list(kept.place.folder.glob("scratch-*/*")) and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode != 0
    if number == signal.SIGKILL:
        assert ours.again().returncode == 0  # the next one tidies up
    else:
        assert {p.name: p.read_bytes() for p in ours.to.iterdir()} == before
    assert not list(kept.place.folder.glob("scratch-*"))
    assert not list(ours.to.glob(".*"))


def test_programs_of_postgresql_that_are_missing_are_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refused, match=r"^pg_restore: not found; install"):
        databases.put_back(Path("nothing"), "postgresql://nobody@localhost/nothing")


def test_a_database_that_does_not_answer_is_said_in_one_line_without_its_address():
    with pytest.raises(Refused, match=r"^SAFECONDUCT_DATABASE: the database does not answer\.$"):
        databases.clear("postgresql://nobody@127.0.0.1:1/nothing")


def test_two_backups_do_not_work_at_once(kept):
    with scratch_of(kept.place):
        ended = kept.again()
    assert (ended.returncode, "is at work" in ended.stderr) == (2, True)


def scratch_of(place):
    """Hold the lock of an installation, as a backup at work does."""
    return scratch._alone(place.folder / "backup.lock")


def test_custodians_rehearse_recovery_and_the_log_says_so(kept, tmp_path):
    words = []
    for number, share in enumerate(kept.shares[:2]):
        file = tmp_path / f"{number}.txt"
        file.write_text(share)
        words += ["--share-file", file]
    before = sorted(path.name for path in kept.place.folder.iterdir())
    ended = kept.place.run("keys", "drill", "osei", *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "a seal opened through a desk, unread" in ended.stdout
    assert CANARY not in ended.stdout + ended.stderr
    assert sorted(path.name for path in kept.place.folder.iterdir()) == before
    ended = kept.place.run("keys", "drill", "nobody", *words)
    assert (ended.returncode, "nobody signs in" in ended.stderr) == (1, True)
    told = kept.place.do("events", family="key.drill")
    assert told == [["key.drill", "worked"], ["key.drill", "failed"]]
    assert kept.place.do("read", scope="first")[0] == f"{CANARY} first"  # osei's key is as it was
