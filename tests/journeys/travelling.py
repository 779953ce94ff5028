"""The whole way of a reporter on a phone, page by page, with what each page weighs and takes.

Served as in production: static files carry their hash, are compressed with brotli and kept. The
browser itself says what came over the wire, headers included; TLS, TCP and IP are not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Error, FilePayload, Page

from safeconduct.site.demo import cast
from tests import serving
from tests.browsers import PHONE
from tests.journeys import walking

KEY = "correct-horse-battery-staple-" * 2
PRODUCTION: dict[str, Any] = {
    "production": "true",
    "https": "true",
    "hosts": "127.0.0.1",
    "secret_key": KEY,
    "reports_per_minute": "0",
}
SLOW = {"offline": False, "latency": 1000, "downloadThroughput": 8000, "uploadThroughput": 8000}
SAID: dict[str, walking.Said] = {
    "danger": {"danger": "no"},
    "relation": {"relation": "witness"},
    "mission": {"mission": cast.MISSION},
    "what": {"what": "Somebody took fuel at night."},
    "when": {"when-year": "2026"},
    "where": {"where": "By the old well"},
    "who": {"who": "A tall man with a blue cap"},
    "harmed": {"harmed": ["adult"]},
    "contact": {"contact": "named"},
    "you": {"name": "An invented name"},
}
NOTE: FilePayload = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"It was on a Monday."}
# GET routes that are no page of their own, or none without a setting.
NO_PAGES = {
    "paper": "a PDF to print",
    "begin": "takes a form",
    "announce": "takes a piece",
    "piece": "takes a piece",
    "finish": "takes a piece",
    "write": "takes a form",
    "close": "takes a form",
    "exit": "leads to left",
    "throw-away": "takes a form",
    "spoken": "a recording, only where one was made",
    "onion": "only where an onion address is set",
}


@contextmanager
def production(folder: Path) -> Iterator[serving.Served]:
    """Serve a small demonstration as an installation in production is served."""
    invented = serving.environment_of(folder, demo="true", secret_key=KEY)
    for first in (("migrate",), ("demo", "build", "--matters", "10")):
        ended = serving.command(*first, environment=invented)
        assert ended.returncode == 0, ended.stderr
    with serving.serving(folder, before=(("collect",),), **PRODUCTION) as running:
        yield running


@dataclass
class Step:
    """One page as it was come to: what it weighed in bytes, its requests, and its seconds."""

    path: str
    name: str
    weight: int
    requests: int
    seconds: float


@dataclass
class Traveller:
    """A phone whose every byte is counted, from a first visit with nothing kept."""

    page: Page
    line: CDPSession
    steps: list[Step] = field(default_factory=list)
    weight: int = 0
    kept: int = 0
    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def step(self, act: Callable[[], Any], name: str = "", path: str = "") -> None:
        """Do something that leads to a page, and note what that took until it is there whole."""
        self.weight, self.kept, self.asked = 0, 0, []
        began = time.monotonic()
        act()
        self.page.wait_for_load_state("load")
        seconds = time.monotonic() - began
        self.page.wait_for_timeout(100)  # the browser tells of the last bytes a little later
        asked, path = len(self.asked) - self.kept, path or walking.path_of(self.page)
        self.steps.append(Step(path, name or path, self.weight, asked, seconds))

    def visit(self, path: str, name: str = "") -> None:
        self.step(lambda: self.page.goto(path), name, path.partition("?")[0])

    def press(self, selector: str, name: str = "") -> None:
        """Press what sends a form or leads on; a script may be what does it."""

        def act() -> None:
            document = self.page.evaluate_handle("document.querySelector('main')")
            self.page.locator(selector).first.click()
            for _moment in range(600):
                try:
                    if not document.evaluate("main => main.isConnected"):
                        break
                except Error:  # the page has gone, which is what is waited for
                    break
                self.page.wait_for_timeout(50)

        self.step(act, name)

    def _asks(self, said: dict[str, Any]) -> None:
        if said.get("redirectResponse"):
            self.weight += int(said["redirectResponse"]["encodedDataLength"])
        if said["request"]["url"].startswith("data:"):
            return
        self.asked.append(said["request"]["url"])
        if said["request"]["method"] == "POST":
            self.sent.append(said["request"]["url"])

    def _kept(self, _said: dict[str, Any]) -> None:
        self.kept += 1

    def _got(self, said: dict[str, Any]) -> None:
        self.weight += int(said["encodedDataLength"])


def traveller(
    browser: Browser, served: serving.Served, language: str, *, script: bool, slow: bool = False
) -> Traveller:
    """Somebody new with a phone; on a slow line if asked."""
    context = browser.new_context(
        base_url=served.address, locale=language, viewport=PHONE, java_script_enabled=script
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    line = context.new_cdp_session(page)
    somebody = Traveller(page, line)
    line.send("Network.enable")
    line.on("Network.requestWillBeSent", somebody._asks)
    line.on("Network.requestServedFromCache", somebody._kept)
    line.on("Network.loadingFinished", somebody._got)
    if slow:
        line.send("Network.emulateNetworkConditions", SLOW)
    return somebody


def report(somebody: Traveller, language: str, until: str = "receipt") -> str:
    """Come for the first time, answer every question, send; return the receipt, if it comes."""
    page = somebody.page
    somebody.visit("/report/", "first visit")
    somebody.press("nav.choose a.first")
    somebody.press("form[action$='/start'] button")
    for _question in range(walking.QUESTIONS):
        code = walking.path_of(page).rpartition("/")[2]
        if code == until:
            return " ".join(page.locator(".receipt li").all_inner_texts())
        if code == "files":
            page.locator("input[type=file]").set_input_files(NOTE)
            somebody.press("button[name=add]", "a file added")
            somebody.press("button[name=go-on]")
        elif code in SAID:
            if code == "what":
                somebody.visit(f"{walking.path_of(page)}/voice")
                somebody.visit(walking.path_of(page).removesuffix("/voice"), "what again")
            walking.fill(page, SAID[code])
            somebody.press("main form[method=post] button.primary")
        else:
            somebody.press("main button.primary, main a.button.primary")
    raise AssertionError(f"the questions do not end: {page.url} in {language}")


def leave_with(somebody: Traveller, receipt: str) -> None:
    """Show that the receipt is on paper, and let the phone forget."""
    somebody.press("main a.button.primary")
    say_a_group(somebody, receipt)


def say_a_group(somebody: Traveller, receipt: str) -> None:
    """Type the word or the digits that are asked for before a receipt is put away."""
    groups = receipt.split()
    somebody.page.locator("[name=group]").fill(groups[-1] if groups[0].isdecimal() else groups[2])
    somebody.press("main form button.primary")


def come_back(somebody: Traveller, language: str, receipt: str) -> None:
    """Open the mailbox with a receipt and look at every page of it."""
    page, at = somebody.page, f"/report/{language}/mailbox"
    somebody.visit(at, f"{at} (closed)")
    page.locator("[name=receipt]").fill(receipt)
    somebody.press("main form[method=post] button.primary")
    for name in ("again", "contact", "call", "withdraw", "receipt"):
        somebody.visit(f"{at}/{name}")
    somebody.press("main form[method=post] button.primary")
    new = " ".join(page.locator(".receipt li").all_inner_texts())
    somebody.press("main a.button.primary")
    say_a_group(somebody, new)


def save_for_later(somebody: Traveller, language: str) -> None:
    """Stop in the middle of a report, and take a receipt to go on with it."""
    somebody.visit(f"/report/{language}/save?at=what")
    somebody.press("main form[method=post] button.primary")
    somebody.press("main a.button.primary")


def told(somebody: Traveller, who: str) -> None:
    """Print what each page took, for whoever runs a journey with -s."""
    lines = [
        f"| {s.name} | {s.requests} | {s.weight:,} | {s.seconds:.1f} |" for s in somebody.steps
    ]
    sys.stdout.write("\n".join(["", who, *lines, ""]))
