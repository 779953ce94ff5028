"""Photograph every page at two widths in every language, by walking the links a person would.

Each route is photographed once for each language and width. The data is the demonstration's, built
for this run in a folder of its own, so that the pictures hold nobody.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click
import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

from tests import browsers, serving

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screens"
LANGUAGES = ("en", "ar")
VIEWPORTS = (browsers.PHONE, browsers.DESK)
STARTS = ("/", "/report/", "/desk/sign-in", "/partner/sign-in", "/no/such/page")
TALLEST = 2000
QUESTIONS = 25
MATTERS = "60"
ABSENT = "not-found"


class Walk:
    """One way through the product by one person, in one language, on one screen."""

    def __init__(self, page: Page, address: str, suffix: str, seen: set[str]) -> None:
        self.page, self.address, self.suffix, self.seen = page, address, suffix, seen

    def photograph(self, name: str) -> None:
        """Take one picture, whole but not endless."""
        if name in self.seen:
            return
        self.seen.add(name)
        width = (self.page.viewport_size or browsers.DESK)["width"]
        height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        self.page.screenshot(
            path=TARGET / f"{name}-{self.suffix}.jpg",
            type="jpeg",
            quality=60,
            clip={"x": 0, "y": 0, "width": width, "height": height},
            full_page=True,
        )

    def follow(self, starts: tuple[str, ...]) -> None:
        """Visit every page that links lead to from here, one page for each route."""
        waiting, visited = list(starts), set[str]()
        while waiting:
            path = waiting.pop(0)
            route = route_of(path)
            if route in visited or (route in self.seen and path not in starts):
                continue
            visited.add(route)
            if not self.shows_a_page(path):
                continue
            self.photograph(route_of(urlsplit(self.page.url).path))
            waiting += self.links()

    def shows_a_page(self, path: str) -> bool:
        """Go there, and say whether a page was shown; a file to download is none."""
        try:
            answer = self.page.goto(f"{self.address}{path}")
        except Error as fault:
            if "Download is starting" in fault.message:
                return False
            raise
        return answer is not None and "text/html" in answer.headers.get("content-type", "")

    def links(self) -> Iterator[str]:
        """Yield the addresses on this page that stay in the house and show a page."""
        for found in self.page.locator("a[href]").all():
            href = found.get_attribute("href") or ""
            if (
                re.match(r"/(?!language/|static/)", href)
                and found.get_attribute("download") is None
            ):
                yield href.partition("#")[0]

    def sign_in(self, face: str, username: str, passphrase: str) -> None:
        """Sign in at a face, as one of the demonstration's people."""
        self.page.goto(f"{self.address}/{face}/sign-in")
        self.page.locator("input[name=username]").fill(username)
        self.page.locator("input[type=password]").fill(passphrase)
        self.page.locator("form button").last.click()

    def report(self) -> None:
        """Answer every question of a report with the first answer, up to the receipt."""
        self.page.goto(f"{self.address}/report/")
        before = ""
        for _ in range(QUESTIONS):
            path = urlsplit(self.page.url).path
            question = re.search(r"/question/([\w-]+)$", path)
            self.photograph(f"reporter-question-{question[1]}" if question else route_of(path))
            if path.endswith("/kept"):
                return
            if path == before:  # the first answer was not good enough; leave this one empty
                self.page.locator("main button[name=skip]").first.click()
            elif self.page.locator("main form[method=post]").count():
                self.answer()
                self.page.locator("main form button.primary").first.click()
            else:
                self.page.locator("main a.button").first.click()
            before = path

    def answer(self) -> None:
        """Fill what a form asks for with something invented."""
        form = self.page.locator("main form[method=post]").first
        if form.locator("input[type=radio]").count():
            form.locator("input[type=radio]").first.check()
        elif form.locator("input[type=checkbox]").count():
            form.locator("input[type=checkbox]").first.check()
        for field in form.locator("textarea, input[type=text]:not([readonly])").all():
            if field.is_visible():
                field.fill("An invented answer.")
        for field in form.locator("select").all():
            field.select_option(index=1)


def route_of(path: str) -> str:
    """Return the name of a page's route as a file is called."""
    try:
        return resolve(urlsplit(path).path).view_name.replace(":", "-")
    except Resolver404:
        return ABSENT


def photograph_all(
    browser: Browser, served: serving.Served, parts: tuple[tuple[str, ...], ...]
) -> None:
    """Walk as a stranger, as a reporter and as each of the demonstration's people."""
    rounds = [(language, viewport) for language in LANGUAGES for viewport in VIEWPORTS]
    with click.progressbar(rounds, label="Photographing", file=sys.stderr) as bar:
        for language, viewport in bar:
            seen: set[str] = set()
            suffix = f"{language}-{viewport['width']}"
            for person in ((), *parts):
                walk = Walk(new_page(browser, language, viewport), served.address, suffix, seen)
                if person and route_of(f"/{person[0]}/sign-in") == ABSENT:
                    continue
                if person:
                    walk.sign_in(*person)
                    walk.follow((f"/{person[0]}/",))
                else:
                    walk.follow(STARTS)
                    walk.report()
                walk.page.context.close()


def people() -> tuple[tuple[str, ...], ...]:
    """Return face, name and passphrase of each of the demonstration's people."""
    cast = importlib.import_module("safeconduct.site.demo.cast")
    return tuple((part.face, part.username, cast.PASSPHRASE) for part in cast.PARTS)


def new_page(browser: Browser, language: str, viewport: ViewportSize) -> Page:
    """Open a page without a past."""
    context = browser.new_context(locale=language, viewport=viewport)
    context.set_default_timeout(10_000)
    return context.new_page()


def main() -> int:
    """Build a demonstration, walk it, and leave the pictures in docs/screens/."""
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-screens-"))
    try:
        os.environ |= serving.environment_of(folder, demo="true")
        os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.site.settings"
        django.setup()
        shutil.rmtree(TARGET, ignore_errors=True)
        TARGET.mkdir(parents=True)
        building = ("demo", "build", "--matters", MATTERS)
        with (
            serving.serving(folder, before=(building,), demo="true") as served,
            sync_playwright() as playwright,
        ):
            photograph_all(browsers.start(playwright), served, people())
    except browsers.NoBrowser as missing:
        click.echo(str(missing), err=True)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    click.echo(f"{len(list(TARGET.glob('*.jpg')))} pictures in docs/screens/", err=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
