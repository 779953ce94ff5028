"""The audit command tells an untouched log from an altered one, and exports every entry."""

import json

import pytest
from click.testing import CliRunner

from safeconduct.access import actors
from safeconduct.audit import log, queries
from safeconduct.audit.models import Entry, Head
from safeconduct.audit.rules import Said
from safeconduct.site.commands.audit import command

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    for number in range(5):
        log.record("test.act", actor=actors.STRANGER, subject=f"file-{number}")


@pytest.mark.usefixtures("entries")
def test_an_untouched_log_is_whole():
    answer = CliRunner().invoke(command, ["verify", "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {"entries": 5, "whole": True, "faults": []}


@pytest.mark.usefixtures("entries")
def test_an_altered_log_is_named_where_it_was_altered_and_fails():
    Entry.objects.filter(seq=3).update(actor="somebody else")
    answer = CliRunner().invoke(command, ["verify"])
    assert answer.exit_code == 1
    assert "entry 3: was altered" in answer.stdout


@pytest.mark.usefixtures("entries")
def test_an_export_holds_every_entry_and_is_itself_recorded(tmp_path):
    file = tmp_path / "log.jsonl"
    assert CliRunner().invoke(command, ["export", str(file), "--after", "2"]).exit_code == 0
    assert [json.loads(line)["seq"] for line in file.read_text().splitlines()] == [3, 4, 5]
    assert Entry.objects.latest("seq").event == "audit.export"


def chained_anew() -> None:
    """Take the second entry out and chain the rest again, as somebody with every right could."""
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
def test_a_wrong_copy_gets_one_clear_line(tmp_path):
    file = tmp_path / "log.jsonl"
    file.write_text('{"seq": 1}\n')
    answer = CliRunner().invoke(command, ["verify", "--against", str(file)])
    assert answer.exit_code == 2
    assert "line 1: expected an entry as audit export writes it." in answer.stderr
