"""The audit command tells an untouched log from an altered one, and exports every entry."""

import json
import stat
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from safeconduct.access import actors
from safeconduct.audit import log, queries
from safeconduct.audit.models import Entry, Head
from safeconduct.audit.rules import Said
from safeconduct.site import notary
from safeconduct.site.commands.audit import command
from tests.audit import forging

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_place_of_its_own(settings, tmp_path):
    settings.DATA_FOLDER, settings.AUDIT_KEY_FILE = tmp_path, tmp_path / "audit_key"


@pytest.fixture
def entries():
    for number in range(5):
        log.record("test.act", actor=actors.STRANGER, subject=f"file-{number}")


@pytest.mark.usefixtures("entries")
def test_an_untouched_log_is_whole():
    answer = CliRunner().invoke(command, ["verify", "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "entries": 5,
        "checkpoints": 0,
        "whole": True,
        "faults": [],
    }


@pytest.mark.usefixtures("entries")
def test_an_altered_log_is_named_where_it_was_altered_and_fails():
    forging.lift_the_guards()
    Entry.objects.filter(seq=3).update(actor="somebody else")
    answer = CliRunner().invoke(command, ["verify"])
    assert answer.exit_code == 1
    assert "entry 3: was altered" in answer.stdout


@pytest.mark.usefixtures("entries")
def test_an_export_holds_every_entry_and_is_itself_recorded(tmp_path):
    file = tmp_path / "log.jsonl"
    assert CliRunner().invoke(command, ["export", str(file), "--after", "2"]).exit_code == 0
    assert [json.loads(line)["seq"] for line in file.read_text().splitlines()] == [3, 4, 5, 6]
    assert Entry.objects.latest("seq").event == "audit.export"


def chained_anew() -> None:
    """Take the second entry out and chain the rest again, as somebody with every right could."""
    forging.lift_the_guards()
    kept = [said for said, _hash in queries.lines() if said.seq != 2]
    Entry.objects.all().delete()
    Head.objects.all().delete()
    log.add((line.at, Said(*[getattr(line, name) for name in Said.__slots__])) for line in kept)


@pytest.mark.usefixtures("entries")
def test_a_log_chained_anew_holds_but_not_against_a_copy_kept_elsewhere(tmp_path):
    file = tmp_path / "log.jsonl"
    CliRunner().invoke(command, ["export", str(file)])
    assert CliRunner().invoke(command, ["verify", "--against", str(file)]).exit_code == 0
    chained_anew()
    assert CliRunner().invoke(command, ["verify"]).exit_code == 0
    answer = CliRunner().invoke(command, ["verify", "--against", str(file)])
    assert answer.exit_code == 1
    assert "entry 2: is not the entry that was exported" in answer.stdout


@pytest.mark.usefixtures("entries")
def test_a_copy_that_holds_nothing_is_not_taken_for_a_whole_one(tmp_path):
    file = tmp_path / "log.jsonl"
    file.write_text("")
    answer = CliRunner().invoke(command, ["verify", "--against", str(file)])
    assert answer.exit_code == 2
    assert "expected an export, found no line" in answer.stderr


@pytest.mark.usefixtures("entries")
def test_a_wrong_copy_gets_one_clear_line(tmp_path):
    file = tmp_path / "log.jsonl"
    file.write_text('{"seq": 1}\n')
    answer = CliRunner().invoke(command, ["verify", "--against", str(file)])
    assert answer.exit_code == 2
    assert "line 1: expected an entry as audit export writes it." in answer.stderr


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"seq": 1e999, "hash": "x"}',
        b'{"seq": true, "hash": "x"}',
        b'{"seq": 99999999999999999999, "hash": "x"}',
        b'{"type":"checkpoint","seq":1,"hash":[],"at":{},"key":"","signature":""}',
    ],
    ids=range(6),
)
def test_a_copy_made_to_do_harm_gets_one_clear_line_too(tmp_path, line):
    file = tmp_path / "log.jsonl"
    file.write_bytes(line + b"\n")
    answer = CliRunner().invoke(command, ["verify", "--against", str(file)])
    assert answer.exit_code == 2
    assert "line 1: expected an entry as audit export writes it." in answer.stderr


def run(*arguments):
    return CliRunner().invoke(command, arguments)


