"""The application for a server that speaks ASGI: the default, safe against slow senders."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from safeconduct.site.bodies import AsgiLimit

AT_ONCE = 4


class FewThreads(ASGIHandler):
    """Answers a request in one thread from the first layer to the last, and few at a time.

    Left to itself Django changes threads twice for each layer, which is half the work of a small
    page, and works on all requests at once, so that writers starve each other at the database.
    Nobody slow holds a thread: a body is read before, and an answer sent after.
    """

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="request")

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002  Django's
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        answer = sync_to_async(self._answer, thread_sensitive=False, executor=self.threads)
        return await answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            close_old_connections()  # Django looks after those of its own threads only


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.site.settings")
django.setup(set_prefix=False)
application = AsgiLimit(FewThreads(), settings.BODY_LIMIT)
