"""Channels are kept by the officers of their mission; a secret is shown once, and to them alone."""

from __future__ import annotations

import json
import re

import pytest

from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.intake.models import Report
from safeconduct.messaging.models import Channel
from tests import people
from tests.messaging.gateway import Gateway
from tests.web.desk.conftest import browser

pytestmark = pytest.mark.django_db
AT = "/desk/channels"
SAID = {"name": "Text 8080", "kind": "sms", "number": "8080", "language": "en", "mode": "signed"}
SHOWN = re.compile(r'<textarea id="(address|secret)"[^>]*>([^<]+)<', re.DOTALL)


@pytest.fixture
def cast():
    house = people.house()
    people.somebody("keeper", Role.CONDUCT_OFFICER, mission="MINARA")
    people.somebody("other", Role.CONDUCT_OFFICER, mission="UNMOST")
    return house


@pytest.fixture
def keeper(cast):
    return browser("keeper")


def text(page) -> str:
    return page.content.decode()


def opened(keeper, **said) -> tuple[dict[str, str], Channel]:
    page = keeper.post(f"{AT}/add", SAID | {"mission": "MINARA", "answers": "on"} | said)
    assert page.status_code == 200
    return dict(SHOWN.findall(text(page))), Channel.objects.get()


def test_a_channel_is_opened_and_what_is_posted_to_its_address_arrives(keeper):
    shown, channel = opened(keeper)
    assert shown["address"].endswith(f"/hooks/{channel.reference}")
    assert Gateway(channel, shown["secret"]).says("Help.").status_code == 200
    assert Report.objects.count() == 1
    assert "Text 8080" in text(keeper.get(AT))


def test_a_desk_that_serves_no_reporters_still_shows_the_address_and_the_secret(keeper, settings):
    settings.ROOT_URLCONF = "tests.web.desk.alone"
    page = keeper.post(f"{AT}/add", SAID | {"mission": "MINARA"})
    assert dict(SHOWN.findall(text(page)))["address"] == f"/hooks/{Channel.objects.get().reference}"
    assert "on the host of the site for reporters" in text(page)


def test_a_token_is_shown_as_the_header_to_set(keeper):
    shown, channel = opened(keeper, mode="token")
    secret = shown["secret"].removeprefix("Authorization: Token ")
    assert Gateway(channel, secret).says("Help.").status_code == 200


def test_a_secret_is_shown_once_and_kept_nowhere_in_the_clear(keeper):
    shown, channel = opened(keeper)
    for page in (AT, f"{AT}/{channel.reference}/change"):
        assert shown["secret"] not in text(keeper.get(page))
    assert shown["secret"].encode() not in bytes(channel.secret)
    assert not any(shown["secret"] in json.dumps(e) for e in Entry.objects.values("detail"))


def test_a_renewed_secret_holds_beside_the_earlier_one_until_that_is_ended(keeper):
    shown, channel = opened(keeper)
    page = keeper.post(f"{AT}/{channel.reference}/renew")
    renewed = dict(SHOWN.findall(text(page)))["secret"]
    old, new = Gateway(channel, shown["secret"]), Gateway(channel, renewed)
    assert [each.says("x").status_code for each in (old, new)] == [200, 200]
    assert "Two secrets hold" in text(keeper.get(AT))
    assert keeper.post(f"{AT}/{channel.reference}/renew")["Location"] == AT
    assert "Two secrets hold already." in text(keeper.get(AT))
    assert [each.says("x").status_code for each in (old, new)] == [200, 200]
    assert keeper.post(f"{AT}/{channel.reference}/forget")["Location"] == AT
    assert [each.says("x").status_code for each in (old, new)] == [404, 200]
    assert "cannot be opened again" in text(keeper.get(f"{AT}/{channel.reference}/end"))
    assert new.says("x").status_code == 200
    assert keeper.post(f"{AT}/{channel.reference}/end")["Location"] == AT
    assert [each.says("x").status_code for each in (old, new)] == [404, 404]
    assert keeper.post(f"{AT}/{channel.reference}/renew")["Location"] == AT
    assert "This channel has ended." in text(keeper.get(AT))


def test_a_new_secret_that_was_lost_is_ended_and_the_gateway_goes_on_with_the_earlier(keeper):
    shown, channel = opened(keeper)
    page = keeper.post(f"{AT}/{channel.reference}/renew")
    lost = Gateway(channel, dict(SHOWN.findall(text(page)))["secret"])
    assert keeper.post(f"{AT}/{channel.reference}/discard")["Location"] == AT
    assert lost.says("x").status_code == 404
    assert Gateway(channel, shown["secret"]).says("x").status_code == 200
    assert keeper.post(f"{AT}/{channel.reference}/discard")["Location"] == AT
    assert "There is only one secret." in text(keeper.get(AT))


def test_what_is_said_of_a_channel_can_be_changed(keeper):
    _shown, channel = opened(keeper)
    assert keeper.post(f"{AT}/{channel.reference}/change", SAID | {"name": "Text 9090"}).url == AT
    channel.refresh_from_db()
    assert (channel.name, channel.answers) == ("Text 9090", False)


def test_only_headquarters_open_a_channel_of_no_mission(keeper):
    refused = keeper.post(f"{AT}/add", SAID)
    assert not Channel.objects.exists()
    assert 'role="alert"' in text(refused)
    assert browser("hana").post(f"{AT}/add", SAID).status_code == 200
    assert Channel.objects.get().mission is None
    assert "Text 8080" not in text(keeper.get(AT))


def test_a_stranger_finds_no_channel_of_another_mission(keeper):
    _shown, channel = opened(keeper)
    other = browser("other")
    nothing = other.get("/desk/no-such-route").content
    assert "Text 8080" not in text(other.get(AT))
    for act in ("change", "renew", "forget", "discard", "end"):
        refused = other.post(f"{AT}/{channel.reference}/{act}", SAID)
        assert (refused.status_code, refused.content) == (404, nothing), act
    assert other.post(f"{AT}/add", SAID | {"mission": "MINARA"}).status_code == 200
    assert Channel.objects.count() == 1
