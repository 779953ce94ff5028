"""Amina keeps her receipt, decides in her mailbox, and takes a new receipt, on a cheap phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from safeconduct.site.demo import cast
from tests.browsers import PHONE
from tests.journeys import walking

SAID = {"danger": {"danger": "no"}, "mission": {"mission": cast.MISSION}, "what": {"what": "Fuel."}}
BOX = ("contact", "call", "withdraw", "receipt")


def held(page: Page) -> str:
    return " ".join(page.locator(".receipt li").all_inner_texts())


def plain(receipt: str) -> list[str]:
    """The words or groups of a receipt, without the numbers beside them."""
    return [g for g in receipt.split() if len(g) > 1]


@pytest.fixture
def told(visitor) -> Callable[[str], Page]:
    """Make a report without scripts; give the page with its receipt."""

    def tell(language: str) -> Page:
        page = visitor.open(f"/report/{language}/", language=language, viewport=PHONE, script=False)
        walking.tell(page, SAID)
        return page

    return tell


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_a_mailbox_are_accessible_and_fit_a_phone(told, visitor, accessible, language):
    page = told(language)
    receipt = held(page)
    page.goto(f"/report/{language}/mailbox")
    walking.answer(page, {"receipt": receipt})
    seen = visitor.open(f"/report/{language}/keeps", language=language, viewport=PHONE)
    seen.context.add_cookies(page.context.cookies())
    for name in ("receipt", "mailbox", *(f"mailbox/{name}" for name in BOX)):
        seen.goto(f"/report/{language}/{name}")
        assert not seen.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        accessible(seen)


@pytest.mark.parametrize("sheet", ["A6", "A4"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_card_fits_one_sheet_and_says_nothing_but_the_receipt(told, language, sheet):
    page = told(language)
    printed = page.pdf(format=sheet)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert b"Safe Conduct" not in printed
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    left = [line for line in shown.split("\n") if line.strip()]
    assert len(left) == len(plain(held(page))) + 2, left  # how to come back, and where
    assert "Safe Conduct" not in shown


def test_without_a_voice_nothing_is_offered_and_every_word_is_spelled(told):
    page = told("en")
    words = plain(held(page))
    page.locator("summary").first.click()
    expect(page.locator("[data-speak]")).to_be_hidden()
    lines = page.locator("[data-hear] ol li").all_inner_texts()
    assert [line.partition(" ")[0] for line in lines] == words
    assert [line.partition(" ")[2].replace(" ", "") for line in lines] == words


def test_spelled_digits_stand_in_their_order_where_writing_goes_from_right_to_left(told):
    page = told("ar")
    groups = plain(held(page))
    page.locator("summary").first.click()
    seen = page.locator("[data-hear] ol b").evaluate_all(
        """lines => lines.map(line => {
            const text = line.firstChild, range = document.createRange(), signs = [];
            for (let at = 0; at < text.length; at += 1) {
                range.setStart(text, at); range.setEnd(text, at + 1);
                signs.push([range.getBoundingClientRect().left, text.data[at]]);
            }
            return signs.sort((a, b) => a[0] - b[0]).map(sign => sign[1]).join("");
        })"""
    )
    assert [line.replace(" ", "") for line in seen] == groups
