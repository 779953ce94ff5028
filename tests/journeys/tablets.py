"""What a focal point does on a tablet, and what an officer does for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import browsers
from tests.journeys import walking

CANARY = "Canary-of-the-well"


def chromium() -> str:
    """Where the system's Chromium is."""
    named = (os.environ.get("SAFECONDUCT_CHROMIUM", ""), *browsers.NAMES)
    return next(path for name in named if name and (path := shutil.which(name)))


@contextmanager
def tablet(browser: Browser, profile: Path, address: str) -> Iterator[BrowserContext]:
    """A browser that keeps what it keeps in a folder, as a tablet does; closed at the end."""
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=chromium(),
        args=list(browsers.FLAGS),
        base_url=address,
        viewport=browsers.PHONE,
        locale="en",
    )
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        context.close()


def code_from_the_desk(visitor, name: str, username: str = "osei") -> tuple[Page, str]:
    """An officer adds a tablet; return their page and the code."""
    officer = visitor.open("/desk/sign-in")
    walking.sign_in(officer, username)
    officer.goto("/desk/tablets/add")
    officer.get_by_label("What do you call it?").fill(name)
    officer.locator("select, input[type=radio]").first.evaluate(
        "one => { if (one.type === 'radio') one.click(); else one.selectedIndex = one.length - 1 }"
    )
    officer.locator("main form button[type=submit]").first.click()
    return officer, officer.locator("#code").input_value()


def enrol(context: BrowserContext, code: str, language: str = "en") -> Page:
    page = context.new_page()
    page.goto(f"/field/{language}/")
    page.locator("#code").fill(code)
    page.locator("[data-do=enrol]").click()
    expect(page.locator("[data-screen=home]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    return page


def begin(page: Page, words: str = "") -> None:
    page.locator("[data-do=new]").click()
    page.locator("#new-pass").fill(words)
    page.locator("[data-do=begin]").click()
    expect(page.locator("[data-screen=ask]")).to_be_visible()


def go_through(page: Page, said: str) -> None:
    """Answer every page with what is offered first, and every free text with marked words."""
    while page.locator("[data-screen=ask]").is_visible():
        place = page.locator("[data-at=page]")
        radio = place.locator("input[type=radio]")
        if radio.count():
            radio.last.check()
        for box in place.locator("textarea").all():
            box.fill(said)
        step = page.locator("[data-at=step]").inner_text()
        page.locator("[data-screen=ask] [data-do=next]").click()
        page.wait_for_function(
            "step => document.querySelector('[data-screen=ask]').hidden"
            " || document.querySelector('[data-at=step]').textContent !== step",
            arg=step,
        )


def shown_words(page: Page) -> str:
    return " ".join(page.locator("[data-at=words] li").all_text_contents())


def seal(page: Page) -> str:
    page.locator('[name="read-back"]').first.check()
    page.locator("[data-do=finish]").click()
    expect(page.locator("[data-screen=receipt]")).to_be_visible()
    return shown_words(page)


def show_that_it_is_kept(page: Page, words: str) -> None:
    page.locator("[data-do=kept]").click()
    page.locator("#group").fill(words.split()[2])
    page.locator("[data-do=said]").click()
    expect(page.locator("[data-screen=home]")).to_be_visible()


def finish(page: Page) -> str:
    words = seal(page)
    show_that_it_is_kept(page, words)
    return words


def tell(page: Page, said: str) -> str:
    begin(page)
    go_through(page, said)
    return finish(page)


def waits(page: Page) -> int:
    return page.evaluate("Field.store.all('queue').then(all => all.length)")


def take_in_what_others_left(officer: Page) -> None:
    """Leave nothing to open from an earlier journey, so that the next can be counted."""
    officer.goto("/desk/tablets")
    if officer.get_by_role("button", name="Open and take in").count():
        take_in(officer)


def take_in(officer: Page) -> None:
    officer.goto("/desk/tablets")
    officer.get_by_role("button", name="Open and take in").click()
    expect(officer.get_by_text("taken in.")).to_be_visible()
