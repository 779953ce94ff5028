"""A film over a bad line: it goes on by itself, and goes on after the page was closed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsers import PHONE

FILM = b"\x00\x00\x00\x18ftypisom" + random.Random(4).randbytes(3 * 1024 * 1024)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(FILM)
    return path


def at_the_files(page: Page, language: str) -> None:
    """Press Start, and go straight to the page of files."""
    page.locator("form[action$='/start'] button").click()
    page.get_by_role("radio").first.wait_for()
    page.goto(f"/report/{language}/question/files")
    expect(page.locator("input[type=file]")).to_be_visible()


class Line:
    """The line to the server: counts the pieces that are sent, and breaks when it is told to."""

    def __init__(self, page: Page) -> None:
        self.pieces, self.breaks_at = 0, -1
        page.route("**/question/files/pieces/*/*", self.pass_on)

    def pass_on(self, route: Route) -> None:
        if route.request.url.endswith("finish"):
            route.continue_()
            return
        if self.pieces == self.breaks_at:
            route.abort("internetdisconnected")
            return
        self.pieces += 1
        route.continue_()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_film_arrives_over_a_line_that_breaks(visitor, accessible, film, language):
    page = visitor.open(f"/report/{language}/", language=language, viewport=PHONE)
    line = Line(page)
    line.breaks_at = 9
    at_the_files(page, language)
    page.locator("input[type=file]").set_input_files(film)
    page.locator("button[name=add]").click()
    bar = page.locator("[data-part=bar]")
    page.wait_for_function("() => document.querySelector('[data-part=bar]').value > 1000000")
    expect(page.locator("[data-part=state]")).not_to_be_empty()
    page.evaluate("scrollTo(0, 0)")
    accessible(page)
    assert bar.evaluate("bar => bar.value / bar.max") < 0.5
    line.breaks_at = -1
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("film.mp4").first).to_be_visible()
    expect(page.locator("button[name=remove]")).to_have_count(1, timeout=30_000)
    assert line.pieces == -(-len(FILM) // (128 * 1024))


def test_a_page_that_was_closed_goes_on_when_the_same_file_is_chosen_again(visitor, film):
    page = visitor.open("/report/en/", viewport=PHONE)
    line = Line(page)
    line.breaks_at = 12
    at_the_files(page, "en")
    page.locator("input[type=file]").set_input_files(film)
    page.locator("button[name=add]").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    context = page.context
    page.close()
    page = context.new_page()
    line = Line(page)
    page.goto("/report/en/question/files")
    expect(page.get_by_text("Not arrived whole yet")).to_be_visible()
    page.locator("input[type=file]").set_input_files(film)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/question/contact", timeout=30_000)
    assert line.pieces == -(-len(FILM) // (128 * 1024)) - 12
    page.goto("/report/en/question/files")
    expect(page.get_by_text("Added so far")).to_be_visible()
    expect(page.get_by_text("Not arrived whole yet")).to_have_count(0)


def test_a_file_that_is_not_taken_is_told_after_its_first_piece(visitor, tmp_path):
    program = tmp_path / "film.mp4"
    program.write_bytes(b"MZ" + bytes(2_000_000))
    page = visitor.open("/report/en/", viewport=PHONE)
    line = Line(page)
    at_the_files(page, "en")
    page.locator("input[type=file]").set_input_files(program)
    page.locator("button[name=add]").click()
    expect(page.get_by_role("alert").get_by_text("cannot be taken")).to_be_visible()
    assert line.pieces == 1
