"""People come to a desk and leave it, and glass is broken and looked at, in a browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browsers import DESK, PHONE
from tests.journeys import preparing, walking

CHOSEN = "forty green lanterns over the quay"


def person(page, words: str) -> None:
    """Go to the page of somebody, by the search."""
    page.goto("/desk/people")
    page.locator("#words").fill(words)
    walking.press(page, "Find")
    page.locator("main tbody a").first.click()


def test_somebody_is_invited_joins_a_desk_and_leaves_it(visitor, accessible):
    adan = visitor.open("/desk/sign-in", viewport=DESK)
    walking.sign_in(adan, "adan")
    adan.goto("/desk/people/admit")
    walking.answer(adan, {"name": "Mira Solano", "username": "mira"})
    person(adan, "mira")
    at = walking.path_of(adan)
    adan.goto(f"{at}/posts")
    walking.answer(adan, {"role": "conduct-officer", "mission": "MINARA"})
    adan.goto(f"{at}/invite")
    adan.locator("main form button").first.click()
    link = urlsplit(adan.locator("#link").input_value()).path
    accessible(adan)

    mira = visitor.open(link, viewport=PHONE)
    accessible(mira)
    assert not mira.evaluate("document.documentElement.scrollWidth > innerWidth")
    walking.answer(mira, {"new": CHOSEN, "again": CHOSEN})
    mira.goto("/desk/matters")
    expect(mira.locator("details.account")).to_be_visible()
    again = visitor.open(link)
    expect(again.locator("main input[name=new]")).to_have_count(0)

    osei = visitor.open("/desk/sign-in", viewport=PHONE)
    walking.sign_in(osei, "osei")
    osei.goto("/desk/own-desks")
    osei.locator("main tbody a").first.click()
    own = walking.path_of(osei)
    osei.goto(f"{own}/admit")
    walking.answer(osei, {"member": at.rpartition("/")[2]})
    expect(osei.locator("main")).to_contain_text("Mira Solano")
    accessible(osei)

    person(adan, "mira")
    walking.press(adan, "Begin the departure")
    expect(adan.get_by_role("heading", name="Mira Solano is leaving")).to_be_visible()
    accessible(adan)
    walking.press(adan, "End the departure")
    mira.goto("/desk/matters")
    assert walking.path_of(mira) == "/desk/sign-in"
    walking.fill(mira, {"username": "mira", "passphrase": CHOSEN})
    mira.locator("main form button").last.click()
    expect(mira.locator("main [role=alert]")).to_be_visible()
    osei.goto(own)
    expect(osei.locator("main")).not_to_contain_text("Mira Solano")


def test_glass_is_broken_for_one_matter_and_somebody_else_looks_at_it(visitor, served, accessible):
    made = preparing.matter(served.port)
    tove = visitor.open("/desk/sign-in", viewport=PHONE)
    walking.sign_in(tove, "tove")
    assert tove.goto(made.matter).status == 404
    tove.goto("/desk/emergency")
    accessible(tove)
    walking.answer(tove, {"number": made.number, "reason": "life"})
    assert walking.path_of(tove) == made.matter
    accessible(tove)
    assert not tove.evaluate("document.documentElement.scrollWidth > innerWidth")
    expect(tove.locator("main")).not_to_contain_text("An invented name")
    assert tove.goto(made.report).status == 200

    osei = visitor.open("/desk/sign-in", viewport=DESK)
    walking.sign_in(osei, "osei")
    osei.goto(f"{made.matter}/log")
    expect(osei.locator("main")).to_contain_text("Tove Lindrup")

    quinn = visitor.open("/desk/sign-in", viewport=DESK)
    walking.sign_in(quinn, "quinn")
    quinn.goto("/desk/emergencies")
    accessible(quinn)
    quinn.get_by_role("link", name=re.compile("^Review what Tove Lindrup did")).first.click()
    walking.answer(quinn, {"verdict": "justified"})
    quinn.goto("/desk/emergencies")
    expect(quinn.locator("main")).to_contain_text("Quinn Abara")
