"""A whole report at 64 kbit/s with a second of latency: it arrives, once, and nobody wonders.

Run with -s it prints the table of docs/benchmarks.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import serving
from tests.journeys import travelling

MOST_SECONDS = 8.0  # for one page, on a busy machine; four is what the line alone takes
ONLY_READ = 4  # the languages, the first page, the page of a voice and the way back from it


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[serving.Served]:
    """A small demonstration, served as in production."""
    with travelling.production(tmp_path_factory.mktemp("slow")) as running:
        yield running


def stored(served: serving.Served) -> int:
    """How many reports there are."""
    with sqlite3.connect(served.folder / "safeconduct.sqlite3") as database:
        (count,) = database.execute("select count(*) from intake_report").fetchone()
    return int(count)


@pytest.mark.parametrize(("language", "script"), [("en", True), ("ar", False)])
def test_a_whole_report_is_sent_over_a_slow_network_and_arrives_once(
    browser, served, language, script
):
    before = stored(served)
    somebody = travelling.traveller(browser, served, language, script=script, slow=True)
    receipt = travelling.report(somebody, language)
    assert len(receipt.split()) > 1
    assert stored(served) == before + 1
    travelling.told(somebody, f"{language}, {'with' if script else 'without'} scripts")
    assert [(s.name, s.seconds) for s in somebody.steps if s.seconds > MOST_SECONDS] == []
    assert len(somebody.sent) == len(somebody.steps) - ONLY_READ
    somebody.page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no-scripts"])
def test_whoever_presses_twice_sends_one_report(browser, served, script):
    before = stored(served)
    somebody = travelling.traveller(browser, served, "en", script=script)
    page = somebody.page
    travelling.report(somebody, "en", until="check")
    somebody.line.send("Network.emulateNetworkConditions", travelling.SLOW)
    page.locator("main form[method=post] button.primary").dblclick(no_wait_after=True)
    if script:
        expect(page.locator("form[aria-busy] button.primary")).to_be_disabled()
    page.wait_for_url("**/receipt")
    assert stored(served) == before + 1
    page.context.close()
