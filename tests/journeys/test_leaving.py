"""Somebody leaves in a hurry: what the screen, the browser's history and its cookies then hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import PHONE

BEFORE = "/numbers"

ENTRIES = "navigation.entries().map(entry => new URL(entry.url).pathname)"


def came(visitor, *, script: bool = True) -> Page:
    """Somebody who looked at another page first, read a little here and answered a question."""
    page = visitor.open(BEFORE, viewport=PHONE, script=script)
    page.goto("/report/en/")
    page.locator("a[href$='/safety']").click()
    page.locator("a.back").click()
    page.locator("form[action$='/start'] button").click()
    page.wait_for_url("**/question/danger")
    page.get_by_role("radio").nth(2).check()
    page.locator("button.primary").click()
    page.wait_for_url("**/question/victim")
    return page


def pressed_escape_twice(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def pressed_the_button(page: Page) -> None:
    page.locator("a.exit").click()


@pytest.mark.parametrize("leave", [pressed_the_button, pressed_escape_twice])
def test_whoever_leaves_is_in_no_list_of_pages_to_go_back_to(visitor, leave):
    page = came(visitor)
    assert page.evaluate(ENTRIES) == [BEFORE, "/report/en/question/victim"]
    leave(page)
    page.wait_for_url("**/left")
    assert page.evaluate(ENTRIES) == [BEFORE, "/report/left"]
    page.wait_for_function("() => true")
    assert page.context.cookies() == []
    page.go_back()
    assert page.url.endswith(BEFORE)
    page.goto("/report/en/check")
    assert page.url.endswith("/report/en/")


def test_one_press_of_escape_or_two_slow_ones_do_nothing(visitor):
    page = came(visitor)
    page.keyboard.press("Escape")
    page.wait_for_timeout(1700)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.endswith("/question/victim")


def test_a_page_filled_wrongly_takes_the_place_of_the_one_before_it(visitor):
    page = came(visitor)
    page.goto("/report/en/question/what")
    entries = page.evaluate(ENTRIES)
    page.locator("button.primary").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert page.evaluate(ENTRIES) == entries
    page.locator("textarea").fill("He took the fuel.")
    page.locator("button.primary").click()
    page.wait_for_url("**/question/when")
    assert len(page.evaluate(ENTRIES)) == len(entries)
    page.locator("a.exit").click()
    page.wait_for_url("**/left")


def test_words_stay_in_the_page_when_the_network_fails_as_they_are_sent(visitor):
    page = came(visitor)
    page.goto("/report/en/question/what")
    page.locator("textarea").fill("He took the fuel.")
    told = page.get_by_text("The network did not answer")
    expect(told).to_be_hidden()
    page.context.set_offline(True)
    page.locator("button.primary").click()
    expect(told).to_be_visible()
    expect(page.locator("textarea")).to_have_value("He took the fuel.")
    page.context.set_offline(False)
    page.locator("button.primary").click()
    page.wait_for_url("**/question/when")


def test_without_scripts_the_button_leaves_and_nothing_can_be_read_by_going_back(visitor):
    page = came(visitor, script=False)
    page.locator("a.exit").click()
    page.wait_for_url("**/left")
    assert page.context.cookies() == []
    page.go_back()
    page.wait_for_load_state()
    assert page.url.endswith("/report/en/")
    expect(page.get_by_role("radio")).to_have_count(0)
