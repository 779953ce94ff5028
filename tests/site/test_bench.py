"""The measurement itself: it counts what is lost, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.intake.models import Report
from safeconduct.site.bench import client, figures, imports, submissions
from tests import house, people, serving

TINY = (
    *("--runs", "1", "--reports", "4", "--talks", "1", "--matters", "20"),
    *("--requests", "2", "--rows", "20", "--workers", "1", "--junk", "60"),
)


def environment(folder):
    return serving.environment_of(folder)


def bench(folder, name, *more):
    ended = serving.command("bench", name, "--json", *TINY, *more, environment=environment(folder))
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.django_db
def test_a_report_that_was_lost_is_counted():
    cast = people.house()
    before = Report.objects.count()
    sent = [people.report_from_amina(cast.minara, key=f"amina-{n}") for n in range(3)]
    receipts = [receipt for _report, receipt in sent]
    assert submissions.compare(receipts, before) == submissions.Compared(3, 0, 0)
    report, _receipt = sent[1]
    report.delete()
    assert submissions.compare(receipts, before) == submissions.Compared(2, 1, 0)


@pytest.mark.django_db
def test_a_report_stored_twice_and_a_receipt_shown_twice_are_counted():
    cast = people.house()
    _report, receipt = people.report_from_amina(cast.minara, key="amina-1")
    people.report_from_amina(cast.minara, key="amina-2")
    assert submissions.compare([receipt], 0).duplicates == 1
    assert submissions.compare([receipt, receipt], 0).duplicates == 1


def test_killed_while_files_arrive_in_pieces_it_loses_none_that_it_acknowledged(tmp_path):
    tiny = ("--uploads", "2", "--megabytes", "2", "--kills", "2")
    found = bench(tmp_path, "uploads", *tiny)["uploads"]
    assert (found["killed"], found["pieces_lost"], found["faults"]) == (2, 0, 0)
    assert found["arrived"] == found["equal_to_the_last_byte"] == 2
    assert found["came_back"] > 0


def test_submissions_are_measured_through_the_real_server_and_none_is_lost(tmp_path):
    found = bench(tmp_path, "submissions", "--concurrency", "2", "--attachment", "1")
    measured = found["submissions"]
    assert measured["rows"][0]["files_stored"] == measured["rows"][0]["sent"]
    assert {row["what"]: row["sent"] for row in measured["rows"]} == {
        "submission": 4,
        "conversation": 1,
    }
    for row in measured["rows"]:
        assert (row["faults"], row["lost"], row["duplicates"]) == (0, 0, 0)
        assert row["stored"] == row["sent"]
        assert row["opened"] == row["sampled"] > 0
        assert 0 < row["p50_ms"] <= row["p95_ms"]
    assert "synchronous 2" in measured["database"]
    assert "serve --face reporter" in measured["configuration"]
    assert found["machine"]["cpus"] == os.cpu_count()
    assert not list(tmp_path.glob("bench-*"))


def test_pages_are_measured_for_a_mission_and_for_headquarters(tmp_path):
    measured = bench(tmp_path, "matters")["matters"]
    assert measured["matters"] == 20
    readers = {row["reader"] for row in measured["rows"]}
    pages = {row["page"] for row in measured["rows"]}
    assert len(readers) == 2
    assert {"list, first page", "list, a page in the middle", "matter"} <= pages
    assert all(row["p95_ms"] > 0 and row["queries"] > 0 for row in measured["rows"])


def test_a_flood_is_measured_at_the_desk_and_undone_whole(tmp_path):
    measured = bench(tmp_path, "flood")["flood"]
    triage = measured["triage"]
    assert measured["reports"] == triage["waiting_before"] == triage["waiting_after_undo"] == 60
    assert triage["waiting_after"] < 60 - triage["largest_act"] + 1
    assert all(row["p95_ms"] > 0 and row["queries"] > 0 for row in measured["rows"])


def test_rows_are_measured_without_the_real_lists_and_a_second_run_changes_nothing(tmp_path):
    measured = bench(tmp_path, "import", "--data", str(tmp_path / "absent"))["import"]
    (row,) = measured["rows"]
    assert (row["file"], row["rows"], row["refused"]) == ("generated-20.csv", 20, 0)
    assert row["changed_by_the_second"] == 0
    assert measured["audit"]["faults"] == 0


@pytest.mark.parametrize("entries", [6, 6001])
def test_a_long_log_is_walked_and_exported_whole(tmp_path, entries):
    measured = bench(tmp_path, "audit", "--entries", str(entries))["audit"]
    (row,) = measured["rows"]
    assert (row["entries"], row["faults"], measured["checkpoints"]) == (entries, 0, 1)
    assert row["verify_seconds"] >= 0


def test_a_measurement_told_to_stop_leaves_no_server_and_no_folder(tmp_path):
    running = subprocess.Popen(
        [*serving.COMMAND, "bench", "matters", "--matters", "5000"],
        env=environment(tmp_path),
        cwd=house.ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not list(tmp_path.glob("bench-*/data/*.sqlite3")) and time.monotonic() < until:
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    said, _complaint = running.communicate(timeout=60)
    assert running.returncode != 0
    assert said == b""
    assert not list(tmp_path.glob("bench-*"))


def test_without_json_the_answer_is_markdown_for_the_handbook(tmp_path):
    data = str(tmp_path / "absent")
    asked = ("bench", "import", *TINY, "--data", data)
    ended = serving.command(*asked, environment=environment(tmp_path))
    lines = ended.stdout.splitlines()
    assert "## import" in lines
    assert f"- command: safeconduct bench import {' '.join(TINY)} --data {data}" in lines
    (header,) = [line for line in lines if line.startswith("| list ")]
    assert all(line.count("|") == header.count("|") for line in lines if line.startswith("|"))


def test_an_installation_in_use_is_never_measured(tmp_path):
    demo = environment(tmp_path) | {"SAFECONDUCT_DEMO": "true"}
    for first in (("migrate",), ("demo", "build", "--matters", "1")):
        assert serving.command(*first, environment=demo).returncode == 0
    ended = serving.command("bench", "matters", "--here", *TINY, environment=demo)
    assert ended.returncode == 2
    assert "--here: expected an empty installation." in ended.stderr


def test_the_client_loads_nothing_of_the_product():
    asked = "import sys, safeconduct.site.bench.client; print('django' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"PYTHONPATH": str(house.ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "False"


def test_a_page_without_a_receipt_is_a_fault():
    with pytest.raises(client.Unexpected):
        client.receipt_on("<ol><li>1</li></ol>")
    page = '<div class="receipt"><ol class=""><li>one</li> <li>two</li></ol></div>'
    assert client.receipt_on(page) == "one two"


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_so_many_percent_of_the_times_are_no_longer_than_the_percentile(times, share):
    found = figures.percentile(times, share)
    assert sum(time <= found + 0.05 for time in times) * 100 >= share * len(times)
    assert min(times) - 0.05 <= found <= max(times) + 0.05


def test_faults_of_several_runs_are_added_up_and_other_numbers_are_medians():
    runs = [{"what": "x", "lost": 1, "p95_ms": t} for t in (9.0, 1.0, 5.0)]
    assert figures.middle(runs) == {"what": "x", "lost": 3, "p95_ms": 5.0}


def test_a_generated_register_is_the_same_each_time(tmp_path):
    for name in ("a.csv", "b.csv"):
        imports.generate(tmp_path / name, 50)
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
