"""Every page of the desk answers whoever may see it."""

from __future__ import annotations

import pytest

from tests.web.desk.conftest import browser

PAGES = {
    "osei": [
        "/desk/",
        "/desk/components",
        "/desk/reports",
        "/desk/reports?show=all",
        "/desk/reports?show=late",
        "/desk/reports/{waiting}",
        "/desk/reports/{report}",
        "/desk/reports/{waiting}/acknowledge",
        "/desk/reports/{waiting}/write",
        "/desk/reports/{waiting}/open-matter",
        "/desk/reports/{waiting}/join",
        "/desk/reports/{waiting}/set-aside",
        "/desk/matters",
        "/desk/matters?show=mine",
        "/desk/matters?show=overdue",
        "/desk/matters?show=week",
        "/desk/matters?show=changed",
        "/desk/matters?stage=received&mission=MINARA&number=minara-2026",
        "/desk/matters/{matter}",
        "/desk/matters/{matter}/subjects",
        "/desk/matters/{matter}/victims",
        "/desk/matters/{matter}/notes",
        "/desk/matters/{matter}/team",
        "/desk/matters/{matter}/walls",
        "/desk/matters/{matter}/allegations",
        "/desk/allegations/{allegation}",
        "/desk/allegations/{allegation}/measures",
        "/desk/allegations/{allegation}/steps/set-aside",
    ],
    "hana": ["/desk/", "/desk/numbers", "/desk/allegations/{allegation}/findings"],
    "quinn": ["/desk/", "/desk/audit"],
    "rui": ["/desk/", "/desk/numbers"],
}


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, paths in PAGES.items() for path in paths]
)
def test_a_page_is_shown_to_whoever_may_see_it(desk, name, path):
    names = {
        kind: getattr(desk, kind).reference
        for kind in ("waiting", "report", "matter", "allegation")
    }
    page = browser(name).get(path.format(**names))
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert b"marked" not in page.content
