"""A private folder for the length of one work, gone afterwards, also when it was broken off."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings

from safeconduct.site.backups import Refused

PREFIX = "scratch-"


@contextmanager
def folder() -> Iterator[Path]:
    """Give an empty folder inside the data folder, for its owner only.

    One work at a time on a machine: what an earlier one left behind, because it was killed, goes
    now. Raises Refused while another is at work.
    """
    data = Path(settings.DATA_FOLDER)
    with _alone(data / "backup.lock"), _ending_well():
        for left in data.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=data))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Refused("Another backup, restore or drill is at work on this machine.") from None
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _ending_well() -> Iterator[None]:
    """Let a request to end unwind, so that the folder is removed on the way out."""

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
