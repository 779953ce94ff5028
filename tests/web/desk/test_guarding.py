"""Pages of walls, names, glass and commands: what each person finds there, and what nobody does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.access.models import Account, Emergency, Exclusion
from safeconduct.access.terms import EmergencyReason, Role, WallSource
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import IdentityRequest
from safeconduct.cases.terms import SubjectKind
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Command, Unit
from safeconduct.roster.terms import DeskKind
from tests import people
from tests.people import SETUP, TODAY
from tests.web.desk.conftest import Desk, browser

FORTNIGHT = timedelta(days=14)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def account(name: str) -> Account:
    return Account.objects.get(username=name)


def name_in_a_file(desk: Desk, who: str, words: str) -> None:
    """Give somebody a name, and put it into the matter."""
    access.rename(actor=SETUP, account=account(who), name=words)
    cases.add_subject(
        actor=desk.cast.officer,
        matter=desk.matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc"),
        identity=words,
        today=TODAY,
    )


def pages_of(desk: Desk) -> list[str]:
    """Every page on which a matter could show: list, detail, search, download, log, why."""
    at = f"/desk/matters/{desk.matter.reference}"
    return [
        "/desk/",
        "/desk/matters",
        f"/desk/matters?number={desk.matter.number}",
        "/desk/matters?show=changed",
        "/desk/reports",
        "/desk/walls",
        "/desk/names",
        "/desk/emergencies",
        "/desk/commands",
        at,
        f"{at}/log",
        f"{at}/team",
        f"{at}/walls",
        f"/desk/reports/{desk.report.reference}",
        f"/desk/allegations/{desk.allegation.reference}",
    ]


@pytest.mark.parametrize("role", [Role.CONDUCT_OFFICER, Role.HEADQUARTERS_OFFICER])
@pytest.mark.parametrize("source", WallSource)
def test_whoever_is_walled_off_finds_the_file_on_no_page(desk, role, source):
    mission = "MINARA" if role == Role.CONDUCT_OFFICER else ""
    people.somebody("behind", role, mission=mission)
    held = browser("behind")
    seen = [
        page for page in pages_of(desk) if desk.matter.number in held.get(page).content.decode()
    ]
    assert f"/desk/matters/{desk.matter.reference}" in seen
    Exclusion.objects.create(
        account=account("behind"),
        scope=desk.matter.reference,
        source=source,
        raised_by="x",
        raised_on=TODAY,
    )
    for page in pages_of(desk):
        shown = held.get(page).content.decode()
        echoed = shown.replace(f'value="{desk.matter.number}"', "")  # what one searched for
        assert desk.matter.reference not in shown.replace(page, ""), page
        assert desk.matter.number not in echoed.replace(f"number={desk.matter.number}", ""), page


def test_a_wall_is_confirmed_or_lifted_with_a_reason_from_the_first_page_on(desk):
    name_in_a_file(desk, "ivo", "Ivo Marsk")
    osei = browser("osei")
    assert "wall to confirm" in text(osei.get("/desk/"))
    assert "Ivo Marsk" in text(osei.get("/desk/walls"))
    wall = Exclusion.objects.get()
    assert "to confirm" in text(osei.get(f"/desk/matters/{desk.matter.reference}"))
    osei.post(f"/desk/walls/{wall.reference}/confirm")
    assert "No wall waits" in text(osei.get("/desk/walls"))
    assert osei.post(f"/desk/walls/{wall.reference}/confirm").status_code == 404
    at = f"/desk/walls/{wall.reference}/lift"
    assert "Lift the wall" in text(osei.get(at))
    assert 'role="alert"' in text(osei.post(at, {"reason": "because"}))
    osei.post(at, {"reason": "another-person"})
    wall.refresh_from_db()
    assert wall.lifted_on == TODAY


@pytest.mark.parametrize("who", ["stranger", "quinn", "rui", "ivo"])
def test_a_wall_of_a_file_one_may_not_staff_is_nowhere(desk, who):
    name_in_a_file(desk, "selma", "Selma Ortan")
    wall, held = Exclusion.objects.get(), browser(who)
    for act in ("confirm", "lift"):
        assert held.post(f"/desk/walls/{wall.reference}/{act}").status_code == 404
    assert wall.account.name not in held.get("/desk/walls").content.decode()


def test_the_last_overseer_is_warned_of_to_the_others_alone(desk):
    Account.objects.filter(username="cora").update(is_active=False)
    name_in_a_file(desk, "hana", "Hana Virtanu")
    assert "I dealt with it" in text(browser("osei").get("/desk/walls"))
    assert "Hana Virtanu" not in text(browser("hana").get("/desk/walls")).partition("<main")[2]


def test_a_name_is_asked_for_released_and_read_until_its_last_day(desk):
    at = f"/desk/matters/{desk.matter.reference}"
    osei, cora = browser("osei"), browser("cora")
    page = text(osei.get(at))
    assert "Identity held by custodians" in page
    (asking,) = set(re.findall(rf'href="({at}/names/\w+)"', page))
    osei.post(asking, {"reason": "protection"})
    assert "Custodians have not answered" in text(osei.get(at))
    assert "name is asked for" in text(cora.get("/desk/"))
    listed = text(cora.get("/desk/names"))
    assert desk.matter.number in listed
    assert "Amina" not in listed
    asked = IdentityRequest.objects.get()
    release = f"/desk/names/{asked.reference}/release"
    late = TODAY + timedelta(days=31)
    assert 'role="alert"' in text(cora.post(release, {"until": late.isoformat()}))
    cora.post(release, {"until": (TODAY + FORTNIGHT).isoformat()})
    asked.refresh_from_db()
    assert (asked.answer, asked.until) == ("released", TODAY + FORTNIGHT)
    assert "Released to you until" in text(osei.get(at))
    assert cora.get(release).status_code == 404


def test_who_asked_reads_why_it_was_refused(desk):
    at = f"/desk/matters/{desk.matter.reference}"
    osei, cora = browser("osei"), browser("cora")
    (asking,) = set(re.findall(rf'href="({at}/names/\w+)"', text(osei.get(at))))
    osei.post(asking, {"reason": "protection"})
    asked = IdentityRequest.objects.get()
    cora.post(f"/desk/names/{asked.reference}/refuse", {"reason": "risk"})
    assert "It would put the complainant at risk" in text(osei.get(at))


@pytest.mark.parametrize("who", ["osei", "hana", "stranger", "quinn", "rui", "ivo"])
def test_nobody_but_custodians_finds_a_request(desk, who):
    at = f"/desk/matters/{desk.matter.reference}"
    osei = browser("osei")
    (asking,) = set(re.findall(rf'href="({at}/names/\w+)"', text(osei.get(at))))
    osei.post(asking, {"reason": "protection"})
    asked, held = IdentityRequest.objects.get(), browser(who)
    for act in ("release", "refuse"):
        assert held.get(f"/desk/names/{asked.reference}/{act}").status_code == 404


@pytest.fixture
def glass(desk):
    """The stranger sits at the emergency desk, and a matter of another mission is opened after."""
    ring = people.keyring_of(desk.cast.stranger)
    roster.found_desk(actor=SETUP, kind=DeskKind.EMERGENCY, name="Glass", members=[ring])
    return cases.open_matter(
        actor=desk.cast.officer, mission=desk.cast.minara, received_on=TODAY, today=TODAY
    )


def test_glass_is_broken_by_number_and_the_file_says_until_when_and_who_was_told(desk, glass):
    stranger = browser("stranger")
    assert stranger.get(f"/desk/matters/{glass.reference}").status_code == 404
    assert "A second person is told at once" in text(stranger.get("/desk/emergency"))
    said = {"number": glass.number.lower(), "reason": "life"}
    opened = stranger.post("/desk/emergency", said)
    assert opened.headers["Location"] == f"/desk/matters/{glass.reference}"
    page = text(stranger.get(f"/desk/matters/{glass.reference}"))
    assert "Emergency access" in page
    assert Emergency.objects.get().told.name in page
    for act in ("subjects", "victims", "notes", "team", "walls", "allegations", "log"):
        assert f"{glass.reference}/{act}" not in page
        assert stranger.get(f"/desk/matters/{glass.reference}/{act}").status_code == 404
    assert glass.number in text(stranger.get("/desk/"))


@pytest.mark.parametrize("reason", EmergencyReason)
def test_a_wall_and_an_unknown_number_answer_alike(desk, glass, reason):
    access.wall_off(
        actor=desk.cast.officer,
        account=people.account_of(desk.cast.stranger),
        scope=glass.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    stranger = browser("stranger")
    answers = [
        stranger.post("/desk/emergency", {"number": number, "reason": reason})
        for number in (glass.number, "MINARA-2026-09999")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_what_was_told_is_on_the_first_page_until_another_person_reviewed_it(desk, glass):
    browser("stranger").post("/desk/emergency", {"number": glass.number, "reason": "order"})
    opened = Emergency.objects.get()
    told = browser(opened.told.username)
    assert "was told to you" in text(told.get("/desk/"))
    quinn = browser("quinn")
    at = f"/desk/emergencies/{opened.reference}"
    page = text(quinn.get(at))
    assert glass.number not in page  # an auditor sees no matter
    assert browser("stranger").get(at).status_code == 404
    quinn.post(at, {"verdict": "not-justified"})
    opened.refresh_from_db()
    assert (opened.verdict, opened.reviewed_by.username) == ("not-justified", "quinn")
    assert quinn.get(at).status_code == 404
    assert "was told to you" not in text(told.get("/desk/"))


def test_commands_are_recorded_and_ended_by_headquarters(desk):
    hana = browser("hana")
    said = {"account": account("ivo").reference, "mission": "MINARA", "unit": ""}
    day, before = TODAY.isoformat(), (TODAY - FORTNIGHT).isoformat()
    wrong = hana.post("/desk/commands/add", {**said, "since": day, "until": before})
    assert "A command ends on the day it began or later." in text(wrong)
    hana.post("/desk/commands/add", {**said, "since": day, "until": ""})
    command = Command.objects.get()
    assert "Ivo" in text(hana.get("/desk/commands"))
    at = f"/desk/commands/{command.reference}/end"
    assert 'role="alert"' in text(hana.post(at, {"until": before}))
    hana.post(at, {"until": day})
    command.refresh_from_db()
    assert command.until == TODAY
    for who in ("osei", "quinn", "ivo"):
        assert browser(who).get(at).status_code == 404


def test_the_chain_of_command_of_a_mission_is_nowhere_at_another(desk):
    unit = Unit.objects.create(mission=desk.cast.minara, code="UNIT-7", name="Seventh company")
    roster.appoint_command(
        actor=SETUP, account=account("rui"), mission=desk.cast.minara, since=TODAY, unit=unit
    )
    for who in ("hana", "osei"):
        page = text(browser(who).get("/desk/commands"))
        assert "Rui" in page
        assert unit.code in page
    page = text(browser("stranger").get("/desk/commands"))
    assert "Rui" not in page
    assert unit.code not in page


def test_nobody_ends_their_own_command_before_an_incident(desk):
    command = roster.appoint_command(
        actor=SETUP, account=account("hana"), mission=desk.cast.minara, since=TODAY - FORTNIGHT
    )
    at = f"/desk/commands/{command.reference}/end"
    said = {"until": (TODAY - timedelta(days=7)).isoformat()}
    assert "Another administrator has to do this" in text(browser("hana").post(at, said))
    command.refresh_from_db()
    assert command.until is None
    browser("cora").post(at, said)
    command.refresh_from_db()
    assert command.until == TODAY - timedelta(days=7)
