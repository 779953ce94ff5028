"""Passkeys in a real browser with a virtual authenticator: in, open, and away again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from safeconduct.site.demo import cast
from tests import serving
from tests.journeys import walking

PLACE = "http://localhost"  # a passkey belongs to a name, and an address is none


@dataclass
class Authenticator:
    """A security key plugged into one browser."""

    session: CDPSession
    name: str

    @property
    def passkeys(self) -> list[dict[str, object]]:
        asked = {"authenticatorId": self.name}
        told: list[dict[str, object]] = self.session.send("WebAuthn.getCredentials", asked)[
            "credentials"
        ]
        return told

    def unplug(self) -> None:
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.name})


def plug_in(page: Page, *, prf: bool = True) -> Authenticator:
    """Give a browser an authenticator that verifies its user at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": prf,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    told = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Authenticator(session, told["authenticatorId"])


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[serving.Served]:
    """A demonstration of one's own: an account with a passkey is signed in to differently."""
    building = ("demo", "build", "--matters", "10")
    folder = tmp_path_factory.mktemp("passkeys")
    with serving.serving(folder, before=(building,), demo="true") as running:
        yield running


@pytest.fixture
def somebody(visitor, served) -> Iterator[Callable[..., Page]]:
    """Open a browser at the name of the machine instead of its address; forget passkeys after."""
    visitor.address = f"{PLACE}:{served.port}"
    yield lambda **more: visitor.open("/desk/sign-in", **more)
    (database,) = served.folder.glob("*.sqlite3")
    with closing(sqlite3.connect(database, timeout=20)) as forgetting, forgetting:
        forgetting.execute("delete from mfa_authenticator")
        forgetting.execute("delete from vault_wrap where means = 'passkey'")


def enrol(page: Page, name: str = "Test key") -> None:
    """Add a passkey to the account that is signed in."""
    page.goto("/account/passkeys/add")
    page.locator("main [name=name]").fill(name)
    walking.press(page, "Add a passkey")
    expect(page.locator("main h1")).to_have_text("Recovery codes")
    page.goto("/account/passkeys")
    expect(page.locator("main h2", has_text=name)).to_be_visible()


def leave(page: Page) -> None:
    page.goto("/desk/")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("main [name=username]")).to_be_visible()


def lock(page: Page) -> None:
    page.goto("/desk/")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Lock").click()
    expect(page.locator("main [name=passphrase]")).to_be_visible()


def come_in_by_passkey(page: Page) -> None:
    page.goto("/desk/sign-in?next=/desk/reports")
    walking.press(page, "Sign in with a passkey")
    page.wait_for_url(lambda at: urlsplit(at).path == "/desk/reports")


def read_a_report(page: Page) -> None:
    """Open the sealed words of the first report that waits."""
    page.goto(walking.inbox(page)[0])
    walking.open_words(page)
    expect(page.locator("main [name=passphrase]")).to_have_count(0)
    expect(page.locator("main .sealed, main blockquote, main dl").first).to_be_visible()


def test_a_passkey_alone_signs_in_and_opens_sealed_words(somebody, accessible):
    page = somebody()
    key = plug_in(page)
    walking.sign_in(page, "osei")
    page.goto("/account/passkeys")
    accessible(page)
    page.goto("/account/passkeys/add")
    accessible(page)
    enrol(page)
    accessible(page)
    expect(page.get_by_text("Signs in and unlocks")).to_be_visible()
    assert len(key.passkeys) == 1
    leave(page)
    come_in_by_passkey(page)
    read_a_report(page)


def test_a_locked_session_is_unlocked_by_the_passkey(somebody):
    page = somebody()
    plug_in(page)
    walking.sign_in(page, "osei")
    enrol(page, "Unlocking key")
    lock(page)
    walking.press(page, "Unlock with a passkey")
    page.wait_for_url(lambda at: urlsplit(at).path == "/desk/")
    read_a_report(page)


def test_the_passkey_is_the_second_factor_and_the_proof_at_a_guarded_page(somebody):
    page = somebody()
    plug_in(page)
    walking.sign_in(page, "osei")
    enrol(page)
    leave(page)
    walking.fill(page, {"username": "osei", "passphrase": cast.PASSPHRASE})
    walking.press(page, "Sign in")
    walking.press(page, "Use a passkey instead")
    page.wait_for_url(lambda at: urlsplit(at).path == "/desk/")
    page.goto("/desk/confirm?next=/desk/matters")
    walking.press(page, "Use a passkey instead")
    page.wait_for_url(lambda at: urlsplit(at).path == "/desk/matters")
    read_a_report(page)


def test_a_passkey_without_prf_signs_in_and_the_passphrase_unlocks(somebody):
    page = somebody()
    plug_in(page, prf=False)
    walking.sign_in(page, "osei")
    enrol(page, "Plain key")
    row = page.locator("main li", has_text="Plain key")
    expect(row.get_by_text("Signs in; unlock with your passphrase")).to_be_visible()
    leave(page)
    come_in_by_passkey(page)
    page.goto(walking.inbox(page)[0])
    expect(page.get_by_role("button", name="Open the report")).to_have_count(0)
    page.locator("main a[href*='/desk/unlock']").first.click()
    walking.fill(page, {"passphrase": cast.PASSPHRASE})
    walking.press(page, "Unlock")
    read_a_report(page)


def test_a_removed_passkey_signs_nobody_in(somebody):
    page = somebody()
    plug_in(page)
    walking.sign_in(page, "osei")
    enrol(page, "Kept elsewhere")
    enrol_another = page.locator("main li", has_text="Kept elsewhere")
    enrol_another.get_by_role("link").click()
    walking.fill(page, {"name": "Lost key"})
    walking.press(page, "Rename")
    page.locator("main li", has_text="Lost key").get_by_role("link").click()
    walking.press(page, "Remove this passkey")
    expect(page.get_by_text("The passkey was removed")).to_be_visible()
    leave(page)
    walking.press(page, "Sign in with a passkey")
    expect(page.get_by_text("This passkey does not open an account here.")).to_be_visible()
    page.goto("/desk/")
    expect(page.locator("main [name=username]")).to_be_visible()


def test_without_script_nothing_of_passkeys_is_offered(somebody):
    page = somebody(script=False)
    expect(page.get_by_text("Sign in with a passkey")).to_be_hidden()
