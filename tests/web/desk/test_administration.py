"""The desk pages of administration: people, desks, departures, key work and why."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from safeconduct.access import actions as access
from safeconduct.access.models import Account, Departure, Invitation, Post, Session
from safeconduct.access.terms import Role, WallSource
from safeconduct.audit.models import Entry
from safeconduct.cases import actions as cases
from safeconduct.cases.terms import Part
from safeconduct.post.models import Letter
from safeconduct.post.terms import Template
from safeconduct.roster.models import Desk as RosterDesk
from safeconduct.roster.models import Mission
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import queries as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Errand, Share
from safeconduct.web.desk.urls import urlpatterns
from tests import people
from tests.people import TODAY
from tests.web.desk.conftest import Desk, browser

PAGES = ("people", "desks", "own-desks", "key-work", "why")
PEOPLE, DESKS, OWN, WORK, WHY = (f"/desk/{name}" for name in PAGES)


@pytest.fixture
def house(desk: Desk) -> Desk:
    """The cast, with Adan who manages accounts and Mara, a second officer of MINARA."""
    people.somebody("adan", Role.ADMINISTRATOR)
    people.somebody("mara", Role.CONDUCT_OFFICER, mission="MINARA")
    return desk


def account(name: str) -> Account:
    return Account.objects.get(username=name)


def of(name: str) -> str:
    return f"{PEOPLE}/{account(name).reference}"


def minara() -> RosterDesk:
    return RosterDesk.objects.get(kind=DeskKind.MISSION, mission__code="MINARA")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def admit_mara(house: Desk) -> None:
    at = f"{OWN}/{minara().reference}/admit"
    assert "behind the desk now" in text(
        browser("osei").post(at, {"member": account("mara").reference}, follow=True)
    )


def test_people_are_listed_found_by_name_and_turned_page_by_page(house):
    adan = browser("adan")
    page = text(adan.get(PEOPLE))
    for name in ("Osei", "Hana", "Adan", "Mara"):
        assert name in page
    found = text(adan.get(f"{PEOPLE}?words=mar"))
    assert "Mara" in found
    assert "Hana" not in found
    for number in range(30):
        access.admit(actor=people.SETUP, username=f"z{number:02}", name=f"Z {number:02}")
    assert "Z 29" not in text(adan.get(PEOPLE))
    assert "Z 29" in text(adan.get(f"{PEOPLE}?page=2"))
    assert "Nobody is called that" in text(adan.get(f"{PEOPLE}?words=nobody&page=x"))


def test_somebody_new_is_admitted_given_a_post_and_invited_with_a_link_that_is_shown_once(house):
    adan = browser("adan")
    said = {"name": "Nela Ortiz", "username": "nela", "email": ""}
    assert "Nela Ortiz" in text(adan.post(f"{PEOPLE}/admit", said, follow=True))
    assert "Somebody signs in with this name already" in text(adan.post(f"{PEOPLE}/admit", said))
    post = {"role": "conduct-officer", "mission": "MINARA", "state": ""}
    page = text(adan.post(f"{of('nela')}/posts", post, follow=True))
    assert "Conduct officer in a mission · MINARA" in page
    shown = adan.post(f"{of('nela')}/invite")
    link = re.search(r'value="http://testserver(/account/invitation/[^"]+)"', text(shown))
    assert shown["Cache-Control"] == "no-store"
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    token = link[1].rpartition("/")[2]
    assert token not in text(adan.get(of("nela")))
    assert "Invited" in text(adan.get(of("nela")))
    assert "This person has a key already" not in text(adan.get(f"{of('nela')}/invite"))
    again = text(adan.post(f"{of('nela')}/invite"))
    assert not Invitation.holding(token, TODAY).exists()
    assert "/account/invitation/" in again
    closed = text(adan.post(f"{of('nela')}/invite/close", follow=True))
    assert "opens nothing any more" in closed
    assert not Invitation.objects.filter(used_on=None).exists()


def test_whoever_alone_opens_something_is_not_invited_to_a_new_key(house):
    adan, at = browser("adan"), f"{of('osei')}/invite"
    assert "This person has a key already" in text(adan.get(at))
    assert "Nobody else could open it any more" in text(adan.post(at, follow=True))
    assert not Invitation.objects.filter(account=account("osei")).exists()
    admit_mara(house)
    assert "/account/invitation/" in text(adan.post(at))


@pytest.mark.parametrize(
    ("said", "objection"),
    [
        ({"role": "conduct-officer"}, "Choose the mission of this post."),
        ({"role": "member-state"}, "Choose the State of this post."),
        ({"role": "auditor", "mission": "MINARA"}, "This role is not for one mission."),
        ({"role": "auditor", "state": "RO"}, "This role is not for a State."),
    ],
)
def test_a_post_that_does_not_fit_its_role_is_refused_in_words(house, said, objection):
    assert objection in text(browser("adan").post(f"{of('ivo')}/posts", said))
    assert Post.objects.filter(account=account("ivo")).count() == 1


def test_a_post_is_ended_but_not_twice_and_not_while_something_would_be_orphaned(house):
    adan = browser("adan")
    ended = {"post": "investigator  "}
    assert "The post is ended" in text(adan.post(f"{of('ivo')}/posts/end", ended, follow=True))
    assert "had ended already" in text(adan.post(f"{of('ivo')}/posts/end", ended, follow=True))
    alone = {"post": "conduct-officer MINARA "}
    page = text(adan.post(f"{of('osei')}/posts/end", alone, follow=True))
    assert "has to be let into" in page
    assert Post.objects.filter(account=account("osei")).exists()


def test_a_name_is_changed_and_sessions_end(house):
    browser("ivo")
    adan = browser("adan")
    page = text(adan.post(f"{of('ivo')}/name", {"name": "Ivo M."}, follow=True))
    assert "Ivo M." in page
    assert "session is ended" in text(adan.post(f"{of('ivo')}/sessions/end", follow=True))
    assert not Session.objects.filter(account=account("ivo")).exists()
    assert "signed in nowhere" in text(adan.post(f"{of('ivo')}/sessions/end", follow=True))


def test_nobody_gives_themselves_a_name_that_is_in_no_file(house):
    page = text(browser("adan").post(f"{of('adan')}/name", {"name": "Somebody Else"}))
    assert "Another administrator has to do this for you" in page
    assert account("adan").name == "Adan"


def test_a_second_factor_is_removed_only_after_the_person_was_checked(house):
    adan, at = browser("adan"), f"{of('ivo')}/second-factor"
    Account.objects.filter(username="ivo").update(email="ivo@example.org")
    adan.post(at, {})
    assert not Entry.objects.filter(event="factor.reset").exists()
    assert "is removed" in text(adan.post(at, {"checked": "on"}, follow=True))
    assert Entry.objects.filter(event="factor.reset").count() == 1
    assert Letter.objects.get().template == Template.ACCOUNT  # they are told that somebody did it


def test_an_administrator_sees_the_members_of_a_desk_and_whom_to_ask_but_admits_nobody(house):
    adan = browser("adan")
    assert "Conduct desk of a mission" in text(adan.get(DESKS))
    page = text(adan.get(f"{DESKS}/{minara().reference}"))
    assert "Osei" in page
    assert "You cannot admit anybody here" in page
    for act in ("admit", "cover", "release"):
        at = f"{OWN}/{minara().reference}/{act}"
        assert adan.get(at).status_code == 404
        assert adan.post(at, {"member": account("mara").reference}).status_code == 404


def test_a_mission_without_a_desk_is_flagged_until_one_is_founded(house):
    Mission.objects.create(code="UNNEW", name="Newest")
    people.somebody("nela", Role.CONDUCT_OFFICER, mission="UNNEW")
    adan = browser("adan")
    assert "UNNEW" in text(adan.get(DESKS))
    said = {"kind": "mission", "name": "Desk of UNNEW", "mission": "UNNEW", "state": ""}
    wrong = text(adan.post(f"{DESKS}/found", {**said, "members": [account("osei").reference]}))
    assert "has no post that fits" in wrong
    right = {**said, "members": [account("nela").reference]}
    assert "Desk of UNNEW" in text(adan.post(f"{DESKS}/found", right, follow=True))
    assert "exists already" in text(adan.post(f"{DESKS}/found", right))
    assert RosterDesk.objects.filter(mission__code="UNNEW").count() == 1


def test_a_member_admits_covers_and_releases(house):
    osei, at = browser("osei"), f"{OWN}/{minara().reference}"
    assert "Too few members" in text(osei.get(at))
    cover = {"member": account("mara").reference, "until": "2099-01-01"}
    early = {**cover, "until": (TODAY - timedelta(days=1)).isoformat()}
    assert "This day has gone" in text(osei.post(f"{at}/cover", early))
    assert "covers until" in text(osei.post(f"{at}/cover", cover, follow=True))
    Share.objects.filter(member__account=account("mara")).delete()
    admit_mara(house)
    mara = browser("mara")
    assert "Osei" in text(mara.get(at))
    said = {"member": account("osei").reference, "reason": "left-desk"}
    assert "Released" in text(mara.post(f"{at}/release", said, follow=True))
    assert osei.get(at).status_code == 404
    last = {"member": account("mara").reference, "reason": "left-desk"}
    assert "Nobody else could open it" in text(mara.post(f"{at}/release", last))


def test_key_work_is_named_today_and_done_in_batches(house):
    admit_mara(house)
    mara = browser("mara")
    assert "No key work waits" in text(mara.get(WORK))
    said = {"member": account("osei").reference, "reason": "left-desk"}
    mara.post(f"{OWN}/{minara().reference}/release", said)
    waiting = Errand.objects.count()
    assert waiting > 0
    assert "because somebody left" in text(mara.get("/desk/"))
    assert "to be made" in text(mara.get(WORK))
    page = text(mara.post(WORK, {"of": str(waiting)}, follow=True))
    assert "No key work waits" in page
    assert not Errand.objects.exists()
    assert "0 new keys" in text(mara.post(WORK, follow=True))


def test_key_work_stops_after_some_seconds_and_goes_on(house, monkeypatch):
    admit_mara(house)
    mara = browser("mara")
    said = {"member": account("osei").reference, "reason": "left-desk"}
    mara.post(f"{OWN}/{minara().reference}/release", said)
    waiting = Errand.objects.count()
    monkeypatch.setattr("safeconduct.web.desk.errands.STEP", 1)
    monkeypatch.setattr("safeconduct.web.desk.errands.MOST", 1)
    page = text(mara.post(WORK, {"of": str(waiting)}, follow=True))
    assert Errand.objects.count() == waiting - 1
    assert f"1 of {waiting} are made" in page


def test_a_departure_goes_step_by_step_to_its_end(house):
    adan, at = browser("adan"), f"{of('osei')}/departure"
    cases.assign(
        actor=house.cast.officer,
        matter=house.matter,
        account=account("osei"),
        part=Part.LEAD,
        today=TODAY,
    )
    assert adan.get(at).status_code == 404
    page = text(adan.post(f"{at}/begin", follow=True))
    assert "Nobody else could open this" in page
    assert house.matter.number in page
    assert f"{at}/end" not in page
    refused = text(adan.post(f"{at}/end", follow=True))
    assert "has to be let into" in refused
    assert account("osei").is_active
    admit_mara(house)
    assert "Choose who leads" in text(adan.post(f"{at}/lead", {}, follow=True))
    said = {"to": account("mara").reference, "matters": [house.matter.reference]}
    page = text(adan.post(f"{at}/lead", said, follow=True))
    assert "1 matter has a new lead" in page
    assert f"{at}/end" in page
    assert "The person has left" in text(adan.post(f"{at}/end", follow=True))
    left = account("osei")
    assert not left.is_active
    assert not Session.objects.filter(account=left).exists()
    assert Departure.objects.get().ended_on == TODAY
    assert "closed already" in text(adan.post(f"{at}/end", follow=True))
    assert "has left" in text(adan.get(of("osei")))
    house.matter.refresh_from_db()
    assert house.matter.lead == account("mara")
    assert vault.active_members(minara().keyring).count() == 1


def test_a_departure_is_called_off_and_begun_again(house):
    adan, at = browser("adan"), f"{of('ivo')}/departure"
    adan.post(f"{at}/begin")
    adan.post(f"{at}/begin")
    assert Departure.objects.count() == 1
    assert "called off" in text(adan.post(f"{at}/stay", follow=True))
    assert not Departure.objects.exists()
    assert account("ivo").is_active


def test_nobody_begins_their_own_departure(house):
    page = text(browser("adan").post(f"{of('adan')}/departure/begin", follow=True))
    assert "Another administrator has to do this for you" in page
    assert not Departure.objects.exists()


def test_headquarters_gives_a_states_desk_to_its_next_focal_point(house):
    people.somebody("ilona", Role.MEMBER_STATE, state="RO")
    people.somebody("bram", Role.MEMBER_STATE, state="KE")
    hana, at = browser("hana"), f"{OWN}/of-states"
    assert at in text(hana.get(OWN))
    assert at not in text(browser("osei").get(OWN))
    corridor = RosterDesk.objects.get(kind=DeskKind.STATE)
    said = {"desk": corridor.reference, "members": [account("bram").reference]}
    assert "no post that fits" in text(hana.post(at, said))
    said["members"] = [account("ilona").reference]
    assert "only they hold" in text(hana.post(at, said, follow=True))
    corridor.refresh_from_db()
    behind = Share.objects.filter(desk=corridor.keyring, member__account__isnull=False)
    assert [share.member.account.username for share in behind] == ["ilona"]


def asked(name: str, file: str) -> str:
    return text(browser("adan").post(WHY, {"person": account(name).reference, "file": file}))


def test_why_names_each_rule_and_nothing_of_the_file(house):
    number = house.matter.number
    page = asked("osei", number.lower())
    assert f"Osei may see {number.lower()}" in page
    assert "Conduct officer in a mission · MINARA: reaches" in page
    assert "Granted to mission desk since" in page
    assert "Stranger may not see" in asked("stranger", number)
    assert "No grant to this person" in asked("ivo", number)
    for words in ("marked name", "marked note", "sea-rape", "Rape"):
        assert words not in page
    entry = Entry.objects.filter(event="access.why").order_by("seq").first()
    assert entry.subject == house.matter.reference
    assert account("osei").reference in entry.detail


def test_why_tells_of_a_wall_and_its_source(house):
    access.wall_off(
        actor=house.cast.headquarters,
        account=account("osei"),
        scope=house.matter.reference,
        source=WallSource.DECLARED,
        today=TODAY,
    )
    page = asked("osei", house.matter.reference)
    assert "Osei may not see" in page
    assert "Declared an interest" in page


def test_why_explains_a_report_and_admits_when_there_is_no_such_file(house):
    page = asked("osei", house.waiting.reference)
    assert "Osei may see" in page
    assert "A report and its mailbox" in page
    assert "There is no file of that number" in asked("osei", "MINARA-1999-00001")
    entry = Entry.objects.filter(event="access.why").order_by("seq").last()
    assert entry.subject == "no-such-file"  # tried in vain, and the words typed are kept nowhere
    assert "1999" not in entry.detail


def test_an_administrator_named_in_a_file_does_not_learn_so_from_their_own_pages(house):
    """Not by asking why, about whomever, and not from what somebody who leaves works on."""
    cases.assign(
        actor=house.cast.officer,
        matter=house.matter,
        account=account("osei"),
        part=Part.LEAD,
        today=TODAY,
    )
    adan, at = browser("adan"), f"{of('osei')}/departure"
    adan.post(f"{at}/begin")
    assert house.matter.number in text(adan.get(at))
    access.wall_off(
        actor=house.cast.headquarters,
        account=account("adan"),
        scope=house.matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    for who in ("adan", "osei"):
        for file in (house.matter.number, house.matter.reference, house.report.reference):
            page = asked(who, file)
            assert "There is no file of that number" in page
            assert "named" not in page.lower()
    assert house.matter.number not in text(adan.get(at))
    said = {"to": account("mara").reference, "matters": [house.matter.reference]}
    assert house.matter.number not in text(adan.post(f"{at}/lead", said, follow=True))
    adan.post(f"{at}/end")
    assert account("osei").is_active  # a file is not left without a lead because it is not seen


ADMINISTRATION = [
    route
    for route in urlpatterns
    if str(route.pattern).startswith(("people", "desks", "own-desks", "key-work", "why"))
]


@pytest.mark.parametrize("name", ["stranger", "ivo", "quinn", "rui", "selma"])
def test_a_stranger_learns_nothing_from_any_of_these_pages(house, name):
    held = browser(name)
    unknown = held.get("/desk/no/such/page").content
    for route in ADMINISTRATION:
        key = minara().reference if "desks" in str(route.pattern) else account("osei").reference
        at = "/desk/" + str(route.pattern).replace("<slug:reference>", key)
        if name == "stranger" and at in {OWN, WORK}:
            assert "MINARA" not in held.get(at).content.decode()
            continue
        for answer in (held.get(at), held.post(at)):
            assert (answer.status_code, answer.content) == (404, unknown), at
    assert account("osei").is_active
    assert not Departure.objects.exists()
    assert rings.is_member(people.keyring_of(house.cast.officer), minara().keyring)
