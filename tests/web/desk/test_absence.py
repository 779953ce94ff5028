"""Whoever may not see something finds what they find on an unknown route: nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import get_resolver

from safeconduct.access import actions as access
from safeconduct.access.models import Account
from safeconduct.access.policy import GRANTS
from safeconduct.access.terms import Permission, Role, WallSource
from safeconduct.audit.models import Entry
from tests import house, people
from tests.people import TODAY
from tests.web.desk.conftest import browser

ROUTES = house.routes("desk")
OF_A_RECORD = {
    "matters/": "matter",
    "reports/": "waiting",
    "allegations/": "allegation",
}
ROLES = {
    "stranger": Role.CONDUCT_OFFICER,
    "walled": Role.CONDUCT_OFFICER,
    "quinn": Role.AUDITOR,
    "rui": Role.STATISTICIAN,
    "selma": Role.MEMBER_STATE,
}


def address(desk, route) -> str:
    """The address of a route about the desk's own records."""
    (found,) = [
        p for p in get_resolver("safeconduct.web.desk.urls").url_patterns if p.name == route
    ]
    kind = next((k for start, k in OF_A_RECORD.items() if str(found.pattern).startswith(start)), "")
    names = {
        "reference": getattr(desk, kind).reference if kind else "0123456789abcdef",
        "file": "0123456789abcdef",
        "name": "0123456789abcdef",
        "act": "assess",
    }
    path = str(found.pattern)
    for name, value in names.items():
        path = path.replace(f"<slug:{name}>", value)
    return f"/desk/{path}"


def is_about_a_record(route) -> bool:
    (found,) = [
        p for p in get_resolver("safeconduct.web.desk.urls").url_patterns if p.name == route
    ]
    return "<slug:" in str(found.pattern)


def shut_to(role, route) -> bool:
    """Whether a route shows nothing to this role: its door is shut, or the record is not theirs."""
    opens_to = ROUTES[route]
    if opens_to == "anyone":
        return False
    if opens_to == "signed-in":
        return role == Role.MEMBER_STATE and route in {"today", "components"}
    return Permission(opens_to) not in GRANTS[role] or is_about_a_record(route)


@pytest.fixture
def walled(desk):
    """A second officer of the same mission, walled off from the matter and the report."""
    people.somebody("walled", Role.CONDUCT_OFFICER, mission="MINARA")
    for scope in (desk.matter.reference, desk.waiting.reference):
        access.wall_off(
            actor=desk.cast.officer,
            account=Account.objects.get(username="walled"),
            scope=scope,
            source=WallSource.NAMED,
            today=TODAY,
        )
    return desk


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROLES)
def test_a_stranger_learns_nothing_from_the_refusal(walled, name, method):
    held = browser(name)
    unknown = getattr(held, method)("/desk/no-such-route")
    assert unknown.status_code == 404
    shut = [route for route in ROUTES if shut_to(ROLES[name], route)]
    assert len(shut) > 2
    for route in shut:
        page = getattr(held, method)(address(walled, route))
        assert (route, page.status_code, page.content) == (route, 404, unknown.content)


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_not_signed_in_is_led_to_the_sign_in_page_from_everywhere(desk, method):
    nobody = Client()
    for path in (*(address(desk, r) for r in ROUTES if r != "sign-in"), "/desk/no-such-route"):
        page = getattr(nobody, method)(path)
        where = f"/desk/sign-in?next={quote(path, safe='')}" if method == "get" else "/desk/sign-in"
        assert (page.status_code, page["Location"]) == (302, where)


@pytest.mark.parametrize("name", ["stranger", "walled"])
def test_a_list_does_not_hold_what_the_page_would_refuse(walled, name):
    held = browser(name)
    for path in ("/desk/matters", "/desk/reports?show=all", "/desk/matters?number=MINARA"):
        page = held.get(path).content.decode()
        assert walled.matter.number not in page.replace('value="MINARA"', "")
        assert walled.waiting.reference not in page


def test_a_place_in_a_list_that_cannot_be_seen_is_not_told(desk):
    held = browser("stranger")
    unknown = held.get("/desk/matters?after=0123456789abcdef")
    refused = held.get(f"/desk/matters?after={desk.matter.reference}")
    assert (refused.status_code, refused.content) == (404, unknown.content)


def test_a_refusal_at_the_desk_is_in_the_audit_log(desk):
    held = browser("stranger")
    held.get(f"/desk/matters/{desk.matter.reference}")
    entry = Entry.objects.order_by("seq").last()
    assert (entry.event, entry.reason, entry.actor) == (
        "door.desk:matter",
        "refused",
        desk.cast.stranger.reference,
    )


def test_a_seal_of_another_file_does_not_open_through_this_one(desk):
    held = browser("osei")
    page = held.post(
        f"/desk/matters/{desk.matter.reference}/read",
        {"seal": desk.waiting.answers.reference, "reason": "handling"},
    )
    assert page.status_code == 404
