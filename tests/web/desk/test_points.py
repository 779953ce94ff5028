"""Places to report are kept by the officers of their mission, tested, and read by everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from safeconduct.access import gate
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.roster import actions
from safeconduct.roster.models import PointTest, ReportingPoint
from tests import people
from tests.people import TODAY
from tests.web.desk.conftest import browser

pytestmark = pytest.mark.django_db
AT = "/desk/points"
SAID = {
    "mission": "MINARA",
    "kind": "hotline",
    "name": "The free number",
    "reach": "+000 555 01",
    "hours": "Every day, 8 to 20",
    "languages": "Arabic, French",
    "eases": ["free", "woman"],
}
PUBLIC = "/report/en/places/MINARA"


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    house = people.house()
    people.somebody("keeper", Role.CONDUCT_OFFICER, mission="MINARA")
    people.somebody("other", Role.CONDUCT_OFFICER, mission="UNMOST")
    return house


@pytest.fixture
def keeper(cast):
    return browser("keeper")


def text(page) -> str:
    return page.content.decode()


def test_a_place_is_listed_tested_and_read_by_anybody_without_a_cookie(keeper):
    assert Client().get(PUBLIC).status_code == 404
    assert keeper.post(f"{AT}/add", SAID)["Location"] == AT
    point = ReportingPoint.objects.get()
    assert "Test due" in text(keeper.get(AT))
    page = Client().get(PUBLIC)
    assert "The free number" in text(page)
    assert "not tested it yet" in text(page)
    assert "A woman can take the report" in text(page)
    assert not page.cookies
    tried = {"tested_on": TODAY.isoformat(), "answered": "yes", "minutes": "3"}
    assert keeper.post(f"{AT}/{point.reference}/test", tried)["Location"] == AT
    assert "Test due" not in text(keeper.get(AT))
    assert "and it answered" in text(Client().get(PUBLIC))
    assert "after 3 minutes" in text(keeper.get(f"{AT}/{point.reference}/test"))
    keeper.post(f"{AT}/{point.reference}/test", tried | {"answered": "no", "minutes": ""})
    assert "did not answer" in text(Client().get(PUBLIC))
    assert "MINARA" in text(Client().get("/report/ar/places"))


def test_a_test_is_due_again_after_ninety_days(keeper, settings):
    keeper.post(f"{AT}/add", SAID)
    ReportingPoint.objects.update(
        last_tested_on=TODAY - timedelta(days=90), last_test_answered=True
    )
    assert "Test due" not in text(keeper.get(AT))
    settings.POINT_TEST_DAYS = 89
    assert "Test due" in text(keeper.get(AT))


def test_a_place_is_changed_and_closed_and_then_no_longer_listed(keeper):
    keeper.post(f"{AT}/add", SAID)
    point = ReportingPoint.objects.get()
    shown = text(keeper.get(f"{AT}/{point.reference}/change"))
    assert shown.count(" checked") == len(SAID["eases"])
    keeper.post(f"{AT}/{point.reference}/change", SAID | {"name": "Another name"})
    assert "Another name" in text(Client().get(PUBLIC))
    keeper.post(f"{AT}/{point.reference}/close")
    assert Client().get(PUBLIC).status_code == 404
    again = keeper.post(f"{AT}/{point.reference}/change", SAID)
    assert "It is closed." in text(again)
    events = set(Entry.objects.values_list("event", flat=True))
    assert {"roster.add-point", "roster.change-point", "roster.close-point"} <= events


def test_nobody_keeps_the_places_of_another_mission(cast, keeper):
    keeper.post(f"{AT}/add", SAID)
    point = ReportingPoint.objects.get()
    other = browser("other")
    assert "The free number" not in text(other.get(AT))
    assert other.get(f"{AT}/{point.reference}/change").status_code == 404
    assert other.post(f"{AT}/{point.reference}/close").status_code == 404
    other.post(f"{AT}/add", SAID)
    assert ReportingPoint.objects.count() == 1
    with pytest.raises(gate.Denied):
        actions.close_point(actor=cast.stranger, point=point, today=TODAY)


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        ({"answered": "no", "minutes": "3"}, "Only what answered"),
        ({"answered": "yes", "tested_on": "2020-01-01"}, "not listed yet"),
    ],
)
def test_a_test_that_cannot_be_is_told_in_one_line_and_not_kept(keeper, tried, told):
    keeper.post(f"{AT}/add", SAID)
    at = f"{AT}/{ReportingPoint.objects.get().reference}/test"
    assert told in text(keeper.post(at, {"tested_on": TODAY.isoformat()} | tried))
    assert not PointTest.objects.exists()
