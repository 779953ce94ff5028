"""Setting up an authenticator app, coming in by it, and taking it away: without any script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from safeconduct.site.demo import cast
from tests.browsers import PHONE
from tests.journeys import walking
from tests.web.entrance.coming import code

NAME = "quinn"


def half_in(page: Page, username: str = NAME) -> None:
    page.goto("/desk/sign-in")
    walking.answer(page, {"username": username, "passphrase": cast.PASSPHRASE})
    assert walking.path_of(page) == "/account/code"


def is_refused(page: Page, digits: str) -> None:
    walking.fill(page, {"code": digits})
    walking.form_asking(page, {"code": ""}).locator("button").first.click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    assert walking.path_of(page) == "/account/code"


def test_an_app_is_set_up_asked_for_and_taken_away_on_a_phone(visitor, accessible):
    page = visitor.open("/desk/sign-in", script=False, viewport=PHONE)
    walking.sign_in(page, NAME)
    page.goto("/account/")
    walking.press(page, "Set up a second factor")
    walking.press(page, "Set up an app")
    secret = walking.set_up_app(page)
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10

    there = visitor.open("/desk/sign-in", viewport=PHONE)
    half_in(there)
    accessible(there)
    is_refused(there, code(secret, -1) + "0")
    walking.answer(there, {"code": codes[0]})
    expect(there.locator("details.account")).to_be_visible()

    page.goto("/account/sessions")
    expect(page.locator(".places li")).to_have_count(2)
    walking.press(page, "Sign out there")
    there.goto("/desk/")
    assert walking.path_of(there) == "/desk/sign-in"

    page.goto("/account/authenticator/remove")
    walking.press(page, "Remove the app")
    expect(page.locator("main")).to_contain_text("You sign in with your passphrase alone")


def test_an_officer_comes_in_by_passphrase_and_code_but_never_twice_by_one_code(
    visitor, accessible
):
    page = visitor.open("/desk/sign-in", viewport=PHONE)
    walking.sign_in(page, "tove")
    page.goto("/account/second-factor")
    accessible(page)
    walking.press(page, "Set up an app")
    accessible(page)
    secret = walking.set_up_app(page)
    page.goto("/desk/")
    page.locator("details.account summary").click()
    page.locator("details.account").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    fresh = code(secret, 1)  # as on a phone whose clock is half a minute ahead
    half_in(page, "tove")
    walking.answer(page, {"code": fresh})
    expect(page.locator("details.account")).to_be_visible()
    there = visitor.open("/desk/sign-in", viewport=PHONE)
    half_in(there, "tove")
    is_refused(there, fresh)
    accessible(there)
    walking.sign_in_by_code(there, secret)

    page.goto("/account/sessions")
    accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    before = page.locator(".places li").count()
    walking.press(page, "Sign out there")
    expect(page.locator(".places li")).to_have_count(before - 1)
    there.goto("/desk/")
    assert walking.path_of(there) == "/desk/sign-in"

    page.goto("/account/authenticator/remove")
    accessible(page)
    walking.press(page, "Remove the app")
    expect(page.locator("main")).to_contain_text("You sign in with your passphrase alone")
