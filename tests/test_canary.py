"""Marked words go in through every form of every face, and lie nowhere in the clear afterwards.

The forms come from the table of routes: a new one that is not filled here fails the first test.
"""

from __future__ import annotations

import inspect
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.core import signing
from django.urls import URLPattern
from fido2.utils import websafe_decode

from safeconduct.intake import form as questions
from safeconduct.site.backups import age, reading
from safeconduct.site.demo import cast
from tests import (
    administering,
    askers,
    callers,
    guardians,
    house,
    marked,
    messengers,
    newcomers,
    passkeys,
    serving,
    tellers,
)
from tests.cases.imports import made_up

READS_ONLY = re.compile(r'@only\("GET"\)|@require_safe|^@door\(ANYONE\)', re.MULTILINE)
ASK_NOTHING = {
    "reporter:begin": "begins a report",
    "reporter:close": "closes the mailbox",
    "reporter:exit": "forgets what was not sent",
    "desk:lock": "forgets the key",
    "desk:sign-out": "ends the session",
    "desk:set-aside-ticked": "takes ticks, a reason out of four, and a number",
    "desk:set-aside-together": "takes a reason out of four, and a number",
    "desk:take-up-together": "takes back what was set aside",
    "desk:tablet-add": "takes the name of a device, which is open, and a desk",
    "desk:tablet-wipe": "asks a tablet to wipe itself",
    "desk:tablet-end": "ends a tablet",
    "desk:tablets-take-in": "opens what came sealed, and stores it as any report",
    "desk:tablets-bring": "takes what is sealed already, by test",
    "field:enrol": "takes a code, of which a digest is kept",
    "field:hear": "says only who it is",
    "field:send": "takes what is sealed already, by test",
    "field:wiped": "says only who it is",
    "partner:lock": "forgets the key",
    "partner:sign-out": "ends the session",
    "openid_connect_login": "leads to the organisation's sign-on",
}


def taking_forms() -> set[str]:
    """Every route of every face that does more than answer a reading."""
    found = set()
    for face in house.FACES:
        for route in import_module(f"safeconduct.web.{face}.urls").urlpatterns:
            assert isinstance(route, URLPattern), "a nested table of routes is not walked here"
            source = inspect.getsource(inspect.unwrap(route.callback))
            if not READS_ONLY.search(source):
                # The sign-in library knows the pages of one's own account by plain names.
                found.add(f"{face}:{route.name}" if face != "entrance" else str(route.name))
    return found


@dataclass
class Backup:
    """What a backup laid down, and what its key shows inside."""

    folder: Path
    inside: Path


@dataclass
class Written:
    """What is left after everything was written and the power was cut."""

    folder: Path
    temporary: Path
    outputs: list[str]
    receipt: str
    teller: tellers.Teller
    output: str  # of a passkey that was used and removed
    secrets: tuple[str, ...]  # of somebody who came in by an invitation
    backup: Backup


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Iterator[Written]:
    """Write through every form of a real server with a real folder; then cut its power."""
    folder, temporary = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TMPDIR", "TEMP", "TMP"):
            patch.setenv(name, str(temporary))
        building = ("demo", "build", "--matters", "3")
        with serving.serving(folder, before=(building,), apart=True, demo="true") as served:
            teller = tellers.Teller(served.port)
            # Whoever closes a database last empties its journal; this reader sees to it that
            # there is one to look into when the power is cut.
            reader = sqlite3.connect(folder / "safeconduct.sqlite3")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            osei = teller.visitor("osei")
            before = tellers.waiting(osei)
            receipt = tellers.report(teller)
            tellers.report(teller)
            tellers.save(teller)
            tellers.come_back(teller, receipt)
            one, other = (at for at in tellers.waiting(osei) if at not in before)
            matter = tellers.triage(teller, osei, one)
            tellers.join(teller, osei, other, matter)
            allegation = tellers.describe(teller, osei, matter)
            tellers.settle(teller, osei, matter, allegation)
            tellers.answer_for_a_state(teller)
            tellers.keep_records(teller)
            guardians.guard(teller, matter)
            administering.administer(teller, matter)
            tellers.wander(teller)
            callers.call(teller)
            callers.keep_places(teller)
            askers.ask_anew(teller)
            askers.word_anew(teller)
            tellers.leave(teller, osei, "desk")
            slip_away(teller)
            outputs = bring_in_a_register(served, tmp_path_factory.mktemp("register"))
            output = passkeys.keep(teller, "rui")
            secrets = newcomers.keep_account(teller, served) + messengers.write(teller)
            backup = back_up(served, tmp_path_factory.mktemp("backup"))
            served.kill()
        yield Written(folder, temporary, outputs, receipt, teller, output, secrets, backup)
        reader.close()


def slip_away(teller: tellers.Teller) -> None:
    """Leave as a browser does that has gone to another page already."""
    assert teller.visitor().post("/report/leave", {marked.word(): marked.word()}).status == 204
    teller.accepted.add("reporter:exit")


def back_up(served: serving.Served, place: Path) -> Backup:
    """Make a backup while people are at work, and take it apart with its key."""
    made = Backup(place / "laid-down", place / "inside")
    identity = place / "identity"
    ended = served.run("backup", str(made.folder), "--make-identity", str(identity))
    assert ended.returncode == 0, ended.stderr
    made.inside.mkdir()
    reading.unpack(Path(ended.stdout.split()[0]), made.inside, age.identities(identity))
    return made


