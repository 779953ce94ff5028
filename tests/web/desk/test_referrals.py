"""Sending a referral from the desk, and what the page of a matter shows of it afterwards."""

from __future__ import annotations

import pytest

from safeconduct.access.models import Account
from safeconduct.cases import actions as cases
from safeconduct.cases.models import Allegation
from safeconduct.cases.terms import Act, State
from safeconduct.memberstates.models import Referral
from safeconduct.post.models import Letter
from safeconduct.roster.terms import DeskKind
from tests import people
from tests.memberstates import corridors
from tests.people import TODAY
from tests.web.desk.conftest import browser


@pytest.fixture
def assessed(desk):
    return cases.move(
        actor=desk.cast.officer, allegation=desk.allegation, act=Act.ASSESS, today=TODAY
    )


def where(desk):
    return f"/desk/matters/{desk.matter.reference}/refer"


def said(*allegations, letter="Canary-letter"):
    return {"allegations": [a.reference for a in allegations], "letter": letter}


def test_headquarters_sends_and_the_matter_shows_it_with_its_clock(desk, assessed):
    Account.objects.filter(username="selma").update(email="selma@mission.example")
    hana = browser("hana")
    offered = hana.get(where(desk)).content.decode()
    assert "Romania" in offered
    assert "What the State will see" in offered
    page = hana.post(where(desk), said(assessed), follow=True).content.decode()
    referral = Referral.objects.get()
    assert (referral.state, referral.number) == ("RO", "NV-RO-2026-0001")
    assert [word for word in (referral.number, "Romania", "Canary") if word not in page] == [
        "Canary"
    ]
    assert Allegation.objects.get(pk=assessed.pk).state == State.REFERRED
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("name", ["hana", "osei"])
def test_both_desks_in_charge_open_the_letter_on_the_spine(desk, assessed, name):
    browser("hana").post(where(desk), said(assessed))
    seal = Referral.objects.get().letter.reference
    page = browser(name).post(
        f"/desk/matters/{desk.matter.reference}/read", {"seal": seal, "reason": "handling"}
    )
    assert "Canary-letter" in page.content.decode()


@pytest.mark.parametrize("name", ["osei", "stranger", "ivo", "quinn", "rui", "selma"])
def test_nobody_but_headquarters_finds_the_page(desk, assessed, name):
    held = browser(name)
    unknown = held.get("/desk/no/such/page")
    for page in (held.get(where(desk)), held.post(where(desk), said(assessed))):
        assert (page.status_code, page.content) == (404, unknown.content)
    assert not Referral.objects.exists()


def test_the_page_of_a_matter_offers_to_send_only_to_those_who_may(desk, assessed):
    page = f"/desk/matters/{desk.matter.reference}"
    assert where(desk) in browser("hana").get(page).content.decode()
    assert where(desk) not in browser("osei").get(page).content.decode()


def test_a_matter_with_nothing_to_send_says_why(desk):
    page = browser("hana").get(where(desk)).content.decode()
    assert "Nothing in this matter can be sent now" in page


def test_allegations_against_nationals_of_two_states_are_not_sent_together(desk, assessed):
    people.desk(DeskKind.STATE, desk.cast.state, state="KE")
    other = corridors.allegation(
        desk.cast, desk.matter, corridors.subject(desk.cast, desk.matter, "KE"), "curfew"
    )
    page = browser("hana").post(where(desk), said(assessed, other)).content.decode()
    assert "Choose allegations against nationals of one State." in page
    assert "Canary-letter" in page
    assert not Referral.objects.exists()


@pytest.mark.parametrize("letter", ["", "About MINARA-2026-00001."])
def test_a_letter_that_is_empty_or_names_the_matter_is_refused_with_its_words_kept(
    desk, assessed, letter
):
    page = browser("hana").post(where(desk), said(assessed, letter=letter))
    assert page.status_code == 200
    assert letter in page.content.decode()
    assert not Referral.objects.exists()


def test_an_allegation_of_another_matter_is_no_choice_here(desk, assessed):
    elsewhere = cases.open_matter(
        actor=desk.cast.officer, mission=desk.cast.minara, received_on=TODAY, today=TODAY
    )
    subject = corridors.subject(desk.cast, elsewhere, "RO")
    foreign = corridors.allegation(desk.cast, elsewhere, subject, "curfew")
    assert browser("hana").post(where(desk), said(foreign)).status_code == 200
    assert not Referral.objects.exists()
