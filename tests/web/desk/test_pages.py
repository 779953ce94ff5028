"""Every page of the desk answers whoever may see it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeconduct.cases import actions as cases
from tests import people
from tests.people import TODAY
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


def test_a_page_of_a_file_takes_the_same_number_of_questions_however_long_it_is(desk):
    held, where = browser("osei"), f"/desk/matters/{desk.matter.reference}"
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert held.get(where).status_code == 200
        asked.append(len(queries))
        for _ in range(5):
            cases.note(actor=desk.cast.officer, matter=desk.matter, text="More.", today=TODAY)
    assert asked[0] == asked[1] < 30


def test_a_page_of_a_list_takes_the_same_number_of_questions_however_long_it_is(desk):
    held = browser("osei")
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            held.get("/desk/matters")
            held.get("/desk/reports?show=all")
            held.get("/desk/")
        asked.append(len(queries))
        for _ in range(5):
            key = f"amina-{len(asked)}-{_}"
            people.report_from_amina(desk.cast.minara, key=key)
            cases.open_matter(
                actor=desk.cast.officer, mission=desk.cast.minara, received_on=TODAY, today=TODAY
            )
    assert asked[0] == asked[1]


def test_the_pages_of_a_list_hold_every_row_once_in_both_directions(desk):
    for n in range(57):
        people.report_from_amina(desk.cast.minara, key=f"more-{n}")
    held, forth, back = browser("osei"), [], []
    older = "?show=all"
    while older:
        page = held.get(f"/desk/reports{older}").context
        forth.append([row["url"] for row in page["rows"]])
        older, newer = page["page"].older, page["page"].newer
    back.append(forth[-1])
    while newer:
        page = held.get(f"/desk/reports{newer}").context
        back.append([row["url"] for row in page["rows"]])
        newer = page["page"].newer
    assert len({url for rows in forth for url in rows}) == sum(map(len, forth)) == 59
    assert [len(rows) for rows in forth] == [25, 25, 9]
    assert back == forth[::-1]