def bring_in_a_register(served: serving.Served, place: Path) -> list[str]:
    """Bring in a register whose officers and places are marked words; return what was said."""
    rows = [
        row.replace("Canary", marked.word()).replace("Mill Lane", marked.word())
        for row in made_up.ROWS
    ]
    file, mapping = place / "register.csv", place / "register.toml"
    file.write_text("\n".join((made_up.HEADER, *rows)))
    mapping.write_text(made_up.MAPPING)
    said = []
    for more in ((), ("--dry-run",)):
        ended = served.run("import", "register", str(file), "--mapping", str(mapping), *more)
        assert ended.returncode == 0, ended.stderr
        said += [ended.stdout, ended.stderr]
    shutil.rmtree(place)
    return said


def test_every_route_that_takes_a_form_is_filled_here_or_asks_nothing(written):
    taking, filled = taking_forms(), written.teller.accepted
    assert taking - filled - set(ASK_NOTHING) == set()
    assert set(ASK_NOTHING) <= taking
    assert filled <= taking
    asked = {page.code for page in questions.shipped().pages if page.questions}
    assert asked <= written.teller.pages


def test_the_words_were_really_sent_and_are_read_by_those_who_were_granted_them(written):
    report, reporter, subject, note, letter = written.teller.read_back
    words = re.compile(f"{marked.CORE} .... {marked.TAIL}")
    told = {"report": report, "reporter": reporter, "subject": subject, "note": note}
    found = {name: len(set(words.findall(page))) for name, page in told.items()}
    assert found["report"] > found["reporter"] >= 2 > found["subject"] == found["note"] == 1
    assert len(set(words.findall(letter))) >= 3  # the letter, the answer, the officer


def test_no_marked_word_lies_in_any_file_of_the_installation(written):
    names = {path.name for path in written.folder.iterdir()}
    assert any(name.endswith("-wal") for name in names), "the power was not cut: no journal is left"
    assert marked.seen_under(written.folder) == []


def test_no_marked_word_lies_in_any_cell_of_any_table(written, tmp_path):
    shutil.copytree(written.folder, tmp_path / "copy")
    (database,) = (tmp_path / "copy").glob("*.sqlite3")
    assert marked.seen_in_tables(database) == []


def test_no_marked_word_is_logged_or_printed(written):
    log = (written.folder / "server.log").read_bytes()
    assert b"desk:acknowledge" in log
    assert marked.seen_in(log) == []
    assert marked.seen_in("\n".join(written.outputs).encode()) == []


def test_no_marked_word_lies_among_temporary_files(written):
    assert marked.seen_under(written.temporary) == []


def test_no_marked_word_lies_in_a_backup_nor_in_what_its_key_shows(written):
    backup = written.backup
    assert len(list(backup.folder.iterdir())) == 2  # the archive, and the shred keys beside it
    assert any(path.is_file() for path in (backup.inside / "files").rglob("*"))
    assert marked.seen_under(backup.folder) == marked.seen_under(backup.inside) == []
    assert marked.seen_in_tables(backup.inside / "database") == []


def test_the_search_finds_a_word_planted_in_a_backup(written, tmp_path):
    shutil.copytree(written.backup.inside, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy" / "database") as planting:
        planting.execute("update access_account set email = ?", [f"{marked.CORE}@example.org"])
    file = next(path for path in (tmp_path / "copy" / "files").rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes() + marked.word().encode())
    assert len(marked.seen_under(tmp_path / "copy")) == 2
    found = marked.seen_in_tables(tmp_path / "copy" / "database")
    assert any("access_account.email" in line for line in found)


def test_no_receipt_passphrase_code_link_or_output_of_a_passkey_is_kept(written):
    everywhere = (written.folder, written.backup.folder, written.backup.inside)
    files = (path for folder in everywhere for path in folder.rglob("*") if path.is_file())
    kept = [path.read_bytes() for path in files]
    assert not any(websafe_decode(written.output) in content for content in kept)
    for secret in (written.receipt, cast.PASSPHRASE, written.output, *written.secrets):
        forms = [form for _name, form in marked.disguises(secret)]
        assert not any(form in content for form in forms for content in kept)


@pytest.mark.parametrize(("name", "form"), marked.DISGUISES, ids=[n for n, _ in marked.DISGUISES])
def test_the_search_finds_a_word_in_each_disguise(tmp_path, name, form):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"\x00\xff before " + form + b" after \x00")
    assert marked.seen_under(tmp_path)


def test_the_search_finds_a_word_planted_in_the_installation(written, tmp_path):
    shutil.copytree(written.folder, tmp_path / "copy")
    (database,) = (tmp_path / "copy").glob("*.sqlite3")
    with sqlite3.connect(database) as planting:
        planting.execute("update post_letter set address = ?", [f"{marked.CORE}@example.org"])
        planting.execute("update access_session set session_data = ?", [session_of(marked.word())])
    found = marked.seen_in_tables(database)
    assert any("access_session.session_data" in line for line in found)
    (tmp_path / "copy" / marked.CORE).touch()
    assert any("the name of" in line for line in marked.seen_under(tmp_path / "copy"))


def session_of(word: str) -> str:
    """A session row as Django would pack it, were it not sealed."""
    return signing.dumps({"note": word * 50}, compress=True)
