"""The door of a gateway opens to its signature alone, and no bytes break it."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.intake.models import Report
from safeconduct.messaging import actions
from safeconduct.messaging.models import Contact
from safeconduct.messaging.reading import FORM
from safeconduct.roster.actions import Misplaced
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from tests.messaging.gateway import JSON, gateway
from tests.people import TODAY

pytestmark = pytest.mark.django_db


def absent(browser, method="post"):
    return getattr(browser, method)("/hooks/0123456789abcdef")


# Who may pass something on


def test_a_wrong_signature_an_old_one_and_no_channel_look_like_absence(cast, sms):
    body, now = b'{"from": "+1", "text": "x"}', int(time.time())
    nothing = absent(sms.browser)
    refused = [
        sms.posts(body, secret="not this one"),
        sms.posts(body, at=now - 400),
        sms.posts(body, at=now + 400),
        sms.browser.post(sms.path, body, content_type=JSON),
        sms.browser.post(
            sms.path, body, content_type=JSON, headers={"Authorization": f"Token {sms.secret}"}
        ),
        sms.browser.get(sms.path),
        sms.browser.post("/hooks/" + "f" * 16, body, content_type=JSON),
        sms.posts(b"x" * 65_537),
    ]
    assert {(r.status_code, r.content) for r in refused} == {(404, nothing.content)}
    assert not Contact.objects.exists()


def test_a_signature_of_other_words_or_of_another_channel_is_none(cast, sms):
    other = gateway(cast.officer, cast.minara)
    body = b'{"from": "+1", "text": "x"}'
    head = sms.proof(body, sms.secret, int(time.time()))
    post = sms.browser.post
    assert post(sms.path, body + b" ", content_type=JSON, headers=head).status_code == 404
    assert post(other.path, body, content_type=JSON, headers=head).status_code == 404
    assert post(sms.path, body, content_type=JSON, headers=head).status_code == 200


@pytest.mark.parametrize("mode", ["signed", "token"])
def test_two_secrets_hold_at_once_and_the_one_before_them_does_not(cast, mode):
    sms = gateway(cast.officer, cast.minara, mode=mode)
    given = [sms.secret]
    body = b'{"from": "+1", "text": "x"}'

    def hold():
        return [sms.posts(body, secret=each).status_code == 200 for each in given]

    given.append(actions.renew_secret(actor=cast.officer, channel=sms.channel))
    with pytest.raises(Misplaced):
        actions.renew_secret(actor=cast.officer, channel=sms.channel)
    assert hold() == [True, True]
    actions.forget_earlier_secret(actor=cast.officer, channel=sms.channel)
    given.append(actions.renew_secret(actor=cast.officer, channel=sms.channel))
    assert hold() == [False, True, True]
    actions.forget_earlier_secret(actor=cast.officer, channel=sms.channel)
    assert hold() == [False, False, True]
    actions.end_channel(actor=cast.officer, channel=sms.channel, today=TODAY)
    assert hold() == [False, False, False]


def test_a_channel_that_passes_on_too_much_is_asked_to_come_later(cast, sms, settings):
    settings.MESSAGES_PER_MINUTE = 1
    answers = [sms.says("x", sender=f"+1555000{n}") for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [503]
    assert int(answers[-1]["Retry-After"]) >= 15
    assert Report.objects.count() == 5


def test_where_nobody_could_read_a_message_the_gateway_is_asked_to_come_later(cast, sms):
    Desk.objects.filter(kind=DeskKind.CUSTODIAN).delete()
    answer = sms.says("First.")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert not Contact.objects.exists()


def test_no_cookie_is_set_and_no_cache_keeps_the_answer(sms):
    answer = sms.says("First.")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


# Junk

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMED = st.sampled_from(
    ("from", "sender", "text", "contact", "urn", "urns", "id", "input", "results", "language")
)
BODIES = st.binary(max_size=400) | st.dictionaries(NAMED | st.text(), ANY, max_size=6).map(
    lambda said: json.dumps(said).encode()
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=BODIES, kind=st.sampled_from((JSON, FORM, "text/plain", "multipart/form-data", "")))
def test_no_bytes_of_a_gateway_break_anything(sms, body, kind):
    answer = sms.posts(body, kind=kind)
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"from":"+1","text":"\\ud800"}',
        b'{"from":' + b"9" * 60_000 + b"}",
        b"&" * 200,
    ],
)
def test_hostile_bytes_break_nothing_either(sms, body):
    assert sms.posts(body).status_code in {200, 400}
    assert sms.posts(body, kind=FORM).status_code in {200, 400}


def test_a_browser_without_a_secret_finds_nothing_by_any_method(sms):
    for method in ("get", "head", "post", "put", "delete", "options"):
        assert getattr(Client(), method)(sms.path).status_code == 404
