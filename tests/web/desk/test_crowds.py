"""A flood at the desk: shown with its number, put aside in two steps, and undone in one."""

from __future__ import annotations

import re

import pytest

from safeconduct.intake.alike import FEWEST
from safeconduct.intake.models import Heap, Report
from safeconduct.intake.terms import State
from tests import people
from tests.web.desk.conftest import browser

AT = "/desk/reports/alike"


@pytest.fixture
def flood(desk):
    """Many reports that look alike, beside the one that waits."""
    for number in range(FEWEST):
        people.report_from_amina(desk.cast.minara, words="marked words", key=f"junk-{number}")
    return desk


def crowd_on(page) -> str:
    return re.search(r'href="(/desk/reports/alike/set-aside\?[^"]+)"', page)[1].replace(
        "&amp;", "&"
    )


def test_an_officer_sets_a_crowd_aside_in_two_steps_and_takes_it_up_in_one(flood):
    osei = browser("osei")
    assert f'href="{AT}"' in osei.get("/desk/reports").content.decode()
    listed = osei.get(AT).content.decode()
    assert f"{FEWEST + 1} reports" in listed
    at = crowd_on(listed)
    shown = osei.get(at)
    assert f"Set {FEWEST + 1} reports aside together" in shown.content.decode()
    assert len(shown.context["sample"]) == 10
    assert Report.objects.filter(state=State.RECEIVED).count() == FEWEST + 1
    done = osei.post(at, {"seen": FEWEST + 1, "why": "no-content"})
    assert done["Location"] == AT
    assert not Report.objects.filter(state=State.RECEIVED).exists()
    heap = Heap.objects.get()
    assert f"{AT}/{heap.reference}/take-up" in osei.get(AT).content.decode()
    osei.post(f"{AT}/{heap.reference}/take-up")
    assert Report.objects.filter(state=State.RECEIVED).count() == FEWEST + 1


@pytest.mark.parametrize("said", [{}, {"why": "test"}, {"seen": "3", "why": "test"}, {"seen": "x"}])
def test_without_a_reason_or_with_another_number_nothing_moves(flood, said):
    osei = browser("osei")
    answer = osei.post(crowd_on(osei.get(AT).content.decode()), said)
    assert answer.status_code == 200
    assert not Heap.objects.exists()


@pytest.mark.parametrize(
    "asked", ["", "?on=today", "?on=2026-01-01&size=x", "?on=2026-01-01&size=3&channel=web"]
)
def test_an_address_that_names_no_crowd_leads_to_the_list(flood, asked):
    assert browser("osei").get(f"{AT}/set-aside{asked}")["Location"] == AT


def test_another_missions_officer_finds_no_crowd_and_nothing_to_take_up(flood):
    osei, other = browser("osei"), browser("stranger")
    at = crowd_on(osei.get(AT).content.decode())
    assert "set-aside?" not in other.get(AT).content.decode()
    assert other.get(at)["Location"] == AT
    osei.post(at, {"seen": FEWEST + 1, "why": "test"})
    assert other.post(f"{AT}/{Heap.objects.get().reference}/take-up").status_code == 404


def test_a_crowd_tells_no_word_of_what_its_reports_say(flood):
    osei = browser("osei")
    listed = osei.get(AT).content.decode()
    assert "marked words" not in listed + osei.get(crowd_on(listed)).content.decode()
