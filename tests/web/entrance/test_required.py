"""Where a second factor is required nothing else opens without one; made from the route table."""

from __future__ import annotations

import tomllib

import pytest
from allauth.mfa.models import Authenticator
from django.urls import get_resolver

from safeconduct.site.faces import MOUNTS
from safeconduct.vault import session_store
from safeconduct.web.shared import factors, sessions
from tests import house, people
from tests.web.entrance.coming import browser_of, codes_shown, come_in, is_in, set_up_app

pytestmark = pytest.mark.django_db
FACES = ("desk", "partner", "entrance")
DOORS = tomllib.loads((house.ROOT / "tests" / "web" / "doors.toml").read_text())
SET_UP = {
    ("entrance", "second-factor"),
    ("entrance", "mfa_activate_totp"),
    ("entrance", "passkeys"),
    ("entrance", "passkey-add"),
    ("entrance", "recovery-codes"),
    ("entrance", "mfa_view_recovery_codes"),
    ("entrance", "mfa_download_recovery_codes"),
    ("entrance", "confirm"),
    ("entrance", "unlock"),
    ("desk", "lock"),
    ("desk", "sign-out"),
    ("partner", "lock"),
    ("partner", "sign-out"),
}
ROUTES = [(face, name) for face in FACES for name in sorted(DOORS[face])]


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


def address(face, name):
    """The address of a route, its parts filled with what leads nowhere."""
    table = get_resolver(f"safeconduct.web.{face}.urls").url_patterns
    path = next(str(route.pattern) for route in table if route.name == name)
    parts = [part.partition(">")[0] for part in path.split("<")[1:]]
    for part in parts:
        path = path.replace(f"<{part}>", "1" if part.startswith("int:") else "0123456789abcdef")
    return f"/{MOUNTS[face]}{path}"


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_but_those_of_setting_up_leads_to_setting_up(cast, method):
    browser = browser_of("osei")
    wrong = []
    for face, name in ROUTES:
        if (face, name) in SET_UP:
            continue
        answer = getattr(browser, method)(address(face, name))
        if (answer.status_code, answer.get("Location")) != (302, "/account/second-factor"):
            wrong.append((face, name, answer.status_code))
    assert wrong == []


@pytest.mark.usefixtures("required")
def test_what_does_not_exist_leads_there_too(cast):
    browser = browser_of("osei")
    for path in ("/desk/unknown", "/account/unknown", "/partner/", "/desk//"):
        assert browser.get(path)["Location"] == "/account/second-factor"


@pytest.mark.usefixtures("required")
def test_the_pages_of_setting_up_open_and_name_no_other(cast):
    browser = browser_of("osei")
    for face, name in SET_UP - {("entrance", "mfa_download_recovery_codes")}:
        answer = browser.get(address(face, name))
        assert answer.get("Location") != "/account/second-factor", (face, name)
    listed = {name if face == "entrance" else f"{face}:{name}" for face, name in SET_UP}
    assert set(factors.SETTING_UP) == listed


@pytest.mark.usefixtures("required")
def test_the_desk_opens_once_an_app_is_set_up_and_shuts_never_again(cast):
    browser = browser_of("osei")
    secret = set_up_app(browser)
    assert codes_shown(browser)
    assert is_in(browser)
    assert is_in(come_in("osei", secret))


@pytest.mark.usefixtures("required")
def test_the_last_factor_is_not_taken_away_where_one_is_required(cast):
    browser = browser_of("osei")
    set_up_app(browser)
    assert browser.post("/account/authenticator/remove").status_code == 200
    assert Authenticator.objects.filter(type="totp").exists()


def test_where_it_is_offered_the_desk_opens_and_the_account_page_offers_it(cast):
    browser = browser_of("osei")
    assert is_in(browser)
    assert b"Set up a second factor" in browser.get("/account/").content


@pytest.mark.parametrize("mode", ["offered", "required"])
def test_a_session_that_showed_one_factor_never_passes_once_its_account_has_two(
    cast, settings, mode
):
    settings.SECOND_FACTOR = mode
    browser = browser_of("osei")
    kept = session_store.SessionStore(browser.cookies["session"].value)
    assert kept[sessions.WAYS] == ["passphrase"]
    osei = people.account_of(cast.officer)
    Authenticator.objects.create(user=osei, type="totp", data={"secret": ""})
    assert browser.get("/desk/reports")["Location"] == "/account/sign-in"
    assert "/sign-in" in browser.get("/desk/")["Location"]
    assert not osei.sessions.exists()


def test_a_session_that_was_made_without_a_record_passes_no_second_factor(client, cast):
    osei = people.account_of(cast.officer)
    client.force_login(osei)
    assert is_in(client)
    Authenticator.objects.create(user=osei, type="webauthn", data={})
    assert not is_in(client)


def test_recovery_codes_alone_are_no_second_factor(cast):
    osei = people.account_of(cast.officer)
    Authenticator.objects.create(user=osei, type="recovery_codes", data={})
    assert not factors.has_second(osei)


def test_every_face_behind_a_sign_in_is_guarded():
    assert {f"/{MOUNTS[face]}" for face in FACES} == set(factors.GUARDED)


@pytest.mark.usefixtures("required")
def test_no_other_face_asks_for_a_second_factor(cast):
    browser = browser_of("osei")
    for path in ("/", "/report/en/", "/health/live"):
        assert browser.get(path).status_code == 200
