"""Every page of the route table, looked at by machine: what is there, what was seen, what is wrong.

A route that answers a GET and is no page stands here by name, with the reason.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from zlib import crc32

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Error, Page, ViewportSize

from tests.browsers import DESK, PHONE
from tests.journeys import walking

OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"
NO_PAGES = {
    "live": "one word for a machine",
    "ready": "one word for a machine",
    "language": "leads back",
    "mfa_index": "another name of account",
    "mfa_view_recovery_codes": "another name of recovery-codes",
    "mfa_download_recovery_codes": "a file",
    "account_login": "leads to the sign-in of a face",
    "openid_connect_callback": "leads on; only where an organisation signs people on",
    "field:start": "leads to a language",
    "field:worker": "a script",
    "field:manifest": "JSON for the browser",
    "field:questions": "JSON for the app",
    "reporter:exit": "leads to left",
    "reporter:paper": "a PDF",
    "reporter:onion": "only where an onion address is set",
    "reporter:spoken": "a recording",
    "public:un-download": "a file",
    "public:download": "a file",
    "desk:take-paper": "a PDF",
    "desk:certificate": "a PDF",
    "desk:audit-download": "a file",
    "desk:recording": "a recording",
    "desk:wording-catalogue": "a file",
}


def every_page() -> set[str]:
    """Every route that shows a page to a GET: from the route table, none forgotten."""
    answering = {name for name, view in _routes(get_resolver()) if "GET" in _methods(view)}
    assert set(NO_PAGES) <= answering, "a route without a page is gone"
    return answering - set(NO_PAGES)


def _routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, object]]:
    for found in resolver.url_patterns:
        if isinstance(found, URLPattern):
            yield f"{space}{found.name}", found.callback
        else:
            yield from _routes(found, f"{found.namespace}:" if found.namespace else space)


def _methods(view: object) -> set[str]:
    """Which methods a view answers, as its decorators say; all where they say nothing."""
    while view is not None:
        held = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        said = held.get("request_method_list") or held.get("answered")
        if said:
            return set(said)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}


def route_of(path: str) -> str:
    """The route of an address, or the address itself where none answers."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return path


class Inspection:
    """Looks at pages, and remembers what was seen and what is wrong with which."""

    def __init__(
        self,
        page: Page,
        accessible: Callable[[Page], None],
        seen: set[str] | None = None,
        faults: list[str] | None = None,
    ) -> None:
        self.page, self.accessible = page, accessible
        self.seen = set() if seen is None else seen
        self.faults: list[str] = [] if faults is None else faults

    def look(self, what: str = "") -> None:
        """Hold the page as it is shown now to the rules, on a phone and at a desk."""
        self.seen.add(route_of(walking.path_of(self.page)))
        for screen in (PHONE, DESK):
            self._look(what or walking.path_of(self.page), screen)

    def pass_by(self, what: str = "") -> None:
        """Look on one screen only, which is the other in the other language; it fits a phone."""
        route = route_of(walking.path_of(self.page))
        self.seen.add(route)
        at_a_desk = self.page.locator("html").get_attribute("lang") == "en"
        screen = DESK if at_a_desk == bool(crc32(route.encode()) % 2) else PHONE
        if screen is DESK:
            self._fits(what or route, PHONE)
        self._look(what or route, screen)

    def _look(self, what: str, screen: ViewportSize) -> None:
        self._fits(what, screen)
        try:
            self.accessible(self.page)
        except AssertionError as fault:
            self.faults.append(f"{what} at {screen['width']}: {fault}")

    def _fits(self, what: str, screen: ViewportSize) -> None:
        self.page.set_viewport_size(screen)
        if self.page.evaluate(OVERFLOWS):
            self.faults.append(f"{what} at {screen['width']}: wider than the screen")

    def walk(self, *starts: str) -> None:
        """Go to one page of each route that links lead to, and look at what nobody saw yet."""
        waiting, tried = list(starts), set[str]()
        while waiting:
            path = waiting.pop(0)
            route = route_of(path)
            if route in tried or route in NO_PAGES or route == path:
                continue
            tried.add(route)
            if not self.shown(path):
                continue
            if route_of(walking.path_of(self.page)) not in self.seen:
                self.pass_by()
            waiting += self.links()

    def visit(self, *paths: str) -> None:
        """Look at pages that no link leads to."""
        for path in paths:
            assert self.shown(path), path
            self.pass_by()

    def shown(self, path: str) -> bool:
        """Go there, and say whether a page was shown; a file is none, nor is what is not found."""
        try:
            answer = self.page.goto(path)
        except Error as fault:
            if "Download is starting" in fault.message:
                return False
            raise
        kind = answer.headers.get("content-type", "") if answer else ""
        return answer is not None and answer.ok and "text/html" in kind

    def links(self) -> Iterator[str]:
        """The addresses of this page that lead to a page of ours."""
        found = self.page.locator("a[href^='/']:not([download])")
        for href in found.evaluate_all("all => all.map(a => a.getAttribute('href'))"):
            if not href.startswith(("/static/", "/report/")):
                yield href.partition("#")[0]