@pytest.mark.usefixtures("entries")
def test_a_checkpoint_signed_by_hand_is_counted_and_pinned_by_its_public_key():
    assert run("checkpoint").exit_code == 0
    public = run("key").stdout.strip()
    assert run("verify", "--key", public).exit_code == 0
    assert "1 checkpoints, the last at entry 5" in run("verify").stdout
    answer = run("verify", "--key", "0" * 64)
    assert (answer.exit_code, "key that is not trusted" in answer.stdout) == (1, True)
    assert "Nothing new to sign." in run("checkpoint").stderr


@pytest.mark.usefixtures("entries")
def test_an_export_holds_checkpoints_and_a_log_that_lost_one_does_not_hold_against_it(tmp_path):
    run("checkpoint")
    file = tmp_path / "log.jsonl"
    run("export", str(file))
    kinds = [json.loads(line)["type"] for line in file.read_text().splitlines()]
    assert kinds == [*["entry"] * 5, "checkpoint", "entry"]
    assert run("verify", "--against", str(file)).exit_code == 0
    forging.lift_the_guards()
    forging.run("DELETE FROM audit_checkpoint")
    notary._remembered().unlink()
    assert run("verify").exit_code == 0
    answer = run("verify", "--against", str(file))
    assert "entry 5: its checkpoint was signed here and is gone from the log" in answer.stdout


@pytest.mark.usefixtures("entries")
def test_an_export_goes_on_where_another_ended(tmp_path):
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    run("export", str(first))
    run("checkpoint")
    run("export", str(second), "--after", "6")
    said = [json.loads(line) for line in second.read_text().splitlines()]
    assert [(line["type"], line["seq"]) for line in said] == [("checkpoint", 6), ("entry", 7)]


@pytest.mark.usefixtures("entries")
def test_following_shows_what_is_recorded_later_and_its_checkpoint(monkeypatch):
    looks = []

    def meanwhile(seconds):
        looks.append(seconds)
        if len(looks) == 1:
            log.record("test.later", actor=actors.STRANGER, subject="f")
        elif len(looks) == 2:
            notary.sign(datetime.now(UTC))
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr("safeconduct.audit.export.time.sleep", meanwhile)
    answer = run("export", "--follow", "--after", "5")
    said = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    assert [line.get("event", line["type"]) for line in said] == [
        "audit.export",
        "test.later",
        "checkpoint",
    ]


def test_an_exported_entry_says_whether_it_was_refused():
    log.record_refusal("door.desk:matter", actor=actors.STRANGER)
    said = json.loads(run("export").stdout.splitlines()[0])
    assert (said["outcome"], said["reason"]) == ("failure", "refused")


def test_the_key_is_made_once_for_its_owner_only_and_in_production_never_by_itself(settings):
    settings.PRODUCTION = True
    answer = run("checkpoint")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "SAFECONDUCT_AUDIT_KEY_FILE: expected a file" in answer.stderr
    made = run("key", "--make")
    assert (made.exit_code, len(made.stdout.strip())) == (0, 64)
    assert stat.S_IMODE(settings.AUDIT_KEY_FILE.stat().st_mode) == 0o600
    assert run("key", "--make").exit_code == 2
    assert run("key").stdout == made.stdout


@pytest.mark.parametrize(
    "spoiled", [b"", b"\xff\xfe", b"hunter2", b"0" * 64 + b"\nlater " + b"0" * 64]
)
def test_a_spoiled_key_file_gets_one_clear_line_that_repeats_nothing(settings, spoiled):
    settings.AUDIT_KEY_FILE.write_bytes(spoiled)
    answer = run("key")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "hunter2" not in answer.stderr


@pytest.mark.usefixtures("entries")
def test_after_a_change_of_key_earlier_checkpoints_still_count_once_the_file_names_their_key(
    settings,
):
    run("checkpoint")
    earlier = run("key").stdout.strip()
    settings.AUDIT_KEY_FILE.unlink()
    run("key")
    log.record("test.act", actor=actors.STRANGER, subject="f")
    run("checkpoint")
    assert run("verify").exit_code == 1
    with settings.AUDIT_KEY_FILE.open("a") as file:
        file.write(f"earlier {earlier}\n")
    assert run("verify").exit_code == 0
