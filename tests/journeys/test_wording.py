"""What reporters read is worded anew at the desk, and a language is added, without any restart."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browsers import PHONE
from tests.journeys import walking
from tests.wording.filling import filled
from tests.wording.voices import key_of

AT = "/desk/wording"
TEXT = "Tell us what happened"
ANEW = {"en": "Speak to us in your own words", "ar": "احكِ لنا ما حدث بكلماتك"}
SOON, OFTEN = 10_000, 20


@pytest.fixture
def two(visitor) -> tuple[Page, Page]:
    """One who words, on a phone, and one who publishes."""
    pages = visitor.open("/desk/sign-in", viewport=PHONE), visitor.open("/desk/sign-in")
    for page, name in zip(pages, ("hana", "adan"), strict=True):
        walking.sign_in(page, name)
    return pages


def read_by_anybody(page: Page, at: str, words: str) -> None:
    """Look until a page says words; a server looks every three seconds what was published."""
    for _try in range(OFTEN):
        page.goto(at)
        with suppress(TimeoutError):
            walking.main(page).get_by_text(words).first.wait_for(timeout=SOON / OFTEN)
            return
    pytest.fail(f"{at} does not say {words!r}")


def publish(page: Page, code: str) -> None:
    page.goto(f"{AT}/{code}/waiting")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Every server says it in seconds.")).to_be_visible()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_text_is_worded_by_one_published_by_another_and_taken_back(two, visitor, code):
    one, other = two
    one.goto(f"{AT}/{code}")
    one.locator("#words").fill(TEXT)
    one.get_by_role("button", name="Find").click()
    one.get_by_role("link", name=TEXT).click()
    shipped = one.locator("textarea").input_value()
    one.locator("textarea").fill(ANEW[code])
    one.get_by_role("button", name="Propose these words").click()
    expect(one.get_by_text("Kept. Somebody else publishes it.")).to_be_visible()
    publish(other, code)
    reporter = visitor.open(f"/report/{code}/", language=code, viewport=PHONE, script=False)
    read_by_anybody(reporter, f"/report/{code}/", ANEW[code])
    way = {"en": "ltr", "ar": "rtl"}[code]
    assert reporter.locator("html").get_attribute("dir") == way
    other.goto(f"{AT}/{code}/texts/{key_of(TEXT, code)}")
    other.get_by_role("button", name="Say the shipped text again").click()
    read_by_anybody(reporter, f"/report/{code}/", shipped)


def test_a_language_is_added_without_code_and_offered_once_it_is_whole(two, visitor):
    one, other = two
    one.goto(f"{AT}/a-language")
    one.get_by_label("Code of the language").fill("sd")
    one.get_by_label("Its name, in its own script").fill("سنڌي")
    one.get_by_label("It is written from the right").check()
    one.get_by_role("button", name="Add it").click()
    one.goto(f"{AT}/sd/take-in")
    sent = {"name": "sd.po", "mimeType": "text/plain", "buffer": filled("sd")}
    one.locator("input[type=file]").set_input_files(sent)
    one.get_by_role("button", name="Propose what it says").click()
    expect(one.get_by_role("heading", name="Waiting words")).to_be_visible()
    reporter = visitor.open("/report/en/", viewport=PHONE, script=False)
    assert reporter.locator("a[lang=sd]").count() == 0
    publish(other, "sd")
    other.goto(f"{AT}/sd")
    expect(other.get_by_text("100 percent")).to_be_visible()
    other.get_by_role("button", name="Offer it to reporters").click()
    read_by_anybody(reporter, "/report/sd/", f"{TEXT} x")
    assert reporter.locator("html").get_attribute("dir") == "rtl"
    reporter.goto("/report/en/")
    assert reporter.locator("a[lang=sd]").count()


def test_somebody_without_the_post_finds_no_such_page(visitor):
    page = visitor.open("/desk/sign-in")
    walking.sign_in(page, "osei")
    assert page.get_by_role("link", name="Words").count() == 0
    assert page.goto(AT).status == 404
