"""Keeps every process at the words that are published, however many servers there are."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from safeconduct.wording.speaking import speech


class Current:
    """Before a page: look, every few seconds, whether other words were published (ADR 0018)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the words that are published now."""
        speech.keep_current(time.monotonic())
        return self.answer(request)
