"""Passkeys at the server: what is believed of them, what is kept, and what they open."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData

from safeconduct.access.models import Account, Session
from safeconduct.audit.models import Entry
from safeconduct.vault.models import Wrap
from safeconduct.vault.terms import Means
from tests import people
from tests.web.entrance.security_key import SecurityKey

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/with-a-passkey/sign-in"
PROVE = "/account/with-a-passkey/prove"
SECOND = "/account/with-a-passkey/second-factor"
ADD = "/account/passkeys/add"
LIST = "/account/passkeys"


@pytest.fixture
def cast(settings):
    settings.SECOND_FACTOR = "offered"
    return people.house()


def passkeys():
    return Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)


def browser(name: str = "osei") -> Client:
    """A browser in which somebody of the cast signed in with name and passphrase."""
    held = Client()
    held.post("/desk/sign-in", {"username": name, "passphrase": people.PASSPHRASE})
    return held


def asks(held: Client, page: str) -> Any:
    """What a page asks of a passkey."""
    found = re.search(r'id="passkey-asks"[^>]*>(.*?)</script>', held.get(page).content.decode())
    assert found is not None, page
    return json.loads(html.unescape(found[1]))


def enrol(held: Client, **made) -> SecurityKey:
    """Add a passkey to the account of whoever is signed in."""
    key = SecurityKey(**made)
    answer = held.post(ADD, key.make(asks(held, ADD)) | {"name": "A key"})
    assert answer.status_code == 302
    return key


def come_in(key: SecurityKey, held: Client | None = None, **said):
    """Sign in by a passkey alone; return the browser and the answer."""
    held = held or Client()
    return held, held.post(SIGN_IN, key.show(asks(held, SIGN_IN)) | said)


def is_in(held: Client) -> bool:
    return held.get("/desk/").status_code == 200


def is_unlocked(held: Client) -> bool:
    return bool(held.session.get("parked")) and bool(held.cookies.get("key"))


def test_a_passkey_signs_in_and_unlocks_in_one_step(cast):
    held, answer = come_in(enrol(browser()))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_in(held)
    assert is_unlocked(held)
    assert Entry.objects.filter(event="factor.passkey.add").count() == 1


def test_a_key_held_for_somebody_half_in_is_not_unlocked_for_whoever_comes_in_instead(cast):
    colleague = enrol(browser("hana"), secret=b"")
    enrol(browser())
    shared = browser()
    assert shared.session["held"]
    come_in(colleague, shared)
    assert shared.session["_auth_user_id"] == str(Account.objects.get(username="hana").pk)
    assert not {"held", "parked"} & set(shared.session.keys())


def test_a_passkey_without_prf_signs_in_and_leaves_the_key_locked(cast):
    owner = browser()
    key = enrol(owner, secret=b"")
    assert "unlock with your passphrase" in owner.get(LIST).content.decode()
    held, _answer = come_in(key)
    assert is_in(held)
    assert not is_unlocked(held)


def test_a_wrong_output_signs_in_and_unlocks_nothing(cast):
    key = enrol(browser())
    for output in ("", "A" * 43, "short", "not base 64 ?", "x" * 64):
        held, _answer = come_in(key, output=output)
        assert is_in(held)
        assert not is_unlocked(held)


def test_nothing_the_passkey_yields_is_stored_logged_or_shown_again(cast):
    owner = browser()
    key = enrol(owner)
    output = websafe_encode(key.output(asks(owner, PROVE)))
    (kept,) = passkeys()
    assert output not in json.dumps(kept.data)
    assert "prf" not in json.dumps(kept.data)
    assert "A key" not in json.dumps(kept.data)
    bad = owner.post(PROVE, {"credential": "{}", "output": output})
    assert output not in bad.content.decode()
    entries = Entry.objects.values_list("detail", "reason", "subject")
    assert output not in str(list(entries))


def test_an_answer_opens_once(cast):
    key = enrol(browser())
    held = Client()
    said = key.show(asks(held, SIGN_IN))
    held.post(SIGN_IN, said)
    assert is_in(held)
    held.post("/desk/sign-out")
    assert not is_in(held)
    held.post(SIGN_IN, said)
    assert not is_in(held)
    thief = Client()
    thief.get(SIGN_IN)
    thief.post(SIGN_IN, said)
    assert not is_in(thief)


def test_an_answer_for_another_site_is_refused(cast, settings):
    key = enrol(browser())
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    key.origin = "https://elsewhere.example"
    held, _answer = come_in(key)
    assert not is_in(held)
    key.origin = "https://testserver"
    held, _answer = come_in(key)
    assert is_in(held)


def test_whoever_the_passkey_did_not_verify_is_refused(cast):
    present = AuthenticatorData.FLAG.UP
    owner = browser()
    key = SecurityKey()
    owner.post(ADD, key.make(asks(owner, ADD), flags=present) | {"name": "A key"})
    assert not passkeys().exists()
    key = enrol(owner)
    held = Client()
    held.post(SIGN_IN, key.show(asks(held, SIGN_IN), flags=present))
    assert not is_in(held)


def test_a_passkey_proves_nobody_but_its_owner(cast):
    key = enrol(browser("osei"))
    stranger = browser("stranger")
    stranger.post("/desk/lock")
    key.owner = websafe_encode(str(people.account_of(cast.stranger).pk).encode())
    stranger.post(PROVE, key.show(asks(stranger, PROVE)))
    assert not is_unlocked(stranger)
    held, _answer = come_in(key)
    assert not is_in(held)


def test_a_closed_account_is_opened_by_no_passkey(cast):
    key = enrol(browser())
    Account.objects.filter(username="osei").update(is_active=False)
    held, answer = come_in(key)
    assert (answer.status_code, is_in(held)) == (200, False)


SHAPES = [
    "",
    "{}",
    "[]",
    "null",
    "7",
    '"x"',
    "{" * 5000,
    "[" * 15_000,
    "x" * 20_000,
    '{"id": "x"}',
    '{"id": "AA", "rawId": "AA", "response": []}',
    '{"id": "AA", "rawId": 7, "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA"}}',
    (
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"authenticatorData":"AA","signature":"AA","attestationObject":"oA","userHandle":"LTk5"}}'
    ),
    (  # what an authenticator signs, cut short
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"authenticatorData":"SIGNED","signature":"AA","attestationObject":"","userHandle":"MQ"}}'
    ).replace("SIGNED", websafe_encode(bytes(32) + b"\xff" + bytes(5))),
]


@pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
def test_a_misshapen_answer_is_refused_and_changes_nothing(cast, shape):
    owner = browser()
    for page in (SIGN_IN, PROVE, ADD):
        held = Client() if page == SIGN_IN else owner
        held.get(page)
        answer = held.post(page, {"credential": shape, "output": shape[:70], "name": "x"})
        assert answer.status_code == 200, page
    assert not passkeys().exists()


@pytest.mark.parametrize("handle", ["", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "____", None, 7])
def test_a_handle_of_nobody_is_refused(cast, handle):
    key = enrol(browser())
    held = Client()
    said = key.show(asks(held, SIGN_IN))
    credential = json.loads(said["credential"])
    credential["response"]["userHandle"] = handle
    assert held.post(SIGN_IN, {"credential": json.dumps(credential)}).status_code == 200
    assert not is_in(held)


def test_the_same_passkey_is_added_once(cast):
    held = browser()
    key = enrol(held)
    held.post(ADD, key.make(asks(held, ADD)) | {"name": "Again"})
    assert passkeys().count() == 1


def test_a_locked_session_is_unlocked_by_the_passkey_and_goes_on_where_it_was(cast):
    held = browser()
    key = enrol(held)
    held.post("/desk/lock")
    assert not is_unlocked(held)
    assert "Unlock with a passkey" in held.get("/desk/unlock").content.decode()
    page = f"{PROVE}?next=/desk/matters"
    answer = held.post(page, key.show(asks(held, page)))
    assert answer["Location"] == "/desk/matters"
    assert is_unlocked(held)


def test_a_session_that_locked_itself_is_unlocked_by_the_passkey(cast, settings):
    held = browser()
    key = enrol(held)
    settings.IDLE_LOCK_MINUTES = -1
    assert held.get("/desk/").context["locked"]
    settings.IDLE_LOCK_MINUTES = 15
    assert held.get("/desk/").context["locked"]
    held.post(PROVE, key.show(asks(held, PROVE)))
    assert not held.get("/desk/").context["locked"]


def test_who_has_no_passkey_is_offered_none_at_the_lock(cast):
    held = browser()
    held.post("/desk/lock")
    assert "passkey" not in held.get("/desk/unlock").content.decode().lower()


def test_a_passkey_that_does_not_unlock_leads_to_the_passphrase(cast):
    held = browser()
    key = enrol(held, secret=b"")
    held.post("/desk/lock")
    answer = held.post(PROVE, key.show(asks(held, PROVE)), follow=True)
    assert urlsplit(answer.request["PATH_INFO"]).path == "/desk/unlock"
    assert "does not unlock" in answer.content.decode()


def test_a_passkey_added_while_locked_learns_to_unlock_when_shown_while_unlocked(cast):
    held = browser()
    held.post("/desk/lock")
    key = enrol(held)
    assert not Wrap.objects.filter(means=Means.PASSKEY).exists()
    held.post("/desk/unlock", {"passphrase": people.PASSPHRASE})
    held.post(PROVE, key.show(asks(held, PROVE)))
    assert Wrap.objects.filter(means=Means.PASSKEY).count() == 1
    fresh, _answer = come_in(key)
    assert is_unlocked(fresh)


def own_page(held: Client) -> str:
    found = re.search(r"/account/passkeys/[0-9a-f]{64}", held.get(LIST).content.decode())
    assert found is not None
    return found[0]


def test_a_passkey_is_renamed_and_removed_with_its_wrap(cast):
    held = browser()
    key = enrol(held)
    page = own_page(held)
    held.post(page, {"name": "The blue one"})
    assert "The blue one" in held.get(LIST).content.decode()
    held.post(f"{page}/remove")
    assert not passkeys().exists()
    assert not Wrap.objects.filter(means=Means.PASSKEY).exists()
    fresh, _answer = come_in(key)
    assert not is_in(fresh)


def test_the_last_second_factor_stays_where_one_is_required(cast, settings):
    held = browser()
    enrol(held)
    settings.SECOND_FACTOR = "required"
    page = own_page(held)
    assert "last second factor" in held.get(page).content.decode()
    held.post(f"{page}/remove")
    assert passkeys().count() == 1
    enrol(held)
    held.post(f"{page}/remove")
    assert passkeys().count() == 1


def test_a_stranger_finds_nobody_elses_passkey(cast):
    owner, stranger = browser(), browser("stranger")
    enrol(owner)
    page = own_page(owner)
    absent = stranger.get(f"{LIST}/{'0' * 64}")
    for answer in (stranger.get(page), stranger.post(page, {"name": "Mine now"})):
        assert answer.status_code == absent.status_code == 404
    assert stranger.post(f"{page}/remove").status_code == 404
    assert "A key" in owner.get(page).content.decode()


def test_after_the_passphrase_the_passkey_is_asked_and_lets_in_with_the_key_unlocked(cast):
    key = enrol(browser(), secret=b"")
    held = browser()
    assert not is_in(held)
    assert "Use a passkey instead" in held.get("/account/code").content.decode()
    held.post(SECOND, key.show(asks(held, SECOND)))
    assert is_in(held)
    assert is_unlocked(held)
    assert not held.get("/desk/").context["locked"]


def test_somebody_elses_passkey_is_no_second_factor(cast):
    enrol(browser("osei"))
    other = enrol(browser("stranger"))
    held = browser("osei")
    held.post(SECOND, other.show(asks(held, SECOND)))
    assert not is_in(held)


def test_a_passkey_counts_as_two_factors_where_two_are_required(cast, settings):
    key = enrol(browser())
    settings.SECOND_FACTOR = "required"
    held, _answer = come_in(key)
    assert is_in(held)


def test_whoever_has_no_second_factor_yet_can_begin_with_a_passkey(cast, settings):
    settings.SECOND_FACTOR = "required"
    held = browser()
    assert held.get("/desk/")["Location"] == "/account/second-factor"
    key = SecurityKey()
    answer = held.post(ADD, key.make(asks(held, ADD)) | {"name": ""})
    assert answer["Location"] == "/account/recovery-codes"
    assert is_in(held)


def test_adding_a_passkey_ends_the_sessions_elsewhere(cast):
    elsewhere, held = browser(), browser()
    enrol(held)
    assert is_in(held)
    assert not is_in(elsewhere)


def test_nobody_is_signed_in_by_looking(cast):
    held = Client()
    assert held.get(SIGN_IN).status_code == 200
    assert not is_in(held)
    assert not Session.objects.exclude(account=None).exists()


def test_the_second_step_is_absent_for_whoever_did_not_take_the_first(cast):
    answer = Client().get(SECOND)
    assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in")


def test_the_page_of_the_passkey_leads_nowhere_else(cast):
    key = enrol(browser())
    for bad in ("https://elsewhere.example", "//elsewhere.example", "/desk/../report/", "/report/"):
        held = Client()
        page = f"{SIGN_IN}?next={bad}"
        assert held.post(page, key.show(asks(held, page)))["Location"] == "/desk/"
