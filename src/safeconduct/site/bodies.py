"""A request body stays in memory: too large is refused before Django could write it to disk.

Django spools a long body to a temporary file. On a reporting face that file would be somebody's
story in plain text on a disk, so the limit stands in front of Django.
"""

from __future__ import annotations

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


class AsgiLimit:
    """Counts the bytes of each request body and answers 413 above the limit."""

    def __init__(self, application: Asgi, limit: int) -> None:
        self.application = application
        self.limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass the request on while it is within the limit."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        declared = _number(headers.get(b"content-length", b"").decode("latin-1"))
        counted = 0

        async def counting() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if max(counted, declared) > self.limit:
                raise TooLarge
            return message

        try:
            await self.application(scope, counting, send)
        except TooLarge:
            await self._drain(receive, counted)
            await _refuse(send, headers.get(b"accept-language", b"").decode("latin-1"))

    async def _drain(self, receive: Receive, counted: int) -> None:
        """Read on and forget: a browser that is still sending does not look at the answer."""
        more = True
        while more and counted < DRAINED_TIMES * self.limit:
            message = await receive()
            counted += len(message.get("body", b""))
            more = message["type"] == "http.request" and message.get("more_body", False)


async def _refuse(send: Send, languages: str) -> None:
    headers = [(name.encode(), value.encode()) for name, value in HEADERS]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
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
