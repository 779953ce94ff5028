"""Ways through the pages that no link alone leads to, each page looked at as it is come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from safeconduct.site.demo import cast
from tests import serving
from tests.journeys import tablets, travelling, walking
from tests.journeys.inspecting import Inspection
from tests.journeys.test_passkeys import plug_in
from tests.journeys.test_weight import READ, ticket

KEYS = "main a[href^='/account/passkeys/']:not([href$=add])"
ONWARD = "main button.primary, main a.button.primary"
CHILD: dict[str, walking.Said] = {
    "danger": {"danger": "no"},
    "victim": {"victim": "me"},
    "age": {"age": "yes"},
    "what": {"what": "Somebody took fuel at night."},
}


@dataclass
class Looking(travelling.Traveller):
    """Somebody on the way of a reporter, whose every page is looked at."""

    inspection: Inspection | None = None

    def step(self, act: Any, name: str = "", path: str = "") -> None:
        """Do something that leads to a page, and look at the page."""
        act()
        self.page.wait_for_load_state("load")
        assert self.inspection is not None
        self.inspection.pass_by(name)


def report(somebody: Inspection, served: serving.Served, language: str) -> None:
    """Make a report, come back with its receipt, and read whatever stands beside the way."""
    page = somebody.page
    reporter = Looking(page, page.context.new_cdp_session(page), inspection=somebody)
    receipt = travelling.report(reporter, language)
    travelling.leave_with(reporter, receipt)
    travelling.come_back(reporter, language, receipt)
    somebody.visit(*(f"/report/{language}/{name}" for name in READ))
    somebody.visit(f"/report/{language}/wait?ticket={ticket(served)}", "/report/left")
    page.context.close()


def report_as_a_child_and_save(somebody: Inspection, language: str) -> None:
    """Answer as somebody under 18 up to the end, then stop and save it for later."""
    page, at = somebody.page, f"/report/{language}"
    child = Looking(page, page.context.new_cdp_session(page), inspection=somebody)
    page.goto(f"{at}/")
    child.press("form[action$='/start'] button", "child")
    for _question in range(walking.QUESTIONS):
        code = walking.path_of(page).rpartition("/")[2]
        if code == "check":
            break
        if code in CHILD:
            walking.fill(page, CHILD[code])
        can_skip = page.locator("main button[name=skip]").count() and code not in CHILD
        child.press("main button[name=skip]" if can_skip else ONWARD, f"child after {code}")
    travelling.save_for_later(child, language)
    page.context.close()


def take_a_report_down(officer: Inspection) -> None:
    """Key in what somebody says on the telephone, read it back, and give the receipt."""
    page = officer.page
    page.goto("/desk/take-report")
    walking.answer(page, {"came_by": "hotline", "mission": cast.MISSION, "what": "Fuel."})
    page.wait_for_url("**/read-back")
    officer.look()
    page.locator("main [name=read_back]").first.check()
    page.locator("main form[method=post] button.primary").first.click()
    page.wait_for_url("**/take-report/receipt")
    officer.look()
    page.locator("main button[name=skip]").first.click()


def answer_for_a_state(state: Inspection) -> None:
    """Confirm what was sent, answer it, and read that it was answered."""
    page = state.page
    page.goto("/partner/")
    for at in page.locator("main a[href*='/referrals/']").evaluate_all("l => l.map(a => a.href)"):
        page.goto(f"{at}/answered")
        if walking.path_of(page).endswith("/answered") and page.locator(".partner main").count():
            state.pass_by()


def tick_in_a_crowd(officer: Inspection) -> None:
    """Tick a report among those that look alike, as far as the reason for setting it aside."""
    page = officer.page
    page.goto("/desk/reports/alike")
    page.locator("main a[href*='/alike/crowd']").first.click()
    page.locator("main input[type=checkbox]").first.check()
    page.locator("form[action$=set-aside-ticked] button").first.click()
    page.wait_for_url("**/set-aside-ticked*")
    officer.pass_by()


def use_two_factors(somebody: Inspection, other: Inspection) -> None:
    """Set up an app and a passkey, and come in as far as the question for them."""
    page = somebody.page
    walking.sign_in(page, "bram", "partner")
    page.goto("/account/authenticator/add")
    walking.set_up_app(page)
    somebody.pass_by()
    key = plug_in(page)
    page.goto("/account/passkeys/add")
    page.locator("main [name=name]").fill("Test key")
    page.locator("main form button.primary").first.click()
    page.wait_for_url(lambda address: not address.endswith("/add"))
    page.goto("/account/passkeys")
    page.locator(KEYS).first.click()
    page.wait_for_url("**/account/passkeys/*")
    somebody.pass_by()
    key.unplug()
    somebody.visit("/account/authenticator/remove", "/account/with-a-passkey/prove")
    other.page.locator("[name=username]").fill("bram")
    other.page.locator("[type=password]").fill(cast.PASSPHRASE)
    other.page.locator("main form button").last.click()
    other.pass_by()
    other.visit("/account/with-a-passkey/second-factor", "/account/with-a-passkey/sign-in")
    _take_both_away(page)
    for each in (page, other.page):
        each.context.close()


def _take_both_away(page: Page) -> None:
    """Leave the account as it was: other journeys come in by its passphrase."""
    page.goto("/account/authenticator/remove")
    page.locator("main form button").last.click()
    page.wait_for_url("**/account/")
    page.goto("/account/passkeys")
    page.locator(KEYS).first.click()
    page.locator("main form[action$=remove] button").click()
    expect(page.locator(KEYS)).to_have_count(0)


def use_a_tablet(somebody: Inspection, visitor: Any, language: str) -> None:
    """Set a tablet up, and look at every screen of it on the way of a report."""
    officer, code = tablets.code_from_the_desk(visitor, f"Tablet {language}")
    officer.context.close()
    page = somebody.page
    page.goto(f"/field/{language}/")
    expect(page.locator("[data-screen=join]")).to_be_visible()
    somebody.look("tablet: join")
    page.locator("#code").fill(code)
    page.locator("[data-do=enrol]").click()
    _shows(somebody, "home")
    for opens, screen in (("places", "places"), ("about", "about"), ("sure", "wipe")):
        page.locator(f"[data-do={opens}]:visible").click()
        _shows(somebody, screen)
        if screen != "about":
            page.locator("[data-do=home]:visible").click()
    page.locator("[data-do=new]").click()
    _shows(somebody, "begin")
    page.locator("#new-pass").fill("words only I know")
    page.locator("[data-do=begin]").click()
    _shows(somebody, "ask")
    page.locator("[data-do=pause]").click()
    _shows(somebody, "home")
    page.locator("[data-at=drafts] li button").first.click()
    page.locator("section[data-screen]:visible").first.wait_for()
    somebody.look("tablet: a draft")
    page.goto(f"/field/{language}/")
    tablets.begin(page)
    tablets.go_through(page, "Somebody took fuel at night.")
    _shows(somebody, "check")
    page.locator('[name="read-back"]').first.check()
    page.locator("[data-do=finish]").click()
    _shows(somebody, "receipt")
    groups = tablets.shown_words(page).split()
    page.locator("[data-do=kept]").click()
    page.locator("#group").fill(groups[-1] if groups[0].isdecimal() else groups[2])
    somebody.look("tablet: a word of the receipt")
    page.locator("[data-do=said]").click()
    _shows(somebody, "home")
    page.context.close()


def _shows(somebody: Inspection, screen: str) -> None:
    expect(somebody.page.locator(f"[data-screen={screen}]")).to_be_visible()
    somebody.look(f"tablet: {screen}")
