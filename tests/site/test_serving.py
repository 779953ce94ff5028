"""The server an operator starts: it names nothing about itself and outlives impolite senders."""

from __future__ import annotations

import http.client
import socket
import time
from contextlib import ExitStack, suppress

import pytest

from tests import serving

STALLED_SENDERS = 200


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving.serving(tmp_path_factory.mktemp("served"), "--face", "reporter") as running:
        yield running


def ask(served, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer, page


def first_line(sender) -> bytes:
    """The first line of an answer; nothing when the server hung up instead."""
    try:
        return sender.recv(4096).partition(b"\r\n")[0]
    except ConnectionError:
        return b""


def test_an_answer_names_no_software_and_carries_every_protection(served):
    answer, _page = ask(served, "GET", "/report/unknown")
    said = {name.lower(): value for name, value in answer.getheaders()}
    assert said["server"] == ""
    assert "x-powered-by" not in said
    assert said["x-content-type-options"] == "nosniff"
    assert said["x-frame-options"] == "DENY"
    assert said["referrer-policy"] == "same-origin"
    assert said["cross-origin-opener-policy"] == "same-origin"
    assert said["cache-control"] == "no-store"
    assert "microphone=()" in said["permissions-policy"]
    assert "set-cookie" not in said
    policy = said["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_face_that_is_not_served_is_as_absent_as_an_unknown_route(served):
    missing, unknown = ask(served, "GET", "/desk/"), ask(served, "GET", "/nothing/here")
    assert missing[0].status == unknown[0].status == 404
    assert missing[1] == unknown[1]


def test_two_hundred_senders_that_never_finish_stop_nobody_else(served):
    half = b"POST /report/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nhalf"
    with ExitStack() as stack:
        for _ in range(STALLED_SENDERS):
            sender = stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            sender.sendall(half)
        started = time.monotonic()
        assert ask(served, "GET", "/health/live")[0].status == 200
        assert ask(served, "GET", "/report/")[0].status == 200
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("size", [70_000, 1_000_000])
@pytest.mark.parametrize("name", ["X-Long", "Cookie", "Accept-Language"])
def test_headers_beyond_measure_are_refused_and_stop_nobody_else(served, name, size):
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as sender:
        with suppress(ConnectionError):  # the server need not read them to their end
            sender.sendall(b"GET /report/ HTTP/1.1\r\nHost: localhost\r\n")
            sender.sendall(name.encode() + b": " + b"x" * size + b"\r\n\r\n")
        answer = first_line(sender)
    assert answer == b"" or int(answer.split()[1]) in {400, 413, 431}
    assert ask(served, "GET", "/report/")[0].status == 200


def test_a_thousand_headers_are_refused(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as sender:
        many = b"".join(b"X-%d: 1\r\n" % number for number in range(1000))
        sender.sendall(b"GET /report/ HTTP/1.1\r\nHost: localhost\r\n" + many + b"\r\n")
        answer = first_line(sender)
    assert answer == b"" or int(answer.split()[1]) in {400, 413, 431}


def test_a_body_above_the_limit_gets_a_calm_page(served):
    answer, page = ask(served, "POST", "/report/", b"x" * (13 * 1024 * 1024))
    assert answer.status == 413
    assert "your words are still there" in page


def test_the_reporter_face_leaves_no_line_about_a_request(served):
    ask(served, "GET", "/report/canary7f3a?name=canary7f3a")
    assert "canary7f3a" not in served.log.read_text()
    assert "127.0.0.1" not in served.log.read_text().split("Listening at")[-1].split("\n", 1)[-1]


def test_a_taken_port_is_refused_in_one_line(served):
    second = served.run("serve", "--port", str(served.port))
    assert second.returncode == 2
    assert f"--port {served.port}" in second.stderr.splitlines()[-1]


def test_a_wrong_setting_stops_every_command_with_one_line(served):
    broken = served.environment | {"SAFECONDUCT_IDLE_LOCK_MINUTES": "soon"}
    said = serving.command("migrate", environment=broken)
    assert said.returncode == 2
    assert len(said.stderr.splitlines()) == 1
    assert said.stderr.startswith("SAFECONDUCT_IDLE_LOCK_MINUTES: ")


def test_a_database_that_does_not_answer_is_one_line_without_its_password(served):
    away = served.environment | {
        "SAFECONDUCT_DATABASE": "postgresql://app:hunter2@127.0.0.1:1/none?connect_timeout=1"
    }
    said = serving.command("migrate", environment=away)
    assert said.returncode == 2
    assert said.stderr.startswith("SAFECONDUCT_DATABASE: ")
    assert "hunter2" not in said.stderr


def test_an_installation_that_is_fit_says_so(served):
    said = served.run("check")
    assert (said.returncode, said.stderr.strip()) == (0, "Fit to run.")


def test_an_installation_without_its_tables_is_told_what_to_do(tmp_path):
    said = serving.command("check", environment=serving.environment_of(tmp_path))
    assert said.returncode == 2
    assert "run safeconduct migrate" in said.stderr


def test_migrating_twice_changes_nothing(served):
    assert "current" in served.run("migrate").stderr


def test_duties_run_once_on_request(served):
    assert served.run("work", "--once").returncode == 0
