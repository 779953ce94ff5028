"""Every page for every account, held to WCAG 2.2 AA by machine; and two whole ways by keyboard.

Each route is visited once in a language. English is looked at by day and Arabic by night, both on
a phone and at a desk, so that every text is read, every colour measured and every width tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Locator, Page, expect

from safeconduct.site.demo import cast
from tests.browsers import DESK, PHONE
from tests.journeys import preparing, walking
from tests.journeys.preparing import Prepared

LOOKS = {"en": "light", "ar": "dark"}
STARTS = {"": "/", "desk": "/desk/", "partner": "/partner/"}
# Whoever comes first visits what all may see; those after visit what nobody could before them.
ACCOUNTS = (("", ""), *((part.username, part.face) for part in cast.PARTS))
MOST_STOPS = 120
FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
SPOIL = """() => {
    const pale = document.querySelector("main").appendChild(document.createElement("p"));
    pale.textContent = "pale";
    pale.style.color = "#ddd";
    pale.style.backgroundColor = "#fff";
    pale.appendChild(document.createElement("img")).src = "/static/shared/mark.svg";
}"""
OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def made(served) -> Prepared:
    """A matter with an allegation that was sent to a State, and a report that waits."""
    made = preparing.matter(served.port)
    preparing.referral(served.port, made)
    preparing.report(served.port)
    return made


class Inspection:
    """Looks at pages on two screens, and remembers what is wrong with which."""

    def __init__(self, page: Page, accessible: Callable[[Page], None]) -> None:
        self.page, self.accessible = page, accessible
        self.faults: list[str] = []

    def look(self, what: str = "") -> None:
        """Hold the page as it is shown now to the rules, on a phone and at a desk."""
        where = what or walking.path_of(self.page)
        for screen in (PHONE, DESK):
            self.page.set_viewport_size(screen)
            if self.page.evaluate(OVERFLOWS):
                self.faults.append(f"{where} at {screen['width']}: wider than the screen")
            try:
                self.accessible(self.page)
            except AssertionError as fault:
                self.faults.append(f"{where} at {screen['width']}: {fault}")

    def walk(self, start: str, seen: set[str]) -> None:
        """Go to one page of each route that links lead to, and look at what nobody saw yet."""
        waiting, tried = [start], set[str]()
        while waiting:
            path = waiting.pop(0)
            route = route_of(path)
            if route in tried:
                continue
            tried.add(route)
            if not self.shown(path):
                continue
            if path == start or route not in seen:
                self.look()
            seen.add(route)
            waiting += self.links()

    def shown(self, path: str) -> bool:
        answer = self.page.goto(path)
        return answer is not None and "text/html" in answer.headers.get("content-type", "")

    def links(self) -> Iterator[str]:
        for link in self.page.locator("a[href^='/']:not([download])").all():
            href = str(link.get_attribute("href")).partition("#")[0]
            if not href.startswith(("/language/", "/static/", "/report/")) and ".csv" not in href:
                yield href


def route_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return path


def opened(visitor, language: str) -> Page:
    page = visitor.open("/", language=language)
    page.emulate_media(color_scheme=LOOKS[language])
    return page


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_of_every_account_is_accessible(visitor, made, accessible, language):
    seen: set[str] = set()
    faults: list[str] = []
    for username, face in ACCOUNTS:
        inspection = Inspection(opened(visitor, language), accessible)
        if username:
            inspection.page.goto(f"/{face}/sign-in")
            inspection.look()
            walking.sign_in(inspection.page, username, face)
        inspection.walk(STARTS[face], seen)
        faults += inspection.faults
        inspection.page.context.close()
    assert faults == []
    wanted = {"desk:report", "desk:matter", "desk:allegation", "desk:release", "desk:audit"}
    forms = {"desk:acknowledge", "desk:allege", "desk:find", "desk:measure", "desk:refer"}
    assert wanted | forms | {"partner:referral", "partner:answer", "public:un"} <= seen


def test_the_inspection_finds_a_pale_word_and_a_picture_without_one(visitor, accessible):
    inspection = Inspection(opened(visitor, "en"), accessible)
    inspection.page.evaluate(SPOIL)
    inspection.look()
    assert len(inspection.faults) == len((PHONE, DESK))
    for fault in inspection.faults:
        assert "color-contrast" in fault
        assert "image-alt" in fault


@pytest.mark.parametrize("language", LOOKS)
def test_opened_refused_and_locked_pages_are_accessible(visitor, made, accessible, language):
    page = opened(visitor, language)
    inspection = Inspection(page, accessible)
    walking.sign_in(page, "osei")
    page.goto(made.report)
    page.locator("main form.inline-form button").click()
    inspection.look("a report opened")
    page.goto(made.matter)
    page.locator("main form.act button").or_(page.locator("aside form.act button")).first.click()
    inspection.look("a matter with its words")
    for form in ("subjects", "victims", "notes", "allegations", "team", "walls"):
        page.goto(f"{made.matter}/{form}")
        page.locator("main form button.primary").click()
        expect(page.locator("main [role=alert]")).to_be_visible()
        inspection.look(f"{form} refused")
    page.locator("details.account summary").click()
    inspection.look("the menu with one's own name")
    page.locator("details.account form button").first.click()
    inspection.look("a locked session")
    page.goto(made.report)
    inspection.look("a report while locked")
    assert inspection.faults == []


def stop_at(page: Page, wanted: Locator) -> None:
    """Go from stop to stop with the Tab key until there; each stop on the way can be seen."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), f"nobody sees where the focus is on {page.url}"
        if wanted.first.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted} on {page.url}")


