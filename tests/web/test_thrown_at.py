"""Whatever is thrown at a door, nothing breaks: every route, by a stranger and by an officer.

The description of the site is made here from the route table, for schemathesis alone, and is
published nowhere. It draws the parts of an address, what is asked and what a form would send.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from safeconduct.access.terms import Role
from safeconduct.web.shared.doors import Door
from tests import house
from tests.web import town

OPEN = {Door.ANYONE, Door.REPORTER}
GUARDED = ("/desk/", "/partner/", "/account/")
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
ASKED = re.compile(r'GET(?:\.get|\.getlist)?[\[(]"([\w-]+)"')
NAMED = re.compile(r'name="([\w-]+)"')
FORM = "application/x-www-form-urlencoded"
THROWS = settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# Slices of the site, so that each test is short and says where it failed.
SLICES = 4


def routes() -> Iterator[tuple[str, Any]]:
    """Every address of the site, as its table writes it, with its view."""
    waiting = [("/", entry) for entry in get_resolver().url_patterns]
    while waiting:
        before, entry = waiting.pop()
        if isinstance(entry, URLResolver):
            waiting += [(before + str(entry.pattern), under) for under in entry.url_patterns]
        elif isinstance(entry, URLPattern) and not entry.pattern.regex.groups - len(
            entry.pattern.converters
        ):
            yield before + str(entry.pattern), entry.callback


ROUTES = dict(sorted(routes()))


def asked_for() -> list[str]:
    """Every name that some view reads from an address."""
    sources = (house.ROOT / "src" / "safeconduct" / "web").rglob("*.py")
    return sorted({name for file in sources for name in ASKED.findall(file.read_text())})


def described(path: str, fields: list[str], known: list[str]) -> dict[str, Any]:
    """What may be thrown at one address, as OpenAPI says it."""
    word = {"type": "string", "maxLength": 40}
    reference = {"enum": known} if known else {"type": "string", "pattern": "^[0-9a-z-]{1,16}$"}
    number = {"type": "integer", "minimum": 0, "maximum": 2**63}
    parts = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": number if kind == "int" else reference,
        }
        for kind, name in PART.findall(path)
    ]
    queries = [{"name": name, "in": "query", "schema": word} for name in asked_for()]
    body = {"type": "object", "properties": dict.fromkeys(fields, word)}
    said = {"responses": {"200": {"description": "a page"}}, "parameters": parts + queries}
    sent = {"requestBody": {"content": {FORM: {"schema": body}}}}
    return {PART.sub(r"{\2}", path): {"get": said, "post": said | sent}}


def thrown(browser: Client, method: str, path: str, query: Any, body: Any = None) -> Any:
    """Throw one thing, and leave no trace of it in the database or the browser."""
    before = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        if method == "get":
            page = browser.get(path, query or {})
        else:
            sent = urlencode(list((body or {}).items()), errors="replace")
            page = browser.post(path, sent, FORM, query_params=query or {})
        page.said = b"".join(page) if page.streaming else page.content
        transaction.set_rollback(True)
    browser.cookies = before
    return page


def drawn(strategy: st.SearchStrategy[Any]) -> list[Any]:
    """The same few things at every run, drawn as hypothesis draws them."""
    came: list[Any] = []

    def take(case: Any) -> None:
        came.append(case)

    THROWS(given(strategy)(take))()
    return came


def throw_all(browser: Client, known: list[str], part: int) -> Iterator[tuple[str, str, Any, Any]]:
    """Throw what schemathesis draws at every address of a slice; yield what came back."""
    for path in list(ROUTES)[part::SLICES]:
        shown = PART.sub(known[0] if known else "0", path)
        fields = NAMED.findall(thrown(browser, "get", shown, {}).said.decode(errors="replace"))
        paths = described(path, sorted(set(fields)), known)
        document = {"openapi": "3.1.0", "info": {"title": "", "version": "0"}, "paths": paths}
        schema = schemathesis.openapi.from_dict(document)
        for method in ("get", "post"):
            for case in drawn(schema[next(iter(paths))][method].as_strategy()):
                body = case.body if isinstance(case.body, dict) else {}
                page = thrown(browser, method, case.formatted_path, case.query, body)
                yield path, method, case, page


def broke(page: Any) -> bool:
    return page.status_code >= 500 or b"Traceback" in page.said


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(SLICES))
def test_whatever_a_stranger_throws_breaks_nothing_and_tells_nothing(part):
    browser, wrong, tried = Client(raise_request_exception=False), [], 0
    absent = {m: thrown(browser, m, "/desk/no-such-route", {}) for m in ("get", "post")}
    for path, method, case, page in throw_all(browser, [], part):
        tried += 1
        if broke(page):
            wrong.append((path, method, case.query, case.body, page.status_code))
        guarded = getattr(ROUTES[path], "door", Door.ANYONE) not in OPEN
        if guarded and path.startswith(GUARDED):
            said = (page.status_code, page.said)
            if said != (absent[method].status_code, absent[method].said):
                wrong.append((path, method, "another page than absence", page.status_code))
    assert (wrong, tried > 0) == ([], True)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(SLICES))
def test_whatever_an_officer_throws_breaks_nothing(part, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: town.TODAY)
    place = town.build(Role.CONDUCT_OFFICER)
    place.browser.raise_request_exception = False
    known = sorted(filter(None, place.things.values()))
    wrong, tried = [], 0
    for path, method, case, page in throw_all(place.browser, known, part):
        tried += 1
        if broke(page):
            wrong.append((path, method, case.query, case.body, page.status_code))
    assert (wrong, tried > 0) == ([], True)
