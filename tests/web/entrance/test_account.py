"""One's own account: what changes when a passphrase or a factor does, and what never does."""

from __future__ import annotations

import re

import pytest
import qrcode
from allauth.mfa.models import Authenticator
from django.test import Client
from qrcode.image.svg import SvgPathImage

from safeconduct.access import actions as access
from safeconduct.access.models import Session
from safeconduct.audit.models import Entry
from safeconduct.vault import rings
from safeconduct.vault.models import Grant, Seal, Share, Wrap
from safeconduct.web.shared import browsing, sessions
from tests import people
from tests.people import SETUP
from tests.web.entrance.coming import (
    browser_of,
    codes_shown,
    come_in,
    fresh,
    is_in,
    set_up_app,
    sign_in,
)

pytestmark = pytest.mark.django_db
NEW = "seven quiet geese at dusk"


@pytest.fixture
def cast():
    return people.house()


def change(browser, old=people.PASSPHRASE, new=NEW, again=NEW):
    return browser.post("/account/passphrase", {"old": old, "new": new, "again": again})


def test_a_new_passphrase_wraps_the_key_anew_and_touches_nothing_it_opens(cast):
    people.report_from_amina(cast.minara, name="Amina")
    tables = (Seal, Grant, Share)
    before = [list(table.objects.order_by("pk").values_list()) for table in tables]
    wraps = set(Wrap.objects.values_list("pk", "box"))
    public = bytes(people.keyring_of(cast.officer).public)
    assert change(browser_of("osei"))["Location"] == "/account/"
    assert [list(table.objects.order_by("pk").values_list()) for table in tables] == before
    assert len(set(Wrap.objects.values_list("pk", "box")) - wraps) == 1
    assert bytes(people.keyring_of(cast.officer).public) == public
    osei = people.account_of(cast.officer)
    assert rings.unlock_account(osei, people.PASSPHRASE) is None
    assert rings.unlock_account(osei, NEW) == cast.officer.secret


def test_the_old_passphrase_opens_nothing_any_more_and_the_new_one_all(cast):
    change(browser_of("osei"))
    assert sign_in(Client(), "osei").status_code == 200
    browser = Client()
    sign_in(browser, "osei", NEW)
    assert not browser.get("/desk/").context["locked"]


def test_a_new_passphrase_ends_every_other_session_and_renames_this_one(cast):
    here, there = browser_of("osei"), browser_of("osei")
    before = here.cookies["session"].value
    change(here)
    assert here.cookies["session"].value != before
    assert not here.get("/desk/").context["locked"]
    thief = Client()
    thief.cookies["session"] = before
    assert not is_in(there)
    assert not is_in(thief)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"old": "wrong"},
        {"old": ""},
        {"again": "seven quiet geese at dawn"},
        {"new": "short", "again": "short"},
        {"new": "password1234", "again": "password1234"},
        {"new": "osei osei osei osei", "again": "osei osei osei osei"},
    ],
)
def test_nothing_changes_unless_the_old_one_is_right_and_the_new_one_good(cast, said):
    before = list(Wrap.objects.values_list())
    assert change(browser_of("osei"), **said).status_code == 200
    assert list(Wrap.objects.values_list()) == before
    assert sign_in(Client(), "osei").status_code == 302


def test_every_rule_for_a_passphrase_is_said_before_it_is_broken(cast):
    page = browser_of("osei").get("/account/passphrase").content.decode()
    assert "At least 12 characters" in page
    assert len(re.findall(r"<li>", page.partition("<h1>")[2].partition("<form")[0])) == 3


def test_the_picture_is_the_key_for_this_house_under_a_work_name_and_no_address(cast):
    browser = browser_of("osei")
    page = browser.get("/account/authenticator/add")
    key = "".join(page.context["groups"])
    url = f"otpauth://totp/osei?secret={key}&issuer=Safe%20Conduct"
    drawn = qrcode.make(url, image_factory=SvgPathImage).to_string().decode()
    assert page.context["picture"]["black"] in drawn
    assert page.content.count(page.context["picture"]["black"].encode()) == 1


def test_setting_up_an_app_ends_other_sessions_and_keeps_this_one(cast):
    here, there = browser_of("osei"), browser_of("osei")
    set_up_app(here)
    assert is_in(here)
    assert not is_in(there)


def test_setting_up_asks_once_more_who_it_is_when_the_last_proof_is_old(cast, monkeypatch):
    browser = browser_of("osei")
    monkeypatch.setattr(sessions, "FRESH_TO_COME", -1)
    for path in ("authenticator/add", "recovery-codes", "authenticator/remove"):
        asked = browser.get(f"/account/{path}")["Location"]
        assert asked.startswith("/account/confirm?next=%2Faccount%2F"), path


