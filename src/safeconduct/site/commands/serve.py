"""Serve the faces from this process, and in the embedded case run the duties beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.conf import settings
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from safeconduct.site import logs
from safeconduct.site.config import FACES, PREFIX
from safeconduct.site.faces import MOUNTS

ALONE = ("-m", "safeconduct.site.command_line")
LARGEST_HEAD = 32 * 1024  # bytes of a request before its body; a browser of ours sends one or two
PATIENCE_MS = 20_000


@click.command("serve")
@click.option(
    "--face", "faces", multiple=True, type=click.Choice(FACES), help="Serve only this; repeatable."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--interface",
    default="asgi",
    show_default=True,
    type=click.Choice(["asgi", "wsgi"]),
    help="wsgi only behind a proxy that buffers requests.",
)
@click.option(
    "--duties/--no-duties", default=not settings.PRODUCTION, help="Run scheduled duties too."
)
def command(
    *, faces: tuple[str, ...], host: str, port: int, workers: int, interface: str, duties: bool
) -> None:
    """Serve the faces over HTTP until told to stop."""
    if faces and set(faces) != settings.FACES:
        # Settings are read once: begin again, with these faces in the environment.
        chosen = os.environ | {f"{PREFIX}FACES": ",".join(faces)}
        os.execve(sys.executable, [sys.executable, *ALONE, *sys.argv[1:]], chosen)  # noqa: S606  ourselves
    _refuse_a_taken_port(host, port)
    for face in (face for face in FACES if face in settings.FACES):
        click.echo(f"{face:9} http://{host}:{port}/{MOUNTS[face]}", err=True)
    server = Granian(
        target=f"safeconduct.site.{interface}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI if interface == "wsgi" else Interfaces.ASGINL,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD, header_read_timeout=PATIENCE_MS),
        websockets=False,
        respawn_failed_workers=True,
        log_dictconfig=logs.settings(settings.CONFIG.log_format),
    )
    with _duties(running=duties):
        server.serve()


def _refuse_a_taken_port(host: str, port: int) -> None:
    """Say so when the port is taken: the server itself would quietly share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise click.UsageError(f"--port {port} on {host}: {fault.strerror}") from None


@contextmanager
def _duties(*, running: bool) -> Iterator[None]:
    if not running:
        yield
        return
    beside = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
        [sys.executable, *ALONE, "work", "--beside", str(os.getpid())]
    )
    try:
        yield
    finally:
        beside.terminate()
        beside.wait(timeout=30)
