"""A tablet speaks to us by its token alone; whoever has none finds nothing."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from safeconduct.intake import actions
from safeconduct.intake.models import Envelope, Tablet
from safeconduct.roster.models import Desk
from tests import people
from tests.intake.test_tablets import sealed
from tests.people import TODAY

pytestmark = pytest.mark.django_db
ROUTES = ("enrol", "hear", "send", "wiped")


@pytest.fixture
def tablet(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    house = people.house()
    desk = Desk.objects.get(mission=house.minara)
    tablet, code = actions.add_tablet(actor=house.officer, desk=desk, name="Blue", today=TODAY)
    tablet.token = tell("enrol", {"code": code}).json()["token"]
    return tablet


def tell(route, said, token="", body=None):
    head = {"HTTP_AUTHORIZATION": f"Tablet {token}"} if token else {}
    sent = json.dumps(said) if body is None else body
    strict = Client(enforce_csrf_checks=True)
    return strict.post(f"/field/{route}", sent, content_type="application/json", **head)


def carried(one):
    return {
        "submission": one.submission,
        "keyring": one.keyring,
        "form": one.form,
        "box": base64.b64encode(one.box).decode(),
    }


def test_what_it_sends_is_kept_once(tablet):
    one = carried(sealed(tablet))
    for _ in range(3):
        answer = tell("send", one, tablet.token)
        assert (answer.status_code, answer.json(), dict(answer.cookies)) == (
            200,
            {"kept": True},
            {},
        )
    assert Envelope.objects.get().tablet == tablet


def test_it_hears_which_key_to_seal_to_and_that_it_is_to_wipe_itself(tablet):
    said = tell("hear", {}, tablet.token).json()
    assert base64.b64decode(said["public"]) == bytes(tablet.desk.keyring.public)
    assert said["wipe"] is False
    Tablet.objects.update(wipe_asked_on=TODAY)
    assert tell("hear", {}, tablet.token).json()["wipe"] is True
    assert tell("wiped", {}, tablet.token).status_code == 200
    assert Tablet.objects.get().wiped_on == TODAY
    assert tell("hear", {}, tablet.token).status_code == 404


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("token", ["", "x", "x" * 43])
def test_a_stranger_finds_what_is_not_there(tablet, route, token):
    answer = tell(route, {"code": "x"}, token)
    absent = tell("no-such-route", {})
    assert (answer.status_code, answer.content) == (absent.status_code, absent.content)
    assert Client().get(f"/field/{route}").status_code == 404
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(
    "change", [{"box": "%"}, {"tablet": "another"}, {"box": ""}, {"submission": None}, {"form": ""}]
)
def test_what_is_no_envelope_is_refused_and_stays_with_the_tablet(tablet, change):
    answer = tell("send", carried(sealed(tablet)) | change, tablet.token)
    assert (answer.status_code, answer.json()) == (422, {"kept": False})


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{" * 9000, b" " * 1_100_000])
def test_no_body_breaks_anything(tablet, body):
    assert tell("send", None, tablet.token, body=body).status_code == 404


@pytest.mark.parametrize("route", ROUTES)
def test_no_cache_keeps_what_a_tablet_is_told(tablet, route):
    assert tell(route, {}, tablet.token)["Cache-Control"] == "no-store"