def test_confirming_leads_back_and_opens_the_page_that_asked(cast, monkeypatch):
    browser = browser_of("osei")
    where = "/account/confirm?next=/account/authenticator/add"
    assert browser.post(where, {"passphrase": "wrong"}).status_code == 200
    done = browser.post(where, {"passphrase": people.PASSPHRASE})
    assert done["Location"] == "/account/authenticator/add"


def test_whoever_has_a_second_factor_confirms_by_it_and_not_by_the_passphrase(cast):
    secret = set_up_app(browser_of("osei"))
    browser = come_in("osei", secret)
    assert browser.post("/desk/confirm", {"passphrase": people.PASSPHRASE}).status_code == 200
    assert browser.post("/desk/confirm", {"code": fresh(secret)})["Location"] == "/desk/"


@pytest.mark.parametrize("face", ["desk", "partner", "account"])
@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example/desk/", "/x"])
def test_confirming_leads_nobody_off_the_house(cast, face, back):
    browser = browser_of("osei")
    done = browser.post(f"/{face}/confirm?next={back}", {"passphrase": people.PASSPHRASE})
    assert done["Location"] == f"/{face}/"


def test_recovery_codes_are_shown_in_one_session_alone(cast):
    here = browser_of("osei")
    secret = set_up_app(here)
    codes = codes_shown(here)
    assert len(set(codes)) == 10
    assert here.get("/account/recovery-codes/download").content.decode().split("\n")[:10] == codes
    there = come_in("osei", secret)
    assert codes_shown(there) == []
    assert there.get("/account/recovery-codes/download").status_code == 404


def test_new_recovery_codes_shut_the_old_ones(cast):
    browser = browser_of("osei")
    set_up_app(browser)
    old = codes_shown(browser)
    browser.post("/account/recovery-codes/new")
    assert not set(codes_shown(browser)) & set(old)
    other = Client()
    sign_in(other, "osei")
    assert other.post("/account/code", {"code": old[0]}).status_code == 200


def test_there_are_no_recovery_codes_without_a_second_factor(cast):
    browser = browser_of("osei")
    assert browser.post("/account/recovery-codes/new").status_code == 404
    assert not Authenticator.objects.exists()


def test_taking_the_app_away_takes_the_codes_along_and_is_recorded(cast):
    browser = browser_of("osei")
    set_up_app(browser)
    assert browser.post("/account/authenticator/remove")["Location"] == "/account/"
    assert not Authenticator.objects.exists()
    assert is_in(browser)
    assert is_in(browser_of("osei"))
    recorded = Entry.objects.filter(event__startswith="factor.app").order_by("seq")
    assert [entry.event for entry in recorded] == ["factor.app.add", "factor.app.remove"]


def test_one_sees_ones_own_sessions_and_can_end_them(cast):
    here, there, stranger = browser_of("osei"), browser_of("osei"), browser_of("stranger")
    places = here.get("/account/sessions").context["places"]
    assert [is_here for _row, is_here in places] == [True, False]
    ((other, _here),) = places[1:]
    end = f"/account/sessions/{other.reference}/end"
    assert stranger.post(end).status_code == 404
    assert is_in(there)
    assert here.post(end).status_code == 302
    assert not is_in(there)
    assert here.post(end).status_code == 404
    assert is_in(here)
    assert is_in(stranger)


def test_all_others_end_at_once_and_this_one_goes_on(cast):
    here = browser_of("osei")
    others = [browser_of("osei") for _other in range(3)]
    assert here.post("/account/sessions/end-others").status_code == 302
    assert [is_in(browser) for browser in (here, *others)] == [True, False, False, False]


def test_an_administrator_who_ends_sessions_signs_the_person_out(cast):
    browser = browser_of("osei")
    access.end_sessions(actor=SETUP, account=people.account_of(cast.officer))
    assert not is_in(browser)


def test_whoever_lost_every_factor_comes_in_again_after_a_reset(cast):
    set_up_app(browser_of("osei"))
    access.reset_second_factor(actor=SETUP, account=people.account_of(cast.officer))
    assert is_in(browser_of("osei"))


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
            "Firefox, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0.0.0 Mobile", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_of_a_browser_only_family_and_system_are_kept(agent, family):
    assert browsing.family_of(agent) == family


def test_a_partner_finds_the_same_pages_under_their_own_face(cast):
    browser = browser_of("selma", "partner")
    page = browser.get("/account/")
    assert b"/partner/sign-out" in page.content
    assert b"/desk/" not in page.content
