"""An administrator and the members of a desk, who fill every form about people and desks."""

from __future__ import annotations

import re

from safeconduct.site.demo import cast
from tests import marked
from tests.tellers import TODAY, Teller, form_on
from tests.visiting import Visitor


def administer(teller: Teller, matter: str) -> None:
    """Admit, appoint, invite and let go; found, admit, cover and release; explain."""
    adan, osei = teller.visitor("adan"), teller.visitor("osei")
    somebody_comes_and_goes(teller, adan)
    keep_a_desk(teller, adan, osei)
    give_a_states_desk(teller, adan)
    hand_a_matter_over(teller, adan, osei, matter)
    release(teller, adan, osei)
    number = re.search(r"<h1><bdi>([^<]+)", osei.get(matter).text)
    assert number is not None
    teller.give(adan, "/desk/why", person=reference(adan, "osei"), file=number[1])
    adan.get(f"/desk/people?words={marked.CORE}")


def person(adan: Visitor, username: str) -> str:
    """The page of somebody, found by the search."""
    found = adan.get(f"/desk/people?words={username}").links
    return next(x for x in found if re.fullmatch(r"/desk/people/\w{16}", x))


def reference(adan: Visitor, username: str) -> str:
    return person(adan, username).rpartition("/")[2]


def somebody_comes_and_goes(teller: Teller, adan: Visitor) -> None:
    teller.give(adan, "/desk/people/admit", name="Nela Ortiz", username="nela", email="")
    at = person(adan, "nela")
    teller.give(adan, f"{at}/posts", role="conduct-officer", mission=cast.MISSION, state="")
    teller.give(adan, f"{at}/invite", "desk:invite")
    teller.give(adan, at, "desk:close-invitation")
    teller.give(adan, f"{at}/name", name="Nela O.")
    teller.give(adan, f"{at}/second-factor", checked="on")
    teller.give(adan, at, "desk:end-sessions")
    assert "had ended" in adan.post(f"{at}/posts/end", {"post": marked.word()}).text
    adan.post(f"{at}/posts/end", {"post": f"conduct-officer {cast.MISSION} "})
    assert "No post" in adan.get(at).text
    teller.accepted.add("desk:dismiss")
    teller.give(adan, at, "desk:departure-begin")
    teller.give(adan, f"{at}/departure", "desk:departure-end")


def keep_a_desk(teller: Teller, adan: Visitor, osei: Visitor) -> None:
    selma = person(adan, "selma")
    teller.give(adan, f"{selma}/posts", role="member-state", mission="", state="XF")
    said = {"kind": "state", "name": "Another corridor", "mission": "", "state": "XF"}
    teller.give(adan, "/desk/desks/found", members=[selma.rpartition("/")[2]], **said)
    members = [reference(adan, "hana"), reference(adan, "cora")]
    at = own_desk(osei)
    teller.give(osei, f"{at}/admit", member=members[0])
    teller.give(osei, f"{at}/cover", member=members[1], until=TODAY)


def give_a_states_desk(teller: Teller, adan: Visitor) -> None:
    """The corridor founded before, given once more to whom it belongs; nothing else was sent."""
    hana, at = teller.visitor("hana"), "/desk/own-desks/of-states"
    said = form_on(hana.get(at)).fields["desk"].offers
    teller.give(hana, at, desk=said[1], members=[reference(adan, "selma")])


def own_desk(officer: Visitor) -> str:
    found = officer.get("/desk/own-desks").text
    own = re.search(rf'"(/desk/own-desks/\w{{16}})">[^<]*{cast.MISSION}', found)
    assert own is not None
    return own[1]


def hand_a_matter_over(teller: Teller, adan: Visitor, osei: Visitor, matter: str) -> None:
    teller.give(osei, f"{matter}/team", account=reference(adan, "hana"), part="lead")
    at = person(adan, "hana")
    teller.give(adan, at, "desk:departure-begin")
    chosen = {"to": reference(adan, "osei"), "matters": [matter.rpartition("/")[2]]}
    teller.give(adan, f"{at}/departure", "desk:departure-lead", **chosen)
    teller.give(adan, f"{at}/departure", "desk:departure-call-off")


def release(teller: Teller, adan: Visitor, osei: Visitor) -> None:
    said = {"member": reference(adan, "hana"), "reason": "left-desk"}
    teller.give(osei, f"{own_desk(osei)}/release", **said)
    teller.give(osei, "/desk/key-work")
