"""A real server and a real browser. Without a browser these tests fail; they are never skipped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests import browsers, serving

# The browser's event loop lives on this thread; Django would take the tests that follow for async.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    """Mark every test of this folder as a journey."""
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    with sync_playwright() as playwright:
        started = browsers.start(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[serving.Served]:
    """A small demonstration, served until the last journey ends. Its people are in `demo.cast`."""
    building = ("demo", "build", "--matters", "40")
    folder = tmp_path_factory.mktemp("journeys")
    with serving.serving(folder, before=(building,), demo="true") as running:
        yield running


@dataclass
class Visitor:
    """Opens browsers for people, and remembers whatever went wrong inside them."""

    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        language: str = "en",
        viewport: ViewportSize = browsers.DESK,
        script: bool = True,
    ) -> Page:
        """Open a page as somebody new: no cookie, no cache, the given language and screen."""
        context = self.browser.new_context(
            base_url=self.address,
            locale=language,
            viewport=viewport,
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self._note)
        page.on("request", self._stay_at_home)
        page.goto(path)
        return page

    def _note(self, message):
        refused = "Failed to load resource" in message.text  # a 404 that a journey asks for
        if message.type == "error" and not refused:
            self.faults.append(f"console: {message.text}")

    def _stay_at_home(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"asked another site: {request.url}")


@pytest.fixture
def visitor(browser: Browser, served: serving.Served) -> Iterator[Visitor]:
    """Somebody with a browser. The test fails if a page broke its own policy or asked elsewhere."""
    somebody = Visitor(browser, served.address)
    yield somebody
    for context in browser.contexts:
        context.close()
    assert somebody.faults == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Hold a page to the accessibility rules a machine can check (WCAG 2.2 A and AA)."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def check(page: Page) -> None:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert found.violations_count == 0, found.generate_report()

    return check
