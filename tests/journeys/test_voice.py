"""Somebody who would rather speak records an answer; the officer hears it beside its question."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from safeconduct.site.demo import cast
from tests.browsers import PHONE
from tests.journeys import walking

LENGTH = re.compile(r"0:0[1-9]")
NO_MICROPHONE = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
"""


def part(page: Page, name: str):
    return page.locator(f"[data-part={name}]")


def at_the_story(page: Page, language: str) -> None:
    """Press Start, and go straight to the question what happened."""
    page.locator("form[action$='/start'] button").click()
    page.get_by_role("radio").first.wait_for()
    page.goto(f"/report/{language}/question/what")
    page.locator("textarea").fill("A few words.")
    page.locator("button[name=voice]").click()
    page.wait_for_url("**/question/what/voice")
    expect(part(page, "start")).to_be_visible()


def record(page: Page) -> None:
    """Speak, pause, go on, and stop."""
    part(page, "start").click()
    expect(part(page, "time")).to_have_text(LENGTH)
    part(page, "pause").click()
    stood = part(page, "time").inner_text()
    page.wait_for_timeout(1500)
    assert part(page, "time").inner_text() == stood
    part(page, "go-on").click()
    page.wait_for_timeout(1200)
    part(page, "stop").click()
    expect(part(page, "sound")).to_be_visible()


def plays(page: Page, selector: str) -> bool:
    """Play what stands on a page, and say whether it is heard."""
    return bool(
        page.locator(selector).evaluate(
            """sound => new Promise((resolve) => {
                sound.ontimeupdate = () => sound.currentTime > 0.2 && resolve(true);
                sound.onerror = () => resolve(false);
                sound.muted = true;
                sound.play().catch(() => resolve(false));
            })"""
        )
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_answer_is_spoken_and_the_officer_hears_it(visitor, accessible, language):
    osei = visitor.open("/desk/sign-in")
    walking.sign_in(osei, "osei")
    before = walking.inbox(osei)
    page = visitor.open(f"/report/{language}/", language=language, viewport=PHONE)
    at_the_story(page, language)
    record(page)
    accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert plays(page, "[data-part=sound]")
    part(page, "send").click()
    page.wait_for_url(lambda address: not address.endswith("/voice"))
    page.goto(f"/report/{language}/question/what")
    expect(page.get_by_text(LENGTH)).to_be_visible()
    accessible(page)
    page.locator("textarea").fill("")
    walking_on(page)
    page.goto(f"/report/{language}/question/mission")
    page.locator(f"[value={cast.MISSION}]").check()
    page.locator("main form button.primary").click()
    page.wait_for_url(lambda address: not address.endswith("/mission"))
    page.goto(f"/report/{language}/check")
    expect(page.locator("dd").filter(has_text=LENGTH)).to_have_count(1)
    accessible(page)
    page.locator("main form:last-of-type button.primary").click()
    page.wait_for_url("**/receipt")

    walking.open_new_report(osei, before)
    expect(osei.get_by_text(LENGTH)).to_have_count(0)
    walking.open_words(osei)
    expect(osei.locator(".facts > div").filter(has_text="What happened?")).to_contain_text(LENGTH)
    with osei.expect_popup() as opened:
        walking.press(osei, "Listen to it (new tab)")
    walking.press(opened.value, "Listen")
    assert plays(opened.value, "audio")
    accessible(opened.value)


def walking_on(page: Page) -> None:
    """Go on with no words: the recording is the answer."""
    page.locator("main form button.primary").click()
    page.wait_for_url(lambda address: not address.endswith("/what"))


def test_without_a_microphone_one_line_says_so_and_the_words_are_there(visitor):
    page = visitor.open("/report/en/", viewport=PHONE)
    page.add_init_script(NO_MICROPHONE)
    at_the_story(page, "en")
    part(page, "start").click()
    expect(page.get_by_text("The microphone cannot be used here.")).to_be_visible()
    page.get_by_role("link", name="Write instead").click()
    expect(page.locator("textarea")).to_have_value("A few words.")


def test_a_recording_that_is_deleted_was_never_sent(visitor):
    page = visitor.open("/report/en/", viewport=PHONE)
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if "/pieces" in asked.url else None)
    at_the_story(page, "en")
    record(page)
    part(page, "delete").click()
    expect(part(page, "start")).to_be_visible()
    expect(part(page, "sound")).to_be_hidden()
    assert sent == []


def test_without_scripts_nothing_is_offered(visitor):
    page = visitor.open("/report/en/", viewport=PHONE, script=False)
    page.locator("form[action$='/start'] button").click()
    page.goto("/report/en/question/what")
    expect(page.locator("textarea")).to_be_visible()
    expect(page.locator("button[name=voice]")).to_be_hidden()
