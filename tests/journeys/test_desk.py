"""An officer at the desk: coming in, two tabs, a lock, and what is left after leaving."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from safeconduct.site.demo import cast
from tests.browsers import PHONE
from tests.journeys import preparing, walking

CHANGED = "This step is not open now: something else happened first. Look again."
WRONG = "The name or the passphrase is not right."


@pytest.fixture(scope="module")
def made(served) -> preparing.Prepared:
    """A matter of this file's own, with one allegation that is not assessed yet."""
    return preparing.matter(served.port, assessed=False)


def leave_by(page: Page, name: str) -> None:
    """Open the menu with one's own name, and lock or sign out."""
    page.locator("details.account summary").click()
    page.locator("details.account").get_by_role("button", name=name).click()


@pytest.mark.parametrize("face", ["desk", "partner"])
def test_signing_in_needs_no_script_and_a_wrong_name_looks_like_a_wrong_passphrase(visitor, face):
    page = visitor.open(f"/{face}/sign-in", script=False, viewport=PHONE)
    username = {"desk": "osei", "partner": "selma"}[face]
    said = []
    for name, passphrase in (("nobody", cast.PASSPHRASE), (username, "not the passphrase")):
        walking.fill(page, {"username": name, "passphrase": passphrase})
        page.locator("main form button").last.click()
        said.append(page.locator("main [role=alert]").inner_text())
        assert page.locator("input[name=passphrase]").input_value() == ""
    assert said[0] == said[1]
    assert WRONG in said[0]
    walking.sign_in(page, username, face)
    page.locator("details.account summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_of_two_tabs_on_one_allegation_the_second_act_is_refused_in_one_line(visitor, made):
    first = visitor.open("/desk/sign-in")
    walking.sign_in(first, "osei")
    first.goto(made.allegation)
    second = first.context.new_page()
    second.goto(made.allegation)
    walking.press(first, "Assess")
    expect(first.locator("main .state").first).to_have_text("Assessed")
    first.goto(made.matter)
    events = first.locator("main .timeline > li").count()

    walking.press(second, "Assess")
    expect(second.get_by_text(CHANGED)).to_have_count(1)
    expect(second.locator("main .state").first).to_have_text("Assessed")
    first.reload()
    assert first.locator("main .timeline > li").count() == events
    second.reload()
    expect(second.get_by_text(CHANGED)).to_have_count(0)


def test_a_report_acknowledged_in_one_tab_is_not_answered_twice_from_another(visitor, served):
    first = visitor.open("/desk/sign-in")
    walking.sign_in(first, "osei")
    before = walking.inbox(first)
    preparing.report(served.port)
    walking.open_new_report(first, before)
    walking.press(first, "Acknowledge")
    second = first.context.new_page()
    second.goto(first.url)
    walking.answer(first, {"text": "The first answer."})
    expect(first.get_by_text("Done.")).to_be_visible()

    walking.fill(second, {"text": "The second answer."})
    second.locator("main form button.primary").click()
    expect(second.locator("main [role=alert]")).to_have_count(1)
    expect(second.locator("textarea[name=text]")).to_have_value("The second answer.")
    first.reload()
    walking.open_words(first)
    expect(first.get_by_text("The first answer.")).to_be_visible()
    expect(first.get_by_text("The second answer.")).to_have_count(0)


def test_a_locked_session_opens_nothing_until_the_passphrase_and_then_goes_on(visitor, made):
    page = visitor.open("/desk/sign-in", script=False)
    walking.sign_in(page, "osei")
    page.goto(made.matter)
    typing = page.context.new_page()
    typing.goto(f"{made.matter}/notes")
    walking.fill(typing, {"text": "Written before the lock."})

    leave_by(page, "Lock")
    expect(page.get_by_role("heading", name="Your session is locked")).to_be_visible()
    page.goto(made.report)
    expect(page.get_by_role("button", name="Open the report")).to_have_count(0)
    typing.locator("main form button.primary").last.click()
    expect(typing.get_by_text("Your session locked.").first).to_be_visible()
    expect(typing.locator("textarea[name=text]")).to_have_value("Written before the lock.")

    page.get_by_role("link", name="Unlock it to open sealed words.").click()
    walking.answer(page, {"passphrase": cast.PASSPHRASE})
    assert walking.path_of(page) == made.report
    walking.open_words(page)
    expect(page.get_by_text("Somebody took fuel at night.")).to_be_visible()
    typing.locator("main form button.primary").last.click()
    expect(typing.get_by_text("Done.")).to_be_visible()


def test_the_back_button_shows_nothing_sealed_after_signing_out(visitor, made):
    page = visitor.open("/desk/sign-in")
    walking.sign_in(page, "osei")
    page.goto(made.report)
    with page.expect_response(lambda answer: answer.url.endswith("/read")) as opened:
        walking.open_words(page)
    assert opened.value.headers["cache-control"] == "no-store"
    expect(page.get_by_text("Somebody took fuel at night.")).to_be_visible()
    leave_by(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for _step in range(3):
        with suppress(Error):  # the browser kept nothing and says so in place of the page
            page.go_back(wait_until="commit")
        expect(page.get_by_text("Somebody took fuel at night.")).to_have_count(0)
        expect(page.get_by_text(made.number)).to_have_count(0)
    page.goto(made.report)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
