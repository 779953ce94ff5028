"""Whoever has no business with a record is told the same as if it did not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from safeconduct.base import references
from safeconduct.cases.terms import Act
from tests.journeys import preparing
from tests.visiting import Answer, Visitor

# Who comes, by which face, and the routes with a reference that are theirs to ask for.
STRANGERS: dict[str, tuple[str, str, frozenset[str]]] = {
    "nobody": ("", "", frozenset()),
    "officer of another mission": ("tove", "desk", frozenset()),
    "investigator who is not assigned": ("ivo", "desk", frozenset()),
    "auditor": ("quinn", "desk", frozenset({"desk:audit-person"})),
    "statistician": ("rui", "desk", frozenset({"desk:release", "desk:publish"})),
    "another State": ("bram", "partner", frozenset()),
}
ITS_OWN = {
    "officer of the mission, at the partner's": ("osei", "desk", "partner"),
    "the State itself, at the desk": ("selma", "partner", "desk"),
}
VARYING = {"date", "content-length", "set-cookie"}


@dataclass(frozen=True)
class Known:
    """The references of records that exist."""

    of: dict[str, dict[str, str]]

    def path(self, name: str) -> str:
        """The address of a record that exists."""
        return reverse(name, kwargs=self.of[name])

    def lost(self, name: str) -> str:
        """An address of the same form at which there is nothing."""
        kwargs = self.of[name] | dict.fromkeys(self.of[name].keys() - {"act"}, references.new())
        return reverse(name, kwargs=kwargs)


@pytest.fixture(scope="module")
def known(served) -> Known:
    """A matter with everything in it, and where each route with a reference finds it."""
    made = preparing.matter(served.port)
    sent = preparing.referral(served.port, made)
    rui = preparing.officer(served.port, "rui")
    release = preparing.link(rui.get("/desk/numbers"), r"/desk/numbers/\w+")
    quinn = preparing.officer(served.port, "quinn")
    person = preparing.link(quinn.get("/desk/audit"), r"/desk/audit/people/\w+")
    found: dict[str, Any] = {}
    whose = {"reports": made.report, "matters": made.matter, "numbers": release}
    whose |= {"allegations": made.allegation, "referrals": sent}
    whose |= {"audit": person, "people": person}
    for face, name, route in routes_with_references():
        record = route.partition("/")[0]
        if record not in whose or "<slug:name>" in route:
            continue  # the matrix of roles and routes tries these, without a network between
        kwargs = {"reference": whose[record].rpartition("/")[2]}
        if "<slug:file>" in route:
            kwargs["file"] = made.file.rpartition("/")[2]
        if "<slug:act>" in route:
            kwargs["act"] = Act.INVESTIGATE.value
        found[f"{face}:{name}"] = kwargs
    return Known(found)


def routes_with_references() -> list[tuple[str, str, str]]:
    """Face, name and form of every route at desk and partner that names a record."""
    return [
        (face, route.name, str(route.pattern))
        for face in ("desk", "partner")
        for route in import_module(f"safeconduct.web.{face}.urls").urlpatterns
        if "<" in str(route.pattern)
    ]


def shown(answer: Answer, asked: str) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs each time, and without the address that was asked for."""
    asked_for = re.compile("|".join(re.escape(form) for form in (asked, quote(asked, safe=""))))
    said = asked_for.sub("ASKED", re.sub(r'value="\w{64}"|nonce="[^"]+"', "", answer.text))
    headers = {k.lower(): asked_for.sub("ASKED", v) for k, v in answer.headers.items()}
    headers = {k: re.sub(r"nonce-[^']+", "", v) for k, v in headers.items() if k not in VARYING}
    return answer.status, said, headers


def asked(visitor: Visitor, method: str, path: str) -> tuple[int, str, dict[str, str]]:
    """What somebody is answered, with a form token of their own where one is sent."""
    body = f"csrfmiddlewaretoken={visitor.token}".encode() if method == "POST" else None
    kind = "application/x-www-form-urlencoded" if body else ""
    return shown(visitor.ask(method, path, body, kind), path)


def comes(served, username: str, face: str) -> Visitor:
    if username:
        return preparing.officer(served.port, username, face)
    nobody = Visitor(served.port)
    nobody.get("/desk/sign-in")
    return nobody


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", STRANGERS)
def test_a_record_looks_absent_to_a_stranger_whatever_is_asked_of_it(served, known, who, method):
    username, face, theirs = STRANGERS[who]
    visitor = comes(served, username, face)
    for name in known.of.keys() - theirs:
        unknown = f"/{name.partition(':')[0]}/nothing/{references.new()}"
        there = asked(visitor, method, known.path(name))
        assert there == asked(visitor, method, known.lost(name)), name
        assert there == asked(visitor, method, unknown), name
        assert there[0] == (404 if username else 302), name


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ITS_OWN)
def test_a_face_is_absent_to_those_who_belong_to_another(served, known, who, method):
    username, signed_in_at, face = ITS_OWN[who]
    visitor = comes(served, username, signed_in_at)
    unknown = asked(visitor, method, f"/{face}/nothing")
    for name in [name for name in known.of if name.startswith(face)]:
        assert asked(visitor, method, known.path(name)) == unknown, name
    assert asked(visitor, method, f"/{face}/") == unknown


def test_the_records_are_really_there(served, known):
    hana = preparing.officer(served.port, "hana")
    for name in ("desk:report", "desk:matter", "desk:allegation", "desk:release", "desk:step"):
        assert hana.get(known.path(name)).status == 200, name
    selma = preparing.officer(served.port, "selma", "partner")
    assert selma.get(known.path("partner:referral")).status == 200
