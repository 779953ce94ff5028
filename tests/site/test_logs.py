"""A log line says what the machine did and nothing about who asked for what."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, path

from safeconduct.site import logs, urls

pytestmark = pytest.mark.django_db  # the cookie of a session is looked up
MARK = "canary7f3a"


def show(request: HttpRequest, reference: str) -> HttpResponse:
    return HttpResponse("shown")


def fail(request: HttpRequest, reference: str) -> HttpResponse:
    raise ValueError(f"the words of {reference}")


urlpatterns: list[URLPattern] = [
    path(f"{prefix}{word}/<str:reference>", view, name=f"{face}-{word}")
    for face, prefix in (("desk", "desk/"), ("reporter", "report/"), ("public", ""))
    for word, view in (("show", show), ("fail", fail))
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.fixture
def lines(settings):
    """Collect what every logger would write, as the product formats it."""
    settings.ROOT_URLCONF = __name__
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Lines("json"))
    loggers = [logging.getLogger(name) for name in ("", "django", "safeconduct")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)


def ask(address: str, **headers: str) -> HttpResponse:
    """Send a request in which everything that could identify somebody is marked."""
    client = Client(raise_request_exception=False, headers={"user-agent": MARK, **headers})
    client.cookies["session"] = MARK
    return client.get(f"{address}?name={MARK}", REMOTE_ADDR="203.0.113.7")


def test_an_answered_request_is_one_line_with_the_name_of_its_route(lines):
    assert ask(f"/desk/show/{MARK}").status_code == 200
    (line,) = lines()
    assert line["route"] == "desk-show"
    assert (line["method"], line["status"], line["face"]) == ("GET", 200, "desk")
    assert line["ms"] >= 0


@pytest.mark.parametrize("address", ["/desk/show/", "/desk/fail/", "/desk/unknown/", "/fail/"])
def test_nothing_that_identifies_anybody_reaches_a_log(lines, address):
    ask(f"{address}{MARK}")
    text = json.dumps(lines())
    assert lines()
    assert MARK not in text
    assert "203.0.113" not in text


@pytest.mark.parametrize("word", ["show", "unknown"])
def test_the_reporter_face_writes_no_request_line_at_all(lines, word):
    ask(f"/report/{word}/{MARK}")
    assert lines() == []


def test_a_fault_on_the_reporter_face_is_logged_by_class_and_place_only(lines):
    assert ask(f"/report/fail/{MARK}").status_code == 500
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["place"].startswith("test_logs.py:")
    assert set(line) == {"at", "level", "logger", "error", "place"}


def test_a_forged_host_is_refused_and_not_repeated(lines):
    assert ask("/desk/show/x", host=f"{MARK}.example.org").status_code == 404
    assert MARK not in json.dumps(lines())


def test_the_words_of_a_strange_logger_are_never_passed_on():
    record = logging.LogRecord("library", logging.ERROR, "f", 1, "%s", (MARK,), None)
    assert MARK not in logs.Lines("json").format(record)
    assert MARK not in logs.Lines("text").format(record)


def test_our_own_words_are_constants_and_their_values_are_left_out():
    record = logging.LogRecord("safeconduct.x", logging.INFO, "f", 1, "said %s", (MARK,), None)
    assert json.loads(logs.Lines("json").format(record))["event"] == "said %s"


def test_the_place_of_a_fault_is_in_our_own_code_when_it_passed_through_it():
    try:
        logs.place_of(None).index("x")
    except ValueError:
        assert logs.place_of(sys.exc_info()[2]).startswith("test_logs.py:")
