"""Amina stops half way on one phone without scripts, and goes on with her receipt on another."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsers import PHONE
from tests.journeys.test_reporter import STORY, go_on


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_is_saved_on_one_phone_and_gone_on_with_on_another(visitor, accessible, language):
    page = visitor.open(f"/report/{language}/", language=language, viewport=PHONE, script=False)
    page.locator("form[action$='/start'] button").click()
    page.goto(f"/report/{language}/question/what")
    page.locator("textarea").fill(STORY[language])
    page.locator("button[name=save]").click()
    go_on(page)
    groups = [group.split()[-1] for group in page.locator(".receipt li").all_inner_texts()]
    page.locator("a.button.primary").click()
    page.locator("[name=group]").fill(groups[2] if language == "en" else groups[-1])
    go_on(page)
    assert [cookie["name"] for cookie in page.context.cookies()] == []

    other = visitor.open(f"/report/{language}/mailbox", language=language, viewport=PHONE)
    other.locator("[name=receipt]").fill(" ".join(groups))
    go_on(other)
    expect(other.locator("textarea")).to_have_value(STORY[language])
    accessible(other)
    other.locator("button[name=save]").click()
    other.wait_for_url("**/save?at=what")
    accessible(other)
    go_on(other)
    other.wait_for_url("**/save/receipt")
    assert [group.split()[-1] for group in other.locator(".receipt li").all_inner_texts()] == groups
    accessible(other)
