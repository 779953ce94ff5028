"""An answer that is made while it is sent, so that a large file is never whole in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain
from typing import Any

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse


class Streamed(StreamingHttpResponse):
    """Bytes that are read in a thread as the other side takes them.

    Left to itself Django would first collect an ordinary iterator whole before an asynchronous
    server sends any of it.
    """

    def __init__(self, chunks: Iterable[bytes], *args: Any, **kwargs: Any) -> None:
        self.chunks = _begun(chunks)
        super().__init__(self.chunks, *args, **kwargs)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        step = sync_to_async(_next, thread_sensitive=False)
        while (chunk := await step(self.chunks)) is not None:
            yield chunk


def _begun(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Read the first already: what does not open is an error, and not half an answer."""
    reading = iter(chunks)
    return chain([next(reading, b"")], reading)


def _next(chunks: Iterator[bytes]) -> bytes | None:
    return next(chunks, None)
