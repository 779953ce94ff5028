"""Starts the real server, as an operator would, on a free port with a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import house

COMMAND = (sys.executable, "-m", "safeconduct.site.command_line")
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running server: its address, its data folder, its environment and its log so far."""

    address: str
    port: int
    folder: Path
    environment: dict[str, str]
    log: Path
    pid: int

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one more command of the console script against the same installation."""
        return command(*arguments, environment=self.environment)

    def kill(self) -> None:
        """End a server that runs apart, and all it started, at once, as a power cut does."""
        os.killpg(self.pid, signal.SIGKILL)


def environment_of(folder: Path, **settings: str) -> dict[str, str]:
    """Return an environment for an installation that keeps everything in one folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT_")}
    ours = {f"SAFECONDUCT_{name.upper()}": value for name, value in settings.items()}
    source = {"PYTHONPATH": str(house.ROOT / "src"), "PYTHONWARNINGS": "default"}
    return kept | source | {"SAFECONDUCT_DATA": str(folder)} | ours


def command(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command of the console script and wait for its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment,
        cwd=house.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    folder: Path,
    *arguments: str,
    before: tuple[tuple[str, ...], ...] = (),
    apart: bool = False,
    **settings: str,
) -> Iterator[Served]:
    """Migrate an installation, run commands, serve it until the block ends, and stop it.

    One that is to be killed runs apart, in a process group of its own.
    """
    environment = environment_of(folder, **settings)
    for first in (("migrate",), *before):
        ended = command(*first, environment=environment)
        assert ended.returncode == 0, ended.stderr
    port = free_port()
    log = folder / "server.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), *arguments],
            env=environment,
            cwd=house.ROOT,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=apart,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(address, server, log)
        yield Served(address, port, folder, environment, log, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when a server that was started answers that it is ready."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server was not ready: {log.read_text()}")
