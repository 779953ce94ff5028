"""Every language fits a phone."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.browsers import PHONE

PAGES = ("", "keeps", "help", "safety", "places", "mailbox")


@pytest.mark.parametrize("code", [code for code, _name in settings.REPORTER_LANGUAGES])
def test_no_page_is_wider_than_a_phone(visitor, code):
    page = visitor.open(f"/report/{code}/", language=code, viewport=PHONE)
    for name in PAGES:
        page.goto(f"/report/{code}/{name}")
        assert page.locator("html").get_attribute("lang") == code
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    page.locator(f"nav.languages a[lang='{code}']").first.click()
    page.goto(f"/report/{code}/")
    page.locator("main form[method=post] button.primary").first.click()
    page.wait_for_url(f"**/report/{code}/question/*")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
