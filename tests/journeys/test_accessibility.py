"""Every page there is, held to WCAG 2.2 AA by machine; and two whole ways by keyboard.

The pages are those of the route table: one that nobody comes to fails the test. Each is visited
once in a language, English by day and Arabic by night; on a phone in one language and at a desk in
the other, so that every text is read, every colour measured and every width tried. No page of
either may be wider than a phone.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from safeconduct.site.demo import cast
from tests.browsers import DESK, PHONE
from tests.journeys import furnishing, inspecting, preparing, walking, wandering
from tests.journeys.inspecting import Inspection
from tests.journeys.preparing import Prepared

LOOKS = {"en": "light", "ar": "dark"}
PLACE = "http://localhost"  # a passkey belongs to a name, and an address is none
# Whoever comes first visits what all may see; those after visit what nobody could before them.
ACCOUNTS = {"osei": "desk", "hana": "desk", "ivo": "desk", "quinn": "desk", "cora": "desk"}
ACCOUNTS |= {"adan": "desk", "selma": "partner"}
BY_ADDRESS = {
    "osei": ["/desk/components", "/desk/unlock", "/desk/confirm"],
    "ivo": ["/account/unlock", "/account/confirm"],
    "hana": ["/desk/records?show=open"],
    "cora": ["/desk/names", "/desk/records?show=decide"],
    "quinn": ["/desk/emergencies"],
    "selma": ["/partner/unlock", "/partner/confirm"],
}
READ = ("", "keeps", "help", "safety", "places", "places/MINARA")
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


@pytest.fixture(scope="module")
def made(served) -> Prepared:
    """A matter with an allegation that was sent to a State, and a report that waits."""
    made = preparing.matter(served.port)
    preparing.referral(served.port, made)
    preparing.report(served.port)
    return made


@pytest.fixture(scope="module")
def furnished(served, made) -> dict[str, list[str]]:
    """One thing of every kind; the addresses that no link leads to, by account."""
    return furnishing.furnish(served.port, made)


def opened(visitor, language: str, path: str = "/") -> Page:
    page = visitor.open(path, language=language)
    page.emulate_media(color_scheme=LOOKS[language])
    return page


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_of_the_route_table_is_accessible(
    visitor, served, furnished, accessible, language
):
    seen, faults = set[str](), list[str]()

    def looking(path: str = "/") -> Inspection:
        made = Inspection(opened(visitor, language, path), accessible, seen, faults)
        made.page.set_default_timeout(20_000)
        return made

    stranger = looking()
    stranger.walk("/")
    stranger.visit("/desk/sign-in", "/partner/sign-in", *furnished[""])
    for username, face in ACCOUNTS.items():
        somebody = looking()
        walking.sign_in(somebody.page, username, face)
        somebody.walk(f"/{face}/", *furnished.get(username, ()), *BY_ADDRESS.get(username, ()))
        if username == "osei":
            wandering.take_a_report_down(somebody)
            wandering.tick_in_a_crowd(somebody)
        if username == "selma":
            wandering.answer_for_a_state(somebody)
        somebody.page.context.close()
    wandering.report(looking(), served, language)
    wandering.report_as_a_child_and_save(looking(), language)
    wandering.use_a_tablet(looking(), visitor, language)
    visitor.address = f"{PLACE}:{served.port}"
    wandering.use_two_factors(looking("/partner/sign-in"), looking("/partner/sign-in"))
    assert faults == []
    assert seen >= inspecting.every_page(), inspecting.every_page() - seen


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
