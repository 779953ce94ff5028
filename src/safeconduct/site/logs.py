"""Logs that help the person on duty and tell nobody who asked for what.

A line holds the route's name, never a path with values; an exception's class and place, never its
words. The reporter face writes no request line at all.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from safeconduct.site.faces import face_of

OURS = "safeconduct"
FACT_NAMES = ("method", "route", "status", "ms", "face", "duty", "done")
# The language is chosen on the reporter face too, and its line would name the hour; so would that
# of a message.
SILENT = frozenset({"reporter", "hooks", "field", "language", "static", "health"})
logger = logging.getLogger("safeconduct.request")


class Lines(logging.Formatter):
    """Turns a record into one line of known facts; a stranger's message is never among them."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        if self.form == "json":
            return json.dumps(facts)
        return " ".join(f"{name}={value}" for name, value in facts.items())


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what may be said about a record.

    The words of other people's loggers may carry a path, an address or a value, so only our own
    constant text passes, and the server's notes about its own start and stop.
    """
    facts: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
    }
    if record.name.split(".")[0] == OURS:
        facts["event"] = record.msg
    elif record.name.split(".")[0] == "_granian" and record.levelno == logging.INFO:
        facts["event"] = record.getMessage()
    facts |= {name: getattr(record, name) for name in FACT_NAMES if hasattr(record, name)}
    if record.exc_info and record.exc_info[0]:
        facts["error"] = record.exc_info[0].__qualname__
        facts["place"] = place_of(record.exc_info[2])
    return facts


def place_of(trail: TracebackType | None) -> str:
    """Return module file and line of the innermost frame in our own code, else of the innermost."""
    frames = traceback.extract_tb(trail)
    own = [frame for frame in frames if f"/{OURS}/" in frame.filename]
    if not frames:
        return ""
    last = (own or frames)[-1]
    name = last.filename.rpartition(f"/{OURS}/")[2] if own else Path(last.filename).name
    return f"{name}:{last.lineno}"


class RequestLine:
    """Writes one line for each answered request, with nothing about who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        face = face_of(request.path_info)
        if face not in SILENT:
            match = request.resolver_match
            logger.info(
                "answered",
                extra={
                    "method": request.method,
                    "route": match.view_name if match else "",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "face": face,
                },
            )
        return response


def settings(form: str) -> dict[str, Any]:
    """Return the logging configuration of every process, as `json` or `text` lines on stderr."""
    only = {"handlers": ["lines"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "safeconduct.site.logs.Lines", "form": form}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            OURS: only | {"level": "INFO"},
            "django": only | {"level": "ERROR"},
            "django.server": only | {"level": "ERROR"},
            "_granian": only | {"level": "INFO"},
            "psycopg": only | {"level": "ERROR"},
            "granian.access": only | {"level": "CRITICAL"},
        },
    }
