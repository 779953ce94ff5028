"""A scanner is asked as its manual says; whatever it does, the file passes whole."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as schema
from hypothesis import strategies as st

from safeconduct.intake import scanning

CONTENT = [b"one" * 50_000, b"", b"two" * 50_000]


@contextmanager
def scanner(answer: bytes | None, *, most: int = 10**9):
    """Listen as clamd does; hand over what was shown, and say the answer. None: hang up."""
    shown: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            line, _address = listening.accept()
            with line, line.makefile("rb") as reading:
                if answer is None:
                    return
                assert reading.read(10) == b"zINSTREAM\0"
                while size := int.from_bytes(reading.read(4), "big"):
                    shown.append(reading.read(size))
                    if sum(map(len, shown)) > most:
                        break
                line.sendall(answer)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", shown
        thread.join(5)


def passed(settings, address: str) -> tuple[bytes, str]:
    settings.CLAMAV = address
    scan = scanning.Scan()
    content = b"".join(scan.watching(CONTENT))
    return content, scan.said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"stream: OK\0", scanning.CLEAN),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", scanning.FOUND),
        (b"INSTREAM size limit exceeded. ERROR\0", scanning.NOT_SCANNED),
        (b"", scanning.NOT_SCANNED),
    ],
)
def test_what_the_scanner_said_is_written_down_and_the_file_passes_whole(settings, answer, said):
    with scanner(answer) as (address, shown):
        assert passed(settings, address) == (b"".join(CONTENT), said)
        assert b"".join(shown) == b"".join(CONTENT)


def test_a_scanner_that_hangs_up_or_is_not_there_stops_nothing(settings):
    with scanner(None) as (address, _shown):
        assert passed(settings, address) == (b"".join(CONTENT), scanning.NOT_SCANNED)
    for gone in (address, "unix:/no/such/socket"):
        assert passed(settings, gone) == (b"".join(CONTENT), scanning.NOT_SCANNED)


def test_a_scanner_that_has_seen_enough_stops_nothing(settings):
    with scanner(b"INSTREAM size limit exceeded. ERROR\0", most=1000) as (address, _shown):
        assert passed(settings, address) == (b"".join(CONTENT), scanning.NOT_SCANNED)


def test_a_file_that_is_at_hand_whole_is_shown_too(settings):
    with scanner(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (settings.CLAMAV, shown):
        assert scanning.said_of(b"".join(CONTENT)) == scanning.FOUND
        assert b"".join(shown) == b"".join(CONTENT)


def test_without_a_scanner_nothing_is_said(settings):
    assert passed(settings, "") == (b"".join(CONTENT), "")


def test_a_scanner_on_a_socket_of_this_machine_is_reached(settings, tmp_path):
    path = str(tmp_path / "clamd")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()

        def listen() -> None:
            line, _address = listening.accept()
            with line, line.makefile("rb") as reading:
                reading.read(10)
                while size := int.from_bytes(reading.read(4), "big"):
                    reading.read(size)
                line.sendall(b"stream: OK\0")

        threading.Thread(target=listen, daemon=True).start()
        assert passed(settings, f"unix:{path}") == (b"".join(CONTENT), scanning.CLEAN)


@schema(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_answer_is_one_of_three(answer):
    known = {scanning.CLEAN, scanning.FOUND, scanning.NOT_SCANNED}
    assert scanning._verdict(answer) in known
