"""Many people begin at once: a phone with scripts does a little work, one without waits."""

from __future__ import annotations

import sqlite3
import time

import pytest
from playwright.sync_api import expect

from tests.browsers import PHONE

CHEAP = 6  # times slower than this machine
SECONDS_OF_WORK = 1.0


@pytest.fixture
def crowded(served):
    """More people than the site takes, until the test ends."""
    with sqlite3.connect(served.folder / "safeconduct.sqlite3") as database:
        database.execute(
            "insert or replace into flow_bucket (id, left, tick) values (1, 0, ?)",
            [int(time.time()) // 300 + 1],
        )
    yield
    with sqlite3.connect(served.folder / "safeconduct.sqlite3") as database:
        database.execute("delete from flow_bucket")


@pytest.mark.usefixtures("crowded")
def test_a_cheap_phone_does_its_work_in_about_a_second_and_goes_on_by_itself(visitor):
    page = visitor.open("/report/en/", viewport=PHONE)
    phone = page.context.new_cdp_session(page)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": CHEAP})
    began = time.monotonic()
    page.locator("form[action$='/start'] button").click()
    page.wait_for_url("**/question/danger")
    assert time.monotonic() - began < 10 * SECONDS_OF_WORK  # the whole way, on a busy machine
    assert page.evaluate("navigation.entries().length") <= 2


@pytest.mark.usefixtures("crowded")
def test_without_scripts_somebody_waits_with_a_button_and_a_time(visitor, accessible):
    page = visitor.open("/report/ar/", viewport=PHONE, language="ar", script=False)
    page.locator("form[action$='/start'] button").click()
    page.wait_for_url("**/wait?ticket=*")
    assert page.context.cookies() == []
    page.locator("main form button").click()
    expect(page.locator("main form button")).to_be_visible()
    assert "/wait?" in page.url
