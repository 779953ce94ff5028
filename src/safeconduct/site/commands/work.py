"""Run the scheduled duties, in a loop or once."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime

import click
from django.db import close_old_connections

from safeconduct.site.duties import DUTIES, run_due

PAUSE_SECONDS = 5


@click.command("work")
@click.option("--once", is_flag=True, help="Run what is due now, then end.")
@click.option("--beside", type=int, help="End when the process with this id has ended.")
def command(*, once: bool, beside: int | None) -> None:
    """Run scheduled duties when they are due. Any number of processes may do so at once."""
    if once:
        for name in run_due(DUTIES, datetime.now(UTC)):
            click.echo(name)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(PAUSE_SECONDS) and (beside is None or os.getppid() == beside):
        close_old_connections()
        run_due(DUTIES, datetime.now(UTC))
