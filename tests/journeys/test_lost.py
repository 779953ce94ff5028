"""Somebody lost their way: the page that is not there is calm, in their language, for everyone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsers import DESK, PHONE


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_lost_visitor_is_told_calmly_and_can_go_on(
    visitor, accessible, language, direction, viewport
):
    page = visitor.open("/desk/no/such/page", language=language, viewport=viewport)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not overflow
    accessible(page)


def test_a_lost_visitor_needs_no_script(visitor):
    page = visitor.open("/desk/no/such/page", script=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
