"""What the way of a reporter weighs on the wire, held to what a slow and dear network can bear.

Run with -s it prints the table of docs/benchmarks.md.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.urls import get_resolver, resolve

from tests import house, serving
from tests.journeys import travelling

FIRST, LATER = 60_000, 15_000  # bytes
TICKET = """
import django, time
django.setup()
from safeconduct.flow import tickets
print(tickets.new(int(time.time()), 100).signed())
"""
READ = ("", "keeps", "help", "safety", "places", "places/MINARA")


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[serving.Served]:
    """A small demonstration, served as in production."""
    with travelling.production(tmp_path_factory.mktemp("weight")) as running:
        yield running


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_of_the_way_is_heavier_than_a_slow_network_bears(browser, served, language, script):
    somebody = travelling.traveller(browser, served, language, script=script)
    receipt = travelling.report(somebody, language)
    travelling.leave_with(somebody, receipt)
    for name in READ:
        somebody.visit(f"/report/{language}/{name}")
    travelling.come_back(somebody, language, receipt)
    somebody.visit(f"/report/{language}/wait?ticket={ticket(served)}")
    somebody.visit("/report/left")
    somebody.visit(f"/report/{language}/")
    somebody.press("form[action$='/start'] button")
    travelling.save_for_later(somebody, language)
    somebody.page.context.close()

    travelling.told(somebody, f"{language}, {'with' if script else 'without'} scripts")
    first, *later = somebody.steps
    assert first.weight <= FIRST
    assert [(s.name, s.weight) for s in later if s.weight > LATER] == []
    assert routes(somebody) == every_page()


def every_page() -> set[str]:
    """Every route of the reporter face that shows a page: from the route table, none forgotten."""
    routes = get_resolver("safeconduct.web.reporter.urls").url_patterns
    return {str(route.name) for route in routes} - set(travelling.NO_PAGES)


def routes(somebody: travelling.Traveller) -> set[str]:
    """The routes a traveller has seen a page of."""
    return {resolve(step.path).url_name or "" for step in somebody.steps}


def ticket(served: serving.Served) -> str:
    """A ticket of the line, as somebody gets it who comes in a crowd."""
    made = subprocess.run(
        [sys.executable, "-c", TICKET],
        env=served.environment | {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"},
        cwd=house.ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return made.stdout.strip()
