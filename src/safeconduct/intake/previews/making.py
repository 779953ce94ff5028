"""Has a file drawn in a process of its own, and takes nothing from it but pictures.

Nothing is written anywhere: the file goes in by a pipe as it is unsealed, the pictures come out by
another, and both are forgotten with the page they are shown on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import safeconduct
from safeconduct.intake import uploads
from safeconduct.intake.previews import frames

PATIENCE_SECONDS = 20.0
LONGEST_TEXT = 20_000  # signs
DRAWN = {
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/webp": "picture",
    "application/pdf": "pdf",
}
ROOT = str(Path(safeconduct.__file__).parent.parent)
AT_ONCE = threading.BoundedSemaphore(max(os.cpu_count() or 1, 2))


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a file: pictures in JPEG of its first pages, or the start of a text."""

    total: int = 1
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)
    cut: bool = False


def can_be_made(kind: str) -> bool:
    """Say whether a file of a media type can be shown at all."""
    return kind in DRAWN or kind == uploads.TEXT


def make(kind: str, chunks: Iterable[bytes]) -> Preview | None:
    """Return a preview of a file, or None when none can be made, for whatever reason."""
    if kind == uploads.TEXT:
        return _start_of(chunks)
    if kind not in DRAWN or not AT_ONCE.acquire(timeout=PATIENCE_SECONDS):
        return None
    try:
        total, pictures = frames.read(_answer(DRAWN[kind], chunks))
    except frames.Garbled:
        return None
    finally:
        AT_ONCE.release()
    return Preview(total=total, pictures=pictures, cut=total > len(pictures))


def _answer(kind: str, chunks: Iterable[bytes]) -> bytes:
    """Return what the other process said; nothing when it failed, or took too long."""
    with subprocess.Popen(  # noqa: S603  # our own module; the file is never an argument
        [sys.executable, "-P", "-s", "-m", "safeconduct.intake.previews.drawing", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": ROOT, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        start_new_session=True,
    ) as drawing:
        too_long = threading.Timer(PATIENCE_SECONDS, drawing.kill)
        too_long.start()
        try:
            whole = _given(drawing, chunks)
            answer = drawing.stdout.read(frames.LARGEST_ANSWER + 1) if drawing.stdout else b""
        finally:
            too_long.cancel()
            drawing.kill()
        return answer if whole and drawing.wait() == 0 else b""


def _given(drawing: subprocess.Popen[bytes], chunks: Iterable[bytes]) -> bool:
    """Hand the file over; say whether all of it went."""
    given, pipe = 0, drawing.stdin
    if pipe is None:
        return False
    try:
        for chunk in chunks:
            given += len(chunk)
            if given > frames.LARGEST_FILE:
                return False
            pipe.write(chunk)
        pipe.close()
    except BrokenPipeError:
        return False
    finally:
        with suppress(BrokenPipeError):
            pipe.close()
    return True


def _start_of(chunks: Iterable[bytes]) -> Preview:
    """Return the start of a text. It is shown as words, so nothing in it is run."""
    enough = b"".join(islice(chunks, LONGEST_TEXT * 4 // 60_000 + 2))
    text = enough.decode("utf-8", "ignore")
    return Preview(text=text[:LONGEST_TEXT], cut=len(text) > LONGEST_TEXT)
