"""A request body stays in memory: too large is refused before Django could write it to disk.

Django spools a long body to a temporary file. On a reporting face that file would be somebody's
story in plain text on a disk, so the limit stands in front of Django.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

DRAINED_TIMES = 4
SMALL = 64 * 1024  # an answer, a message, a receipt: taken however many large bodies are waiting
HELD_AT_ONCE = 256 * 1024 * 1024  # bytes of large bodies in memory, in one process
STALLED_SECONDS = 60.0
GLANCE_SECONDS = 0.2
HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("server", ""),
    ("content-security-policy", "default-src 'none'; style-src 'self'"),
)


class MemoryOnly(MemoryFileUploadHandler):
    """Keeps an uploaded file in memory, and refuses what would not fit."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        super().handle_raw_input(*args, **kwargs)
        if not self.activated:
            raise RequestDataTooBig("the body is larger than is kept in memory")


class TooLarge(Exception):
    """More bytes arrived than the limit allows."""


class Stalled(Exception):
    """A body stopped arriving, or found no room for as long as one may stop."""


class AsgiLimit:
    """Counts the bytes of each request body and answers 413 above the limit.

    Large bodies share a room: senders who stop half way cannot fill all memory together. Whoever
    finds it full is read no further until there is room; who sends nothing for a minute is let go.
    A small body never waits.
    """

    def __init__(
        self,
        application: Asgi,
        limit: int,
        room: int = HELD_AT_ONCE,
        patience: float = STALLED_SECONDS,
    ) -> None:
        self.application = application
        self.limit = limit
        self.room = room
        self.patience = patience
        self.held = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass the request on while it is within the limit."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        languages = headers.get(b"accept-language", b"").decode("latin-1")
        declared = _number(headers.get(b"content-length", b"").decode("latin-1"))
        body = _Body(self, receive, declared)
        try:
            await self.application(scope, body.next, send)
        except Stalled:
            await _refuse(send, languages, 408)
        except TooLarge:
            await self._drain(receive, body.counted)
            await _refuse(send, languages)
        finally:
            self.held -= body.held

    async def _drain(self, receive: Receive, counted: int) -> None:
        """Read on and forget: a browser that is still sending does not look at the answer."""
        more = True
        while more and counted < DRAINED_TIMES * self.limit:
            message = await receive()
            counted += len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)


class _Body:
    """One request body as it arrives, and how much of the shared room it takes."""

    def __init__(self, limit: AsgiLimit, receive: Receive, declared: int) -> None:
        self.limit, self.receive, self.declared = limit, receive, declared
        self.counted, self.held, self.whole = 0, 0, False

    async def next(self) -> Message:
        """Wait for the next part, count it and pass it on. Raises TooLarge or Stalled."""
        if self.whole:  # what comes after the body is the end of the connection: it may take long
            return await self.receive()
        if self.counted > SMALL:
            await self._room()
        message = await self._part()
        self.counted += len(message.get("body", b""))
        if max(self.counted, self.declared) > self.limit.limit:
            raise TooLarge
        if self.counted > SMALL:
            self.limit.held += self.counted - self.held
            self.held = self.counted
        self.whole = not message.get("more_body", False)
        return message

    async def _room(self) -> None:
        waited = 0.0
        while self.limit.held >= self.limit.room:
            if waited > self.limit.patience:
                raise Stalled
            await asyncio.sleep(GLANCE_SECONDS)
            waited += GLANCE_SECONDS

    async def _part(self) -> Message:
        try:
            return await asyncio.wait_for(self.receive(), self.limit.patience)
        except TimeoutError:
            raise Stalled from None


async def _refuse(send: Send, languages: str, status: int = 413) -> None:
    headers = [(name.encode(), value.encode()) for name, value in HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page(languages)})


class WsgiLimit:
    """Answers 413 to a body declared above the limit; the proxy in front counts the bytes."""

    def __init__(self, application: Wsgi, limit: int) -> None:
        self.application = application
        self.limit = limit

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on while it is within the limit."""
        if _number(environ.get("CONTENT_LENGTH", "")) > self.limit:
            start_response("413 Content Too Large", list(HEADERS))
            return [page(environ.get("HTTP_ACCEPT_LANGUAGE", ""))]
        return self.application(environ, start_response)


def page(languages: str) -> bytes:
    """Render the page that says so, in the first language of the header that we have."""
    with translation.override(_first_of_ours(languages)):
        return render_to_string("413.html").encode()


def _first_of_ours(header: str) -> str:
    for code, _weight in parse_accept_lang_header(header):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
