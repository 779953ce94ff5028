"""Every route of every face, and who it opens to: doors.toml is the table the code is held to."""

from __future__ import annotations

import tomllib

import pytest
from django.urls import URLPattern, get_resolver

from tests import house

TABLE = tomllib.loads((house.ROOT / "tests" / "web" / "doors.toml").read_text())
PLAIN_SERVICES = {"live", "ready", "language"}


@pytest.mark.parametrize("face", house.FACES)
def test_routes_open_to_exactly_whom_the_table_says(face):
    assert house.routes(face) == TABLE.get(face, {})


def test_nothing_answers_outside_the_faces_but_the_plain_services():
    outside = get_resolver("safeconduct.site.urls").url_patterns
    assert {r.name for r in outside if isinstance(r, URLPattern)} == PLAIN_SERVICES


def test_the_public_face_opens_to_anyone_and_to_nothing_else():
    assert set(TABLE.get("public", {}).values()) <= {"anyone"}
