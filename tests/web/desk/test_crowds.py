"""A flood at the desk: shown with its number, put aside in two steps, and undone in one."""

from __future__ import annotations

import html
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


def linked(page: str, path: str) -> str:
    return html.unescape(re.search(rf'href="({AT}/{path}\?[^"]+)"', page)[1])


def crowd_on(page: str) -> str:
    """Where a crowd of the list is set aside whole."""
    return linked(page, "crowd").replace("/crowd?", "/set-aside?")


def ticks_on(page: str) -> list[str]:
    return re.findall(r'name="tick"\s+value="([^"]+)"', page)


def ticked(at: str, references) -> str:
    """What a browser asks for when these are ticked on the page of a crowd."""
    asked = at.replace("/crowd?", "/set-aside-ticked?")
    return asked + "".join(f"&tick={reference}" for reference in references)


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
    assert linked(osei.get(linked(listed, "crowd")).content.decode(), "set-aside") == at
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
    crowd = linked(osei.get(AT).content.decode(), "crowd")
    some = ticks_on(osei.get(crowd).content.decode())[:2]
    assert other.get(crowd)["Location"] == AT
    unknown = other.get(ticked(crowd, ["0123456789abcdef"]))
    for method in (other.get, other.post):
        answer = method(ticked(crowd, some))
        assert (answer.status_code, answer["Location"]) == (302, unknown["Location"])
    assert not Heap.objects.exists()
    osei.post(at, {"seen": FEWEST + 1, "why": "test"})
    assert other.post(f"{AT}/{Heap.objects.get().reference}/take-up").status_code == 404


def test_a_crowd_tells_no_word_of_what_its_reports_say(flood):
    osei = browser("osei")
    listed = osei.get(AT).content.decode()
    assert "marked words" not in listed + osei.get(crowd_on(listed)).content.decode()


def test_an_officer_ticks_some_and_sets_only_those_aside_and_takes_them_up_again(flood):
    osei = browser("osei")
    at = linked(osei.get(AT).content.decode(), "crowd")
    page = osei.get(at).content.decode()
    some = ticks_on(page)[:3]
    assert len(ticks_on(page)) == FEWEST + 1
    assert "checked" not in page
    assert "marked words" not in page
    asked = osei.get(ticked(at, some))
    assert "Set 3 reports aside together" in asked.content.decode()
    assert len(asked.context["sample"]) == 3
    assert not Heap.objects.exists()
    assert osei.post(ticked(at, some), {"seen": 3, "why": "test"})["Location"] == at
    heap = Heap.objects.get()
    assert (set(heap.reports.values_list("reference", flat=True)), heap.count) == (set(some), 3)
    assert set(ticks_on(osei.get(at).content.decode())).isdisjoint(some)
    osei.post(f"{AT}/{heap.reference}/take-up")
    assert Report.objects.filter(state=State.RECEIVED).count() == FEWEST + 1


def test_all_boxes_of_a_page_are_ticked_by_a_link_and_a_long_crowd_has_pages(flood, monkeypatch):
    monkeypatch.setattr("safeconduct.web.desk.paging.SIZE", 4)
    monkeypatch.setattr("safeconduct.web.desk.paging.page.__kwdefaults__", {"size": 4})
    osei = browser("osei")
    at = linked(osei.get(AT).content.decode(), "crowd")
    every = osei.get(f"{at}&ticked=page").content.decode()
    assert (len(ticks_on(every)), every.count("checked")) == (4, 4)
    older = osei.get(at).context["page"].older
    after = ticks_on(osei.get(f"{AT}/crowd{older}").content.decode())
    assert len(after) == 4
    assert set(after).isdisjoint(ticks_on(every))


def test_no_tick_no_reason_and_another_number_move_nothing(flood):
    osei = browser("osei")
    at = linked(osei.get(AT).content.decode(), "crowd")
    some = ticks_on(osei.get(at).content.decode())[:2]
    for references in ([], ["0123456789abcdef"]):
        assert osei.get(ticked(at, references))["Location"] == at
        assert osei.post(ticked(at, references), {"seen": 1, "why": "test"})["Location"] == at
    for said in ({}, {"why": "test"}, {"seen": 3, "why": "test"}, {"seen": 2}):
        assert osei.post(ticked(at, some), said).status_code == 200
    assert not Heap.objects.exists()


@pytest.mark.parametrize("changed", [{"urgent": True}, {"state": State.ACKNOWLEDGED}])
def test_one_that_became_urgent_or_was_answered_is_not_set_aside_by_an_old_tick(flood, changed):
    osei = browser("osei")
    at = linked(osei.get(AT).content.decode(), "crowd")
    some = ticks_on(osei.get(at).content.decode())[:3]
    Report.objects.filter(reference=some[0]).update(**changed)
    assert osei.post(ticked(at, some), {"seen": 3, "why": "test"}).status_code == 200
    assert not Heap.objects.exists()
    assert "Set 2 reports aside" in osei.get(ticked(at, some)).content.decode()
    assert osei.get(ticked(at, some[:1]))["Location"] == at


@pytest.mark.parametrize("path", ["crowd", "set-aside-ticked"])
@pytest.mark.parametrize("asked", ["", "?on=today", "?on=2026-01-01&size=x&tick=0"])
def test_a_page_of_ticks_that_names_no_crowd_leads_to_the_list(flood, path, asked):
    assert browser("osei").get(f"{AT}/{path}{asked}")["Location"] == AT
