"""A State's own corridor: a letter comes, is opened and answered, and the desk reads the answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsers import PHONE
from tests.journeys import preparing, walking

LETTER = "We ask what your Government will do about this invented allegation."
ANSWER = "We will investigate it ourselves."
OFFICER, CONTACT = "Colonel Invented", "at the invented ministry"


@pytest.fixture
def made(served) -> preparing.Prepared:
    """A matter with one assessed allegation against a national of the State."""
    return preparing.matter(served.port)


def test_a_referral_is_sent_opened_answered_and_the_answer_read_at_the_desk(visitor, made):
    desk = visitor.open("/desk/sign-in")
    walking.sign_in(desk, "hana")
    desk.goto(made.matter)
    walking.press(desk, "Send a referral")
    charge = made.allegation.rpartition("/")[2]
    refused = {"allegations": [charge], "letter": f"About {made.number}."}
    walking.fill(desk, refused)
    desk.locator("main form button.primary").click()
    expect(desk.locator("main [role=alert]")).to_contain_text("The State must not learn it.")
    walking.answer(desk, {"letter": LETTER})
    expect(desk.get_by_text("The referral is sent.")).to_be_visible()
    number = desk.locator("aside bdi", has_text="NV-").inner_text()

    state = visitor.open("/partner/sign-in", script=False, viewport=PHONE)
    walking.sign_in(state, "selma", "partner")
    state.get_by_role("link", name=number, exact=True).click()
    expect(state.get_by_text(LETTER)).to_have_count(0)
    walking.press(state, "Open the letter")
    expect(state.get_by_text(LETTER)).to_be_visible()
    for hidden in (made.number, "An invented name", "Somebody took fuel"):
        assert hidden not in state.content()
    at = state.url.removesuffix("/read")
    state.goto(at)
    walking.press(state, "Confirm receipt only")
    expect(state.get_by_text("Receipt is confirmed.")).to_be_visible()
    second = state.context.new_page()
    second.goto(f"{at}/answer")
    state.goto(f"{at}/answer")
    answer = {"election": "elect-own", "text": ANSWER, "officer": OFFICER, "contact": CONTACT}
    walking.answer(state, answer)
    expect(state.get_by_role("heading", name="Your answer is recorded")).to_be_visible()

    walking.fill(second, {"election": "decline", "text": "A second answer."})
    second.locator("main form button.primary").click()
    expect(second.get_by_text("A second answer.")).to_have_count(0)

    other = visitor.open("/partner/sign-in", script=False)
    walking.sign_in(other, "bram", "partner")
    refusal = other.goto(at)
    assert refusal is not None
    assert refusal.status == 404

    desk.goto(made.matter)
    expect(desk.locator("main .timeline")).to_contain_text("Referral answered")
    sealed = desk.locator("main .timeline li", has_text="Referral answered").first
    sealed.get_by_role("button", name="Open").click()
    for said in (ANSWER, OFFICER, CONTACT):
        expect(desk.locator("main .timeline")).to_contain_text(said)
    assert "A second answer." not in desk.content()
