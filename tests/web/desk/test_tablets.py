"""The desk keeps tablets, and opens what came from them."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.intake.models import Envelope, Report, Tablet
from tests import people
from tests.intake.test_tablets import deliver, enrolled, sealed
from tests.people import TODAY
from tests.web.field.test_contact import carried, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return people.house()


def come_in(actor):
    browser = Client()
    name = people.account_of(actor).username
    browser.post("/desk/sign-in", {"username": name, "passphrase": people.PASSPHRASE})
    return browser


def test_an_officer_adds_a_tablet_and_its_code_enrols_it(house):
    officer = come_in(house.officer)
    desk = re.search(r'value="(\w{16})"', officer.get("/desk/tablets/add").content.decode())[1]
    page = officer.post("/desk/tablets/add", {"name": "Blue", "desk": desk}).content.decode()
    code = re.search(r'id="code"[^>]*value="([^"]+)"', page, re.DOTALL)[1]
    assert tell("enrol", {"code": code}).json()["name"] == "Blue"
    assert "In use" in officer.get("/desk/tablets").content.decode()


def test_what_waits_stands_on_the_first_page_and_becomes_a_report(house):
    tablet, _token = enrolled(house)
    deliver(tablet, sealed(tablet))
    spoilt = sealed(tablet)
    deliver(tablet, sealed(tablet, key=spoilt.submission, box=bytes(len(spoilt.box))))
    officer = come_in(house.officer)
    assert "taken without a network" in officer.get("/desk/").content.decode()
    line = "Taken without a network: 2 to open"
    assert line in officer.get("/desk/reports").content.decode()
    assert line not in come_in(house.stranger).get("/desk/reports").content.decode()
    page = officer.post("/desk/tablets/take-in", follow=True).content.decode()
    assert "1 report taken in." in page
    assert "1 does not open. It is kept as it came." in page
    assert Report.objects.count() == 1


def test_a_file_from_a_tablet_is_taken_by_hand_and_nothing_is_twice(house):
    tablet, _token = enrolled(house)
    one = sealed(tablet)
    file = json.dumps({"envelopes": [carried(one) | {"tablet": tablet.reference}]}).encode()
    officer = come_in(house.officer)
    for said in ("1 is new", "0 are new"):
        sent = {"file": SimpleUploadedFile("x.json", file)}
        page = officer.post("/desk/tablets/bring", sent, follow=True)
        assert said in page.content.decode()
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize("file", [b"", b"[]", b"{}", b'{"envelopes": [{}]}', b"\xff", b"[" * 9000])
def test_no_other_file_is_taken(house, file):
    officer = come_in(house.officer)
    sent = {"file": SimpleUploadedFile("x.json", file)}
    page = officer.post("/desk/tablets/bring", sent, follow=True)
    assert "This is no file of a tablet of your desk." in page.content.decode()


def test_a_tablet_of_another_desk_is_not_there(house):
    tablet, _token = enrolled(house)
    stranger = come_in(house.stranger)
    absent = stranger.get("/desk/no-such-route").content
    for act in ("wipe", "end"):
        answer = stranger.post(f"/desk/tablets/{tablet.reference}/{act}")
        assert (answer.status_code, answer.content) == (404, absent)
    one = carried(sealed(tablet)) | {"tablet": tablet.reference}
    sent = {"file": SimpleUploadedFile("x.json", json.dumps({"envelopes": [one]}).encode())}
    stranger.post("/desk/tablets/bring", sent)
    assert not Envelope.objects.exists()
    assert Tablet.objects.filter(ended_on=None, wipe_asked_on=None).exists()
