"""A refusal takes as long as absence: no clock tells a stranger that a file exists."""

from __future__ import annotations

import time
from statistics import median, quantiles

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.desk.conftest import browser

UNKNOWN = "0123456789abcdef"
ROUNDS = 120
PAGES = {
    "matter": "/desk/matters/{}",
    "allegation": "/desk/allegations/{}",
    "report": "/desk/reports/{}",
    "note": "/desk/matters/{}/notes",
}


def milliseconds(client, path) -> float:
    """How long one answer takes."""
    started = time.perf_counter()
    assert client.get(path).status_code == 404
    return (time.perf_counter() - started) * 1000


def addresses(desk, page) -> tuple[str, str]:
    """The address of a record the stranger may not see, and of none."""
    held = {"note": desk.matter, "report": desk.waiting}.get(page) or getattr(desk, page)
    return PAGES[page].format(held.reference), PAGES[page].format(UNKNOWN)


def shape(client, path) -> list[str]:
    """The questions one answer asks of the database, without their values."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return [query["sql"].split(" ", 2)[0] for query in asked]


@pytest.mark.parametrize("page", PAGES)
def test_a_refusal_asks_the_database_exactly_what_absence_asks(desk, page):
    stranger = browser("stranger")
    refused, absent = addresses(desk, page)
    assert shape(stranger, refused) == shape(stranger, absent) != []


@pytest.mark.parametrize("page", PAGES)
def test_a_refusal_takes_as_long_as_absence(desk, page):
    stranger = browser("stranger")
    refused, absent = addresses(desk, page)
    taken = {refused: [], absent: []}
    for path in (refused, absent) * ROUNDS:  # side by side, so that both meet the same noise
        taken[path].append(milliseconds(stranger, path))
    low, _middle, high = quantiles(taken[absent], n=4)
    assert abs(median(taken[refused]) - median(taken[absent])) <= (high - low) / 2 + 0.2