def enter(page: Page, wanted: Locator) -> None:
    """Reach a button or a link by keyboard and use it."""
    stop_at(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, name: str, value: str) -> None:
    """Reach a group of choices and go to one of them with the arrows."""
    stop_at(page, page.locator(f"[name={name!r}]"))
    wanted = page.locator(f"[name={name!r}][value={value!r}]")
    page.keyboard.press("Space")
    for _choice in range(MOST_STOPS):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not reach {value}")


def write(page: Page, name: str, text: str) -> None:
    stop_at(page, page.locator(f"main [name={name!r}]"))
    page.keyboard.type(text)


@pytest.mark.parametrize("language", LOOKS)
def test_a_report_is_made_by_keyboard_alone(visitor, served, language):
    page = visitor.open(f"/report/{language}/", language=language, script=False)
    page.keyboard.press("Tab")
    assert page.locator("a.skip").evaluate("e => e === document.activeElement")
    onward, skip = page.locator("main .primary"), page.locator("main button[name=skip]")
    enter(page, onward)
    for _page in range(walking.QUESTIONS):
        code = walking.path_of(page).rpartition("/")[2]
        if code == "receipt":
            break
        if code == "danger":
            choose(page, "danger", "no")
        elif code == "mission":
            choose(page, "mission", cast.MISSION)
        elif code == "what":
            write(page, "what", "Somebody took fuel at night.")
        enter(page, skip if skip.count() and code != "mission" else onward)
    expect(page.locator(".receipt li").first).to_be_visible()
    enter(page, onward)
    enter(page, page.locator("button[name=skip]"))
    assert walking.path_of(page).endswith("/done")


def test_a_report_is_triaged_by_keyboard_alone(visitor, served):
    page = visitor.open("/desk/sign-in")
    write(page, "username", "osei")
    page.keyboard.press("Tab")
    page.keyboard.type(cast.PASSPHRASE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    before = walking.inbox(page)
    preparing.report(served.port)
    page.goto("/desk/")
    enter(page, page.locator("nav a[href='/desk/reports']"))
    found = page.locator("main table tbody a").evaluate_all("all => all.map(a => a.pathname)")
    new = next(at for at in found if at not in before)
    enter(page, page.locator(f"main a[href='{new}']"))
    enter(page, page.get_by_role("button", name="Open the report"))
    expect(page.get_by_text("Somebody took fuel at night.")).to_be_visible()
    enter(page, page.get_by_role("link", name="Acknowledge", exact=True))
    enter(page, page.get_by_role("button", name="Acknowledge", exact=True))
    enter(page, page.get_by_role("link", name="Open a matter", exact=True))
    enter(page, page.get_by_role("button", name="Open the matter", exact=True))
    enter(page, page.locator("aside a[href^='/desk/matters/']"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(cast.MISSION)
