"""Two factors on the way in: half is nothing, a code works once, and a record keeps only how."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.test import Client
from django.utils import timezone

from safeconduct.access.models import Account, Attempt, Session, SpentCode
from safeconduct.audit.models import Entry
from safeconduct.vault import session_store
from safeconduct.web.shared import seeds, sessions
from tests import people
from tests.web.entrance import coming
from tests.web.entrance.coming import browser_of, code, come_in, fresh, is_in, set_up_app, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def secret(cast):
    """Osei has an authenticator app."""
    return set_up_app(browser_of("osei"))


def half_in(name="osei", back=""):
    browser = Client()
    where = "/desk/sign-in" + (f"?next={back}" if back else "")
    answer = browser.post(where, {"username": name, "passphrase": people.PASSPHRASE})
    assert answer["Location"] == "/account/code"
    return browser


def content(browser):
    return session_store.SessionStore(browser.cookies["session"].value).load()


def test_a_passphrase_and_a_code_open_the_desk_with_the_key_unlocked(secret):
    browser = come_in("osei", secret)
    assert not browser.get("/desk/").context["locked"]


def test_half_a_sign_in_opens_nothing_anywhere(secret):
    browser = half_in()
    for path in ("/desk/", "/desk/reports", "/account/", "/account/sessions", "/desk/confirm"):
        assert "/sign-in" in browser.get(path)["Location"], path
    for path in ("/desk/unlock", "/desk/lock", "/account/recovery-codes/new"):
        assert "/sign-in" in browser.post(path)["Location"], path
    assert Session.objects.filter(account__isnull=False, account__username="osei").count() == 1


def test_half_a_sign_in_is_over_after_ten_minutes_and_its_key_with_it(secret):
    browser = half_in()
    row = Session.objects.get(account=None)
    assert row.expire_date <= timezone.now() + timedelta(minutes=10)
    held, until = (content(browser)[name] for name in (sessions.HELD, sessions.HELD_UNTIL))
    assert held
    assert until <= time.time() + 600
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now())
    assert browser.post("/account/code", {"code": fresh(secret)})["Location"] == "/account/sign-in"
    assert not is_in(browser)


def test_a_key_held_for_too_long_is_not_unlocked_by_the_code(secret):
    browser, late = half_in(), half_in()
    kept = session_store.SessionStore(late.cookies["session"].value)
    kept[sessions.HELD_UNTIL] = int(time.time()) - 1
    kept.save()
    for somebody, locked in ((browser, False), (late, True)):
        somebody.post("/account/code", {"code": fresh(secret)})
        assert somebody.get("/desk/").context["locked"] is locked


def test_half_a_sign_in_is_over_once_its_passphrase_was_changed(secret):
    browser = half_in()
    account = Account.objects.get(username="osei")
    account.set_password("another passphrase than theirs")
    account.save()
    answer = browser.post("/account/code", {"code": fresh(secret)})
    assert answer["Location"] == "/account/sign-in"
    assert not is_in(browser)
    assert sessions.HELD not in content(browser)


def test_the_way_on_survives_the_second_factor(secret):
    browser = half_in(back="/desk/matters")
    assert browser.post("/account/code", {"code": fresh(secret)})["Location"] == "/desk/matters"


def test_a_code_used_once_opens_nothing_again_although_it_is_still_valid(secret):
    used = fresh(secret)
    assert half_in().post("/account/code", {"code": used}).status_code == 302
    thief = half_in()
    for typed in (used, f"{used[:3]} {used[3:]}", f"{used[:3]}-{used[3:]}"):
        assert thief.post("/account/code", {"code": typed}).status_code == 200
    assert not is_in(thief)


def test_the_code_that_set_an_app_up_signs_nobody_in(cast):
    secret = set_up_app(browser_of("osei"))
    used = code(secret)
    assert SpentCode.objects.count() == 1
    browser = half_in()
    if code(secret) == used:
        assert browser.post("/account/code", {"code": used}).status_code == 200
        assert not is_in(browser)


def test_a_code_that_confirmed_signs_nobody_in(secret):
    browser, used = come_in("osei", secret), fresh(secret)
    assert browser.post("/desk/confirm", {"code": used}).status_code == 302
    assert half_in().post("/account/code", {"code": used}).status_code == 200


@pytest.mark.parametrize("typed", ["", "000000", "a", "١٢٣٤٥٦", "0" * 41, "\x00", "Ω" * 6])
def test_a_wrong_code_is_told_and_recorded_without_what_was_typed(secret, typed):
    browser = half_in()
    before = Entry.objects.filter(event="session.code").count()
    assert browser.post("/account/code", {"code": typed}).status_code == 200
    assert not is_in(browser)
    recorded = Entry.objects.filter(event="session.code")
    assert recorded.count() - before == int(0 < len(typed) < 41 and typed != "\x00")


def test_a_recovery_code_opens_once(cast):
    first = browser_of("osei")
    set_up_app(first)
    kept = coming.codes_shown(first)[0]
    assert half_in().post("/account/code", {"code": kept}).status_code == 302
    assert half_in().post("/account/code", {"code": kept}).status_code == 200


def test_a_code_of_somebody_else_opens_nothing(secret):
    hana = set_up_app(browser_of("hana"))
    assert half_in("osei").post("/account/code", {"code": fresh(hana)}).status_code == 200


def test_the_page_for_a_code_is_nothing_without_a_passphrase_before(secret):
    stranger = Client()
    assert stranger.get("/account/code")["Location"] == "/account/sign-in"
    answer = stranger.post("/account/code", {"code": fresh(secret)})
    assert answer["Location"] == "/account/sign-in"


def test_a_seed_lies_sealed_and_opens_in_no_other_row(secret):
    row = Authenticator.objects.get(type="totp")
    assert secret not in json.dumps(row.data)
    hana = Account.objects.get(username="hana")
    Authenticator.objects.create(user=hana, type="totp", data=row.data)
    browser = half_in("hana")
    assert browser.post("/account/code", {"code": fresh(secret)}).status_code == 200
    assert not is_in(browser)


@pytest.mark.parametrize("box", ["", "!", "AAAA", "é"])
def test_a_seed_that_does_not_open_makes_no_code_that_anybody_could_know(secret, box):
    with seeds.of(Account.objects.get(username="osei")):
        assert seeds.unseal(box) != seeds.unseal(box)
    Authenticator.objects.filter(type="totp").update(data={"secret": box})
    empty = half_in().post("/account/code", {"code": code("")})
    assert empty.status_code == 200


def test_the_library_keeps_no_address_no_browser_and_no_record_of_the_way(secret):
    browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:1.0) Firefox/142.0")
    sign_in(browser, "osei", REMOTE_ADDR="192.0.2.77")
    browser.post("/account/code", {"code": fresh(secret)}, REMOTE_ADDR="192.0.2.77")
    kept = content(browser)
    assert kept[session_store.BROWSER] == "Firefox, Linux"
    assert kept[sessions.WAYS] == ["passphrase", "totp"]
    assert not [name for name in kept if name.startswith("account_")]
    assert not EmailAddress.objects.exists()
    rows = [str(list(table.objects.values_list())) for table in (Session, Attempt, Authenticator)]
    assert not any("192.0.2.77" in row or "142.0" in row for row in rows)


def test_coming_in_ends_what_this_browser_was_before(cast):
    browser = browser_of("hana")
    before = browser.cookies["session"].value
    sign_in(browser, "osei")
    assert browser.get("/account/").context["user"].username == "osei"
    thief = Client()
    thief.cookies["session"] = before
    assert not is_in(thief)


def test_a_closed_account_does_not_come_in_between_passphrase_and_code(secret):
    browser = half_in()
    Account.objects.filter(username="osei").update(is_active=False)
    assert browser.post("/account/code", {"code": fresh(secret)})["Location"] == "/account/sign-in"
    assert not is_in(browser)


def test_the_row_without_the_cookie_and_the_cookie_without_the_row_open_nothing(secret):
    browser = come_in("osei", secret)
    row = Session.objects.get(session_key=session_store.digest(browser.cookies["session"].value))
    by_row = Client()
    by_row.cookies["session"] = row.session_key
    by_row.cookies["key"] = row.session_data
    assert not is_in(by_row)
    keyless = Client()
    keyless.cookies["session"] = browser.cookies["session"].value
    assert keyless.get("/desk/").context["locked"]
    row.delete()
    assert not is_in(browser)


def test_a_session_ends_twelve_hours_after_it_began_however_busy_it_is(cast):
    browser = browser_of("osei")
    began = Session.objects.get().began_at
    assert is_in(browser)
    row = Session.objects.get()
    assert row.began_at <= began + timedelta(seconds=1)
    assert row.expire_date <= began + timedelta(hours=12, seconds=1)


def test_a_device_cookie_that_was_made_up_is_no_browser_of_ours(cast):
    forged = Client()
    browser = browser_of("osei")
    (name,) = [n for n in browser.cookies if n.startswith("device-")]
    forged.cookies[name] = signing.TimestampSigner(salt="device cookie hana").sign("x")
    for _try in range(5):
        sign_in(forged, "osei", "wrong")
    assert b"Wait" in sign_in(Client(), "osei").content
