"""A tablet whose network, server or desk changes under it: each report still arrives once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Route, expect

from tests import serving
from tests.journeys import walking
from tests.journeys.conftest import Visitor
from tests.journeys.tablets import (
    CANARY,
    begin,
    code_from_the_desk,
    enrol,
    go_through,
    seal,
    show_that_it_is_kept,
    shown_words,
    tablet,
    take_in,
    tell,
    waits,
)


def by_itself_never(context: BrowserContext) -> None:
    """Leave the sending to the page, so that a journey knows when it happens."""
    context.add_init_script(
        "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined })"
    )


@contextmanager
def started_again(house: serving.Served) -> Iterator[None]:
    """The same installation on the same port, after it was killed."""
    with house.log.open("a") as log:
        server = subprocess.Popen(
            [*serving.COMMAND, "serve", "--port", str(house.port)],
            env=house.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        serving.wait_until_ready(house.address, server, house.log)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_a_server_that_is_killed_while_it_takes_reports_gets_each_once(browser, tmp_path):
    building = ("demo", "build", "--matters", "1")
    profile = tmp_path / "profile"
    with serving.serving(tmp_path, before=(building,), apart=True, demo="true") as house:
        somebody = Visitor(browser, house.address)
        _officer, code = code_from_the_desk(somebody, "White")
        heard: list[int] = []

        def kept_but_never_told(route: Route) -> None:
            if not heard:
                heard.append(route.fetch().status)
                house.kill()
            route.abort()

        with tablet(browser, profile, house.address) as context:
            by_itself_never(context)
            page = enrol(context, code)
            context.set_offline(True)
            for number in range(2):
                tell(page, f"{CANARY} {number}")
            page.route("**/field/send", kept_but_never_told)
            context.set_offline(False)
            page.evaluate("Field.queue.send(true)")
            assert heard == [200]
            expect(page.locator("[data-at=waiting]")).to_have_text("Not sent: 2")
            tell(page, f"{CANARY} with the server gone")
        with tablet(browser, profile, house.address) as context:
            page = context.new_page()
            page.goto("/field/")
            expect(page.locator("[data-at=waiting]")).to_have_text("Not sent: 3")
            with started_again(house):
                page.locator("[data-screen=home] [data-do=send]").click()
                expect(page.locator("[data-at=all-sent]")).to_be_visible()
                assert waits(page) == 0
                officer = somebody.open("/desk/sign-in")
                walking.sign_in(officer, "osei")
                take_in(officer)
                expect(officer.get_by_text("3 reports taken in.")).to_be_visible()


def test_over_a_network_that_comes_and_goes_each_report_arrives_once(
    visitor, browser, served, tmp_path
):
    officer, code = code_from_the_desk(visitor, "Grey")
    fates = iter(["lost", "answer lost", "lost", "answer lost", "through", "lost"])
    met: list[str] = []

    def flap(route: Route) -> None:
        met.append(next(fates, "through"))
        if met[-1] == "answer lost":
            route.fetch()
        if met[-1] == "through":
            route.continue_()
        else:
            route.abort()

    with tablet(browser, tmp_path / "profile", served.address) as context:
        by_itself_never(context)
        page = enrol(context, code)
        context.set_offline(True)
        for number in range(3):
            tell(page, f"{CANARY} {number}")
        page.route("**/field/send", flap)
        for offline in (False, True, False, True, False):
            context.set_offline(offline)
            page.evaluate("Field.queue.send(true)")
        expect(page.locator("[data-at=all-sent]")).to_be_visible()
        expect(page.locator("[data-at=sent] li")).to_have_count(3)
        assert {"lost", "answer lost", "through"} == set(met)
    take_in(officer)
    expect(officer.get_by_text("3 reports taken in.")).to_be_visible()


def test_a_tablet_that_another_desk_takes_over_sends_to_each_desk_its_own(
    visitor, browser, served, tmp_path
):
    osei, first = code_from_the_desk(visitor, "Red")
    tove, second = code_from_the_desk(visitor, "Red of Misova", "tove")
    with tablet(browser, tmp_path / "profile", served.address) as context:
        by_itself_never(context)
        page = enrol(context, first)
        context.set_offline(True)
        for number in range(2):
            tell(page, f"{CANARY} {number}")
        page.route("**/field/send", lambda route: route.abort())
        context.set_offline(False)
        page.locator("[data-do=about]").click()
        page.locator("[data-do=join]").click()
        page.locator("#code").fill(second)
        page.locator("[data-do=enrol]").click()
        expect(page.locator("[data-at=tablet]")).to_contain_text("Red of Misova")
        expect(page.locator("[data-at=waiting]")).to_have_text("Not sent: 2")
        context.set_offline(True)
        tell(page, f"{CANARY} for the other desk")
        expect(page.locator("[data-at=waiting]")).to_have_text("Not sent: 3")
        page.unroute("**/field/send")
        context.set_offline(False)
        page.evaluate("Field.queue.send(true)")
        expect(page.locator("[data-at=all-sent]")).to_be_visible()
    for officer, words in ((osei, "2 reports taken in."), (tove, "1 report taken in.")):
        take_in(officer)
        expect(officer.get_by_text(words)).to_be_visible()


def test_the_receipt_of_a_tablet_opens_the_mailbox_when_the_desk_took_the_report_in(
    visitor, browser, served, tmp_path
):
    officer, code = code_from_the_desk(visitor, "Brown")
    with tablet(browser, tmp_path / "profile", served.address) as context:
        page = enrol(context, code)
        begin(page)
        go_through(page, CANARY)
        receipt = seal(page)
        page.locator("[data-do=kept]").click()
        page.locator("#group").fill("another")
        page.locator("[data-do=said]").click()
        expect(page.get_by_text("This is not what the receipt says.")).to_be_visible()
        page.locator("[data-do=again]").click()
        assert shown_words(page) == receipt
        show_that_it_is_kept(page, receipt)
        expect(page.locator("[data-at=sent] li")).to_have_count(1)
        assert shown_words(page) == ""
    reporter = visitor.open("/report/en/mailbox")
    walking.fill(reporter, {"receipt": receipt})
    walking.form_asking(reporter, {"receipt": ""}).locator("button").first.click()
    expect(reporter.locator("main [role=alert], main .said").first).to_be_visible()
    expect(reporter.locator("main textarea[name=text]")).to_have_count(0)
    officer.goto("/desk/reports")
    officer.get_by_role("link", name="Taken without a network: 1 to open").click()
    officer.get_by_role("button", name="Open and take in").click()
    expect(officer.get_by_text("1 report taken in.")).to_be_visible()
    walking.open_mailbox(reporter, "en", receipt)
