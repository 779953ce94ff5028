"""Role x route x relation, whole: made from the route table, so that no new route is forgotten.

What should happen is computed here from the policy table alone; what does happen is asked of the
running views. Whoever may not is answered with 404 to every method; whoever may is not.
"""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import NEVER_APPOINTED, Permission, Reach, Role
from tests import house
from tests.web import town

FACES = ("desk", "partner", "entrance")
OBJECTS = tomllib.loads((house.ROOT / "tests" / "web" / "objects.toml").read_text())
PREFIX = {"desk": "/desk/", "partner": "/partner/", "entrance": "/account/"}
SEATED = frozenset(Role) - {Role.REPORTER, Role.MEMBER_STATE}
ROLES = [role for role in Role if role != Role.REPORTER]
UNKNOWN = "0123456789abcdef"
REACHED = {
    Reach.EVERYWHERE: {"own", "own-mission", "other-mission"},
    Reach.OWN_MISSION: {"own", "own-mission"},
    Reach.ASSIGNED: {"own"},
    Reach.OWN_STATE: {"own", "own-mission"},
    Reach.EMERGENCY: {"own"},
}
ROUTES = [
    (face, name, door)
    for face in FACES
    for name, door in sorted(house.routes(face).items())
    if door != "anyone"
]


def pattern(face: str, route: str) -> str:
    """The address of a route as its table writes it."""
    (found,) = [
        p for p in get_resolver(f"safeconduct.web.{face}.urls").url_patterns if p.name == route
    ]
    return str(found.pattern)


def address(face: str, route: str, reference: str) -> str:
    """The address of a route about one record."""
    path = pattern(face, route)
    parts = {"reference": reference} | OBJECTS.get(face, {}).get(route, {}).get("with", {})
    for name, value in parts.items():
        path = path.replace(f"<slug:{name}>", value)
    assert "<" not in path, f"{face}:{route} has a part that objects.toml does not fill"
    return PREFIX[face] + path


def relations(said: dict[str, Any]) -> tuple[str, ...]:
    """In which relations a thing exists in the town; a route about nothing stands in none."""
    return town.RELATIONS if said.get("of", "nothing") != "nothing" else ("none",)


def is_let_in(role: Role | None, face: str, door: str, said: dict[str, Any], relation: str) -> bool:
    """Whether the policy table lets a role in by a door to a thing in this relation to them."""
    if "absent" in said:
        return False
    if door == "signed-in":
        return role in SEATED or "seated" not in said
    if role is None:
        return False
    reaches = [GRANTS[role].get(Permission(p)) for p in {door, said.get("needs", door)}]
    if None in reaches:
        return False
    if relation == "none":
        return said.get("of") != "nothing"
    return all(relation in REACHED[reach] for reach in reaches)


def test_every_route_about_a_record_says_which():
    lacking = [
        f"{face}:{name}"
        for face, name, _door in ROUTES
        if "<" in pattern(face, name) and name not in OBJECTS.get(face, {})
    ]
    stale = [
        f"{face}:{name}"
        for face, said in OBJECTS.items()
        for name in said
        if name not in house.routes(face)
    ]
    assert (lacking, stale) == ([], [])


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, None], ids=lambda role: role or "no-post")
def test_every_role_finds_what_the_policy_says_and_nothing_else(role, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: town.TODAY)
    place = town.build(role)
    nothing = {m: place.answers(m, "/desk/no-such-route").content for m in ("get", "post")}
    wrong, tried = [], 0
    for face, name, door in ROUTES:
        said = OBJECTS.get(face, {}).get(name, {})
        for relation in relations(said):
            reference = place.things.get((said.get("of", ""), relation), UNKNOWN)
            expected = reference != UNKNOWN or relation == "none"
            expected = expected and is_let_in(role, face, door, said, relation)
            path = address(face, name, reference)
            pages = {m: place.answers(m, path) for m in ("get", "post")}
            codes = {m: page.status_code for m, page in pages.items()}
            found = any(code != 404 for code in codes.values())
            told = {m for m, c in codes.items() if c == 404 and pages[m].content != nothing[m]}
            if told:
                wrong.append(f"{face}:{name} {relation}: another page than absence, by {told}")
            tried += 1
            if found != expected:
                wrong.append(f"{face}:{name} {relation}: expected {expected}, got {codes}")
    assert (wrong, tried > len(ROUTES)) == ([], True)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_not_signed_in_finds_a_sign_in_page_and_nothing_else(method):
    nobody = Client()
    for face, name, _door in ROUTES:
        page = getattr(nobody, method)(address(face, name, UNKNOWN))
        assert page.status_code == 302, (face, name)
        assert "/sign-in" in page["Location"], (face, name)


def test_roles_nobody_is_appointed_to_are_tried_too():
    assert set(NEVER_APPOINTED) - {Role.REPORTER} <= set(ROLES)
