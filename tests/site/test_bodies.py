"""A body too large is refused before Django could put it on a disk."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as configured
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from safeconduct.site.asgi import application as asgi
from safeconduct.site.bodies import SMALL, AsgiLimit, WsgiLimit
from safeconduct.site.wsgi import application as wsgi

LIMIT = 100


async def accept(scope, receive, send):
    """Read a whole body, as Django does, and answer with its length."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def answer(application, chunks, headers=()):
    """Send the chunks as one request and return the status and the page."""
    sent = []
    waiting = [
        {"type": "http.request", "body": c, "more_body": i < len(chunks) - 1}
        for i, c in enumerate(chunks)
    ]

    async def receive():
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": list(headers)}
    with ThreadPoolExecutor(1) as apart:  # a browser test may hold this thread's event loop
        apart.submit(lambda: asyncio.run(application(scope, receive, send))).result()
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]).decode(), len(waiting)


@pytest.mark.parametrize("sizes", [[0], [LIMIT], [LIMIT // 2, LIMIT // 2]])
def test_a_body_within_the_limit_passes_whole(sizes):
    status, page, _left = answer(AsgiLimit(accept, LIMIT), [b"x" * size for size in sizes])
    assert (status, page) == (200, str(sum(sizes)))


@pytest.mark.parametrize("sizes", [[LIMIT + 1], [LIMIT, 1], [60, 60, 60]])
def test_a_body_above_the_limit_is_refused_whatever_it_declared(sizes):
    status, page, left = answer(AsgiLimit(accept, LIMIT), [b"x" * size for size in sizes])
    assert status == 413
    assert "Too large to send" in page
    assert left == 0  # the rest was read, or the browser would never look at the answer


def test_a_declared_length_above_the_limit_is_refused_unread():
    headers = [(b"content-length", b"101"), (b"accept-language", b"xx, ar;q=0.9")]
    status, page, _left = answer(AsgiLimit(accept, LIMIT), [b"x"], headers)
    assert status == 413
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_large_bodies_share_a_room_and_small_ones_never_wait():
    guarded = AsgiLimit(accept, 10 * SMALL, room=2 * SMALL, patience=0.3)
    guarded.held = 2 * SMALL  # others stopped half way and hold it all
    assert answer(guarded, [b"x" * SMALL])[0] == 200
    assert answer(guarded, [b"x" * (SMALL + 1), b"x"])[0] == 408
    assert guarded.held == 2 * SMALL  # what was read of it is given back
    guarded.held = 0
    assert answer(guarded, [b"x" * (SMALL + 1), b"x"])[:2] == (200, f"{SMALL + 2}")
    assert guarded.held == 0


def test_a_sender_who_stops_is_let_go():
    async def silent():
        await asyncio.sleep(60)

    sent = []

    async def send(message):
        sent.append(message)

    guarded = AsgiLimit(accept, LIMIT, patience=0.05)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(guarded(scope, silent, send))).result()
    assert sent[0]["status"] == 408


def test_a_flood_is_not_read_to_its_end():
    _status, _page, left = answer(AsgiLimit(accept, LIMIT), [b"x" * LIMIT] * 50)
    assert left > 40


def test_wsgi_refuses_what_declares_itself_too_large():
    started = []
    limited = WsgiLimit(lambda environ, start: [b"passed"], LIMIT)
    assert limited({"CONTENT_LENGTH": "100"}, lambda *a: started.append(a)) == [b"passed"]
    page = b"".join(limited({"CONTENT_LENGTH": "101"}, lambda *a: started.append(a)))
    assert started[0][0].startswith("413")
    assert b"Too large" in page


def test_both_servers_stand_behind_the_limit_and_django_keeps_a_body_in_memory():
    assert isinstance(asgi, AsgiLimit)
    assert isinstance(wsgi, WsgiLimit)
    assert asgi.limit == wsgi.limit == configured.BODY_LIMIT
    assert configured.FILE_UPLOAD_MAX_MEMORY_SIZE > configured.BODY_LIMIT


@pytest.fixture
def no_temporary_files(monkeypatch):
    """Fail as soon as anything opens a temporary file."""

    def refuse(*args, **kwargs):
        pytest.fail("a temporary file was opened")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)


@pytest.mark.usefixtures("no_temporary_files")
def test_an_uploaded_file_stays_in_memory():
    statement = SimpleUploadedFile("statement.pdf", b"x" * 5_000_000)
    request: HttpRequest = RequestFactory().post("/", {"file": statement})
    assert request.FILES["file"].size == 5_000_000
    assert HttpResponse(request.FILES["file"].read()).content[:1] == b"x"


@pytest.mark.usefixtures("no_temporary_files")
def test_a_file_that_would_not_fit_is_refused_and_not_dropped_in_silence(settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a", b"x" * 2000)})
    with pytest.raises(RequestDataTooBig):
        _ = request.FILES
