"""Shows a file to ClamAV while it passes. What the scanner says is written down and stops nothing.

A file is evidence also when it carries something harmful, and when no scanner answers: it is kept
sealed, and the desk is told. The daemon is spoken to as its manual says (clamd, INSTREAM).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.conf import settings

PATIENCE_SECONDS = 20.0
FOUND, CLEAN, NOT_SCANNED = "found", "clean", "not-scanned"
LONGEST_ANSWER = 1024
CHUNK = 64 * 1024


class Scan:
    """One file before the scanner. `said` is empty where none is in use."""

    def __init__(self) -> None:
        self.address = str(settings.CLAMAV)
        self.said = NOT_SCANNED if self.address else ""

    def watching(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass a file on, and show it to the scanner; without an answer it passes all the same."""
        line = self._reached()
        try:
            for chunk in chunks:
                line = self._shown(line, chunk)
                yield chunk
            if line is not None:
                with suppress(OSError):
                    line.sendall(bytes(4))
                    self.said = _verdict(_answer(line))
        finally:
            if line is not None:
                line.close()

    def _reached(self) -> socket.socket | None:
        if not self.address:
            return None
        line = None
        try:
            line = _socket(self.address)
            line.sendall(b"zINSTREAM\0")
        except OSError:
            if line is not None:
                line.close()
            return None
        return line

    def _shown(self, line: socket.socket | None, chunk: bytes) -> socket.socket | None:
        """Show one chunk. A scanner that stops listening, as at its own limit, is left alone."""
        if line is None:
            return None
        try:
            for start in range(0, len(chunk), CHUNK):
                part = chunk[start : start + CHUNK]
                line.sendall(len(part).to_bytes(4, "big") + part)
        except OSError:
            line.close()
            return None
        return line


def said_of(content: bytes) -> str:
    """Return what the scanner says of a file that is at hand whole."""
    scan = Scan()
    for _chunk in scan.watching([content]):
        pass
    return scan.said


def _socket(address: str) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE_SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE_SECONDS)


def _answer(line: socket.socket) -> bytes:
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n")


def _verdict(answer: bytes) -> str:
    if answer.endswith(b" FOUND"):
        return FOUND
    return CLEAN if answer.endswith(b": OK") else NOT_SCANNED
