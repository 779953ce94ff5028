"""What people do on their way through the product, click by click."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from playwright.sync_api import Download, FilePayload, Locator, Page, expect

from safeconduct.site.demo import cast
from tests import house, serving
from tests.web.entrance.coming import code

Said: TypeAlias = Mapping[str, Any]
QUESTIONS = 25
COUNTING = """
import django, sys
django.setup()
from datetime import UTC, datetime
from safeconduct.access import actors
from safeconduct.access.terms import Role
from safeconduct.cases import register
from safeconduct.transparency import rules
from safeconduct.transparency.terms import CountedBy
today = datetime.now(UTC).date()
rows = register.rows(actors.system("count", Role.STATISTICIAN), today)
units = rules.units(CountedBy.R3, rows)
print(sum(unit.number for unit in units if unit.year == int(sys.argv[1])))
"""


def path_of(page: Page) -> str:
    """Where a page is, without host and query."""
    return urlsplit(page.url).path


def main(page: Page) -> Locator:
    """The content of a page, without its frame."""
    return page.locator("main")


def press(page: Page, name: str) -> None:
    """Press a button or follow a link of the content or the side, by exactly its words."""
    found = page.get_by_role("button", name=name, exact=True)
    found = found.or_(page.get_by_role("link", name=name, exact=True))
    found.first.click()


def form_asking(page: Page, said: Said) -> Locator:
    """The form on a page that asks for what is said; the first where nothing is said."""
    forms = page.locator("main form[method=post]")
    for name in said:
        forms = forms.filter(has=page.locator(f"[name={name!r}]"))
    assert forms.count(), f"no form asks {', '.join(said)} on {page.url}"
    return forms.first


def fill(page: Page, said: Said) -> None:
    """Answer the form on a page by the names of its fields."""
    form = form_asking(page, said)
    for name, value in said.items():
        field = form.locator(f"[name={name!r}]")
        kind = field.first.evaluate("e => e.type || e.tagName")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                form.locator(f"[name={name!r}][value={one!r}]").check()
        elif kind == "select-one":
            field.select_option(value)
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(value)


def answer(page: Page, said: Said) -> None:
    """Fill the form on a page and send it; whoever asked for a page again is shown why."""
    fill(page, said)
    before = page.url
    form_asking(page, said).locator("button.primary, button[type=submit]").first.click()
    wrong = page.locator("main [role=alert]")
    assert page.url != before or not wrong.count(), wrong.first.inner_text()


def sign_in(page: Page, username: str, face: str = "desk") -> None:
    """Sign in at a face as one of the demonstration's people."""
    page.goto(f"/{face}/sign-in")
    fill(page, {"username": username, "passphrase": cast.PASSPHRASE})
    page.locator("main form button").last.click()
    expect(page.locator("details.account")).to_be_visible()


def set_up_app(page: Page) -> str:
    """Type the first code of an authenticator app on the page that shows its secret; return it."""
    page.locator("main summary").click()
    secret = re.sub(r"\s", "", page.locator(".key").inner_text())
    answer(page, {"code": code(secret)})
    return secret


def sign_in_by_code(page: Page, secret: str) -> None:
    """Come in by the first code of an app that was not used yet, from where codes are asked."""
    for away in (-1, 0, 1):  # a code each half minute; one beside the present one counts too
        fill(page, {"code": code(secret, away)})
        form_asking(page, {"code": ""}).locator("button").first.click()
        if path_of(page) != "/account/code":
            break
    expect(page.locator("details.account")).to_be_visible()


def tell(page: Page, said: Mapping[str, Said], files: list[FilePayload] | None = None) -> str:
    """Make a report: answer what `said` holds, skip the rest; return the receipt shown."""
    page.locator("main form[method=post] button.primary").first.click()
    for _step in range(QUESTIONS):
        code = path_of(page).rpartition("/")[2]
        if code == "receipt":
            return " ".join(page.locator(".receipt li").all_inner_texts())
        if code == "files":
            for file in files or []:
                page.locator("input[type=file]").set_input_files(file)
                page.locator("button[name=add]").click()
                expect(page.locator("bdi.file", has_text=file["name"])).to_be_visible()
            page.locator("button[name=go-on]").click()
        elif code in said:
            answer(page, said[code])
        elif page.locator("main button[name=skip]").count():
            page.locator("main button[name=skip]").click()
        elif page.locator("main form[method=post]").count():
            page.locator("main form[method=post] button.primary").click()
        else:
            page.locator("main a.button.primary").click()
    raise AssertionError(f"the questions do not end: {page.url}")


def finish(page: Page, receipt: str) -> None:
    """Write the receipt down, show that it is on paper, and let the phone forget."""
    page.locator("main a.button.primary").click()
    groups = receipt.split()
    asked = groups[-1] if groups[0].isdecimal() else groups[2]
    answer(page, {"group": asked})
    assert path_of(page).endswith("/receipt/done")


def open_mailbox(page: Page, language: str, receipt: str) -> None:
    """Come back with a receipt."""
    page.goto(f"/report/{language}/mailbox")
    answer(page, {"receipt": receipt})
    expect(page.locator("main textarea[name=text]")).to_be_visible()


def inbox(page: Page) -> list[str]:
    """The reports that wait, on the first page of the inbox; a day's reports lie in no order."""
    page.goto("/desk/reports")
    return [str(a.get_attribute("href")) for a in page.locator("main table tbody a").all()]


def open_new_report(page: Page, before: list[str]) -> None:
    """Go to the report that has come to the inbox since."""
    page.goto(next(at for at in inbox(page) if at not in before))


def open_words(page: Page) -> None:
    """Open what a report says, for the first of the reasons."""
    press(page, "Open the report")


def downloaded(page: Page) -> tuple[Download, bytes]:
    """Look at the first file of an opened report, download it; return it with what is in it."""
    with page.expect_popup() as opening:
        press(page, "Look at it (new tab)")
    with opening.value.expect_download() as waiting:
        press(opening.value, "Download the original")
    return waiting.value, Path(waiting.value.path()).read_bytes()


def count_in_register(served: serving.Served, year: int) -> int:
    """Count the register of an installation itself: reports of SEA received in a year (R3)."""
    counted = subprocess.run(
        [sys.executable, "-c", COUNTING, str(year)],
        env=served.environment | {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"},
        cwd=house.ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return int(counted.stdout)
