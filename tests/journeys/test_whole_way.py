"""One report, end to end: from a phone in a camp to a number that anyone can read."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from safeconduct.transparency.rounding import BASE
from tests.browsers import PHONE
from tests.journeys import walking

PHOTO = b"\x89PNG\r\n\x1a\n" + secrets.token_bytes(30_000)
SERIES = "/numbers/sea-allegations"
WORDS = {
    "en": "A man from the camp gave food for it, behind the old well.",
    "ar": "رجل من المعسكر أعطى طعاما مقابل ذلك، خلف البئر القديمة.",
}
MORE = {"en": "I remember now: it was a Friday.", "ar": "تذكرت الآن: كان ذلك يوم جمعة."}
ANSWER = "We have read it. We will write here again, by the well of words."
WAYS = {"en": "Open an investigation", "ar": "Refer to Member State"}


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def said(language: str) -> dict[str, walking.Said]:
    return {
        "danger": {"danger": "no"},
        "relation": {"relation": "witness"},
        "mission": {"mission": "MINARA"},
        "what": {"what": WORDS[language]},
        "harmed": {"harmed": ["adult"]},
        "contact": {"contact": "here"},
    }


def year_on(page: Page, year: int) -> int:
    """The number a page shows for a year, from its first table by year."""
    row = page.locator("table tbody tr").filter(has=page.get_by_text(str(year), exact=True)).first
    return int(re.sub(r"\D", "", row.locator("td").last.inner_text()))


def take_in(page: Page, language: str, before: list[str]) -> str:
    """Read the new report, take its photograph, answer, and open a matter; return its number."""
    walking.open_new_report(page, before)
    report = walking.path_of(page)
    expect(page.get_by_text(WORDS[language])).to_have_count(0)
    walking.open_words(page)
    expect(page.get_by_text(WORDS[language])).to_be_visible()
    file, content = walking.downloaded(page)
    assert content == PHOTO
    assert file.suggested_filename == "photo.png"
    page.goto(report)
    walking.press(page, "Acknowledge")
    walking.answer(page, {"text": ANSWER})
    expect(page.get_by_text("Done.")).to_be_visible()
    walking.press(page, "Open a matter")
    walking.answer(page, {"mission": "MINARA"})
    matter = page.locator(".side a[href^='/desk/matters/'], aside a[href^='/desk/matters/']").first
    number = matter.inner_text()
    matter.click()
    return number


def describe(page: Page, language: str) -> None:
    """Record subject and victim, and what is alleged."""
    walking.press(page, "Subject")
    snapshot = {"category": "mc", "rank": "enlisted", "state": "XD", "as_of": today()}
    walking.answer(page, {"kind": "known", **snapshot, "identity": f"Invented Name {language}"})
    walking.press(page, "Victim")
    walking.answer(page, {"sex": "female", "age_band": "adult"})
    walking.press(page, "Allegation")
    subject = page.locator("select[name=subject] option").nth(1).get_attribute("value")
    victim = page.locator("input[name=victims]").first.get_attribute("value")
    charge = {"conduct": "sea-transactional-sex", "incident_from": today(), "victims": [victim]}
    walking.answer(page, {"subject": subject, **charge})
    expect(page.get_by_text("The allegation is recorded.")).to_be_visible()


def to_allegation(page: Page, number: str) -> None:
    """Find the matter by its number, and go to the one allegation in it."""
    page.goto("/desk/matters")
    page.locator("#number").fill(number)
    walking.press(page, "Find")
    page.locator("main table tbody a").get_by_text(number, exact=True).click()
    page.locator("main a[href^='/desk/allegations/']").first.click()


def stands_at(page: Page, stage: str) -> None:
    expect(page.locator("main .state").first).to_have_text(stage)


def investigate(page: Page, number: str) -> None:
    """Open the sealed name, record what was found, as the investigator of the matter."""
    to_allegation(page, number)
    walking.press(page, "Record the investigation report")
    stands_at(page, "Investigation report in")
    expect(page.get_by_role("button", name="Settle the finding")).to_have_count(0)
    walking.press(page, "Finding")
    found = {"result": "substantiated", "body": "oios", "found_on": today()}
    walking.answer(page, {"stage": "final", **found, "reasons": "Invented reasons."})
    walking.press(page, "Settle the finding")
    stands_at(page, "Finding made")


def act_and_close(officer: Page, headquarters: Page, number: str) -> None:
    """Record the measure at the mission, and close at headquarters."""
    to_allegation(officer, number)
    walking.press(officer, "Await action")
    stands_at(officer, "Action pending")
    walking.press(officer, "Measure")
    measure = {"measure": "un-final repatriated", "decided_on": today(), "progress": "implemented"}
    walking.answer(officer, measure)
    walking.press(officer, "Confirm the action taken")
    stands_at(officer, "Action recorded")
    expect(officer.get_by_role("link", name="Close", exact=True)).to_have_count(0)
    to_allegation(headquarters, number)
    walking.press(headquarters, "Close")  # asks first
    walking.press(headquarters, "Close")
    stands_at(headquarters, "Closed")


def publish(page: Page, public: Page, year: int) -> int:
    """Compile, look, publish; return the number, which the public page shows only at the end."""
    before = public.locator("main").inner_html()
    page.goto("/desk/numbers")
    walking.press(page, "Compile figures as of today")
    page.locator("main table tbody a").first.click()
    expect(page.get_by_text("Not public")).to_be_visible()
    previewed = year_on(page, year)
    public.reload()
    assert public.locator("main").inner_html() == before
    walking.press(page, "Publish these figures")
    expect(page.locator("main .state").first).to_contain_text("Published")
    public.reload()
    assert public.locator("main").inner_html() != before
    return previewed


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_becomes_a_public_figure_and_its_words_stay_with_those_who_were_granted_them(
    visitor, served, language
):
    year = datetime.now(UTC).year
    counted = walking.count_in_register(served, year)
    officer = visitor.open("/desk/sign-in")
    walking.sign_in(officer, "osei")
    before = walking.inbox(officer)

    reporter = visitor.open(f"/report/{language}/", viewport=PHONE, script=False, language=language)
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": PHOTO}
    receipt = walking.tell(reporter, said(language), [photo])
    walking.finish(reporter, receipt)

    number = take_in(officer, language, before)

    walking.open_mailbox(reporter, language, receipt)
    expect(reporter.get_by_text(ANSWER)).to_be_visible()
    walking.answer(reporter, {"text": MORE[language]})
    expect(reporter.get_by_text(MORE[language])).to_be_visible()

    describe(officer, language)
    matter = walking.path_of(officer)
    walking.press(officer, "Assign")
    ivo = officer.locator("select[name=account] option", has_text="Ivo").get_attribute("value")
    walking.answer(officer, {"account": ivo, "part": "investigator"})
    to_allegation(officer, number)
    walking.press(officer, "Assess")
    stands_at(officer, "Assessed")
    walking.press(officer, WAYS[language])
    if language == "ar":
        stands_at(officer, "Referred to Member State")
        walking.press(officer, "Open an investigation")
    stands_at(officer, "Under investigation")

    investigator = visitor.open("/desk/sign-in")
    walking.sign_in(investigator, "ivo")
    investigator.goto(matter)
    walking.press(investigator, "Open the name")
    expect(investigator.get_by_text(f"Invented Name {language}")).to_be_visible()
    investigate(investigator, number)

    headquarters = visitor.open("/desk/sign-in")
    walking.sign_in(headquarters, "hana")
    act_and_close(officer, headquarters, number)

    officer.goto(matter)
    report = officer.locator("main .timeline a[href^='/desk/reports/']").first
    report.click()
    walking.open_words(officer)
    expect(officer.get_by_text(MORE[language])).to_be_visible()

    public = visitor.open(SERIES, script=False)
    statistician = visitor.open("/desk/sign-in")
    walking.sign_in(statistician, "rui")
    printed = publish(statistician, public, year)
    assert year_on(public, year) == printed
    assert walking.count_in_register(served, year) == counted + 1
    assert printed % BASE == 0
    assert abs(printed - (counted + 1)) < BASE
    for words in (WORDS[language], MORE[language], ANSWER, number, receipt):
        assert words not in public.content()
