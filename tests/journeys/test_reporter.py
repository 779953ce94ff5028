"""Amina reports from a cheap phone without scripts, leaves with a receipt, and comes back."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests import house
from tests.browsers import DESK, PHONE

ANSWER = """
import django, sys
django.setup()
from datetime import UTC, datetime
from safeconduct.access import actors
from safeconduct.access.models import Account
from safeconduct.intake import actions as intake, queries
from safeconduct.site.demo import cast
from safeconduct.vault import rings
account = Account.objects.get(username="osei")
osei = account.actor(rings.unlock_account(account, cast.PASSPHRASE))
report = queries.mailbox_for(actors.reporter(), sys.argv[1]).report
today = datetime.now(UTC).date()
intake.acknowledge(actor=osei, report=report, text="Are you safe now?", today=today)
"""
STORY = {"en": "He took the fuel at the well.", "ar": "أخذ الوقود عند البئر."}


@pytest.fixture
def osei_answers(served):
    """Osei reads a report and answers it."""

    def answer(receipt: str) -> None:
        environment = served.environment | {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"}
        subprocess.run(
            [sys.executable, "-c", ANSWER, receipt],
            env=environment,
            cwd=house.ROOT,
            check=True,
            timeout=120,
        )

    return answer


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that follows; a script may be what sends it."""
    page.locator("html").evaluate("page => { page.dataset.before = '' }")
    page.locator(button).click()
    page.locator("html:not([data-before])").wait_for()
    page.wait_for_load_state()


def go_on(page: Page) -> None:
    press(page, "button.primary")


def write_report(page: Page, language: str) -> None:
    """Answer every page by touch, and stop at the check."""
    page.locator("form[action$='/start'] button").click()
    for answer in ("no", "several", "no"):  # in danger, who was harmed, under 18
        page.locator(f"input[value={answer}]").check()
        go_on(page)
    page.get_by_role("radio").nth(2).check()
    go_on(page)
    page.locator("input[value=MINARA]").check()
    go_on(page)
    page.locator("textarea").fill(STORY[language])
    go_on(page)
    page.locator("[name=when-year]").fill("2026")
    page.locator("[name=when-month]").select_option("3")
    go_on(page)
    page.locator("button[name=skip]").click()  # where
    page.locator("textarea").fill("?")
    page.locator("input[value=military]").check()
    go_on(page)
    page.locator("input[value=child]").check()
    go_on(page)
    page.locator("[name=files]").set_input_files(
        {"name": "note.txt", "mimeType": "text/plain", "buffer": STORY[language].encode()}
    )
    page.locator("button[name=add]").click()
    expect(page.get_by_text("note.txt").first).to_be_visible()
    go_on(page)
    page.locator("input[value=named]").check()
    go_on(page)
    page.locator("[name=name]").fill("Amina")
    go_on(page)
    expect(page.get_by_text(STORY[language])).to_be_visible()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_report_is_made_on_a_phone_without_scripts_and_its_answer_is_read(
    visitor, osei_answers, language, direction
):
    page = visitor.open("/report/", language=language, viewport=PHONE, script=False)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    page.locator("nav.choose a").first.click()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert page.context.cookies() == []
    write_report(page, language)
    go_on(page)
    receipt = page.locator(".receipt li").all_inner_texts()
    groups = [group.split()[-1] for group in receipt]
    page.reload()
    assert page.locator(".receipt li").all_inner_texts() == receipt
    page.go_back()
    expect(page.locator("main")).to_be_visible()
    page.goto(f"/report/{language}/receipt")
    page.locator("a.button.primary").click()
    page.locator("[name=group]").fill(groups[2] if language == "en" else groups[-1])
    go_on(page)
    assert [cookie["name"] for cookie in page.context.cookies()] == []
    osei_answers(" ".join(groups))

    back = visitor.open(f"/report/{language}/mailbox", language=language, script=False)
    back.locator("[name=receipt]").fill(" ".join(groups).upper())
    go_on(back)
    expect(back.get_by_text("Are you safe now?")).to_be_visible()
    back.locator("[name=text]").fill(STORY[language])
    go_on(back)
    expect(back.locator(".letter.mine")).to_contain_text(STORY[language])
    back.locator("a.exit").click()
    assert back.context.cookies() == []
    back.goto(f"/report/{language}/mailbox")
    expect(back.locator("[name=receipt]")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_accessible_and_fits_the_screen(visitor, accessible, language, viewport):
    page = visitor.open(f"/report/{language}/", language=language, viewport=viewport)

    def check() -> None:
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
        accessible(page)

    check()
    for path in ("keeps", "help", "mailbox"):
        page.goto(f"/report/{language}/{path}")
        check()
    page.locator("[name=receipt]").fill("wrong")
    go_on(page)
    check()
    page.goto(f"/report/{language}/")
    press(page, "form[action$='/start'] button")
    asked = "danger victim age relation mission what when where who harmed"
    for code in asked.split():
        page.goto(f"/report/{language}/question/{code}")
        check()
    page.goto(f"/report/{language}/question/what")
    go_on(page)
    check()
    page.locator("textarea").fill("x")
    go_on(page)
    page.locator("[name=when-year]").fill("2999")
    go_on(page)
    check()
    page.goto(f"/report/{language}/question/files")
    check()
    press(page, "button[name=add]")
    check()
    page.goto(f"/report/{language}/question/contact")
    page.locator("input[value=named]").check()
    go_on(page)
    check()
    page.goto(f"/report/{language}/check")
    check()
    go_on(page)
    check()
    receipt = [text.split()[-1] for text in page.locator(".receipt li").all_inner_texts()]
    press(page, "a.button.primary")
    check()
    press(page, "button[name=skip]")
    check()
    page.goto(f"/report/{language}/mailbox")
    page.locator("[name=receipt]").fill(" ".join(receipt))
    go_on(page)
    check()
    page.goto("/report/left")
    check()
