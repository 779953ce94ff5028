"""Setting up an authenticator app, coming in by it, and taking it away: without any script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from safeconduct.site.demo import cast
from tests.browsers import PHONE
from tests.journeys import walking
from tests.web.entrance.coming import code

NAME = "quinn"


def half_in(page: Page) -> None:
    page.goto("/desk/sign-in")
    walking.answer(page, {"username": NAME, "passphrase": cast.PASSPHRASE})
    assert walking.path_of(page) == "/account/code"


def test_an_app_is_set_up_asked_for_and_taken_away_on_a_phone(visitor, accessible):
    page = visitor.open("/desk/sign-in", script=False, viewport=PHONE)
    walking.sign_in(page, NAME)
    page.goto("/account/")
    walking.press(page, "Set up a second factor")
    walking.press(page, "Set up an app")
    page.locator("main summary").click()
    secret = re.sub(r"\s", "", page.locator(".key").inner_text())
    walking.answer(page, {"code": code(secret)})
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10

    there = visitor.open("/desk/sign-in", viewport=PHONE)
    half_in(there)
    accessible(there)
    walking.fill(there, {"code": code(secret, -1) + "0"})
    walking.form_asking(there, {"code": ""}).locator("button").first.click()
    expect(there.locator("main [role=alert]")).to_be_visible()
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
