"""What the demonstration lacks so that every page of a desk has something to show, over HTTP."""

from __future__ import annotations

from typing import Any

from tests import administering, guardians, tellers
from tests.journeys import preparing
from tests.journeys.preparing import Prepared
from tests.visiting import Visitor

NAME = "nela"
ALIKE = 10  # so many reports are a crowd


def furnish(port: int, made: Prepared) -> dict[str, list[str]]:
    """Make one thing of every kind; return the addresses that no link leads to, by account."""
    teller = tellers.Teller(port)
    osei, hana, adan = (preparing.officer(port, name) for name in ("osei", "hana", "adan"))
    waiting, _receipt = preparing.new_report(port, osei)
    osei.post(f"{waiting}/acknowledge", {"text": "It was read."})
    for _one in range(ALIKE):
        preparing.report(port)
    desk = tellers.offered(osei, "/desk/tablets/add", "desk")[-1]
    teller.give(osei, "/desk/tablets/add", name="Blue", desk=desk)
    number = {"name": "A number", "number": "8080", "kind": "sms", "mode": "signed"}
    teller.give(osei, "/desk/channels/add", mission="MINARA", language="en", **number)
    for asking in (osei, hana):
        teller.give(asking, _name(asking))
    tove = preparing.officer(port, "tove")
    teller.give(tove, "/desk/emergency", number=made.number)
    outline = teller.fill(hana, hana.get("/desk/questions"), "desk:questions-begin").path
    _propose(teller, hana, preparing.officer(port, "cora"))
    person, invitation = _admit(teller, adan)
    names = ("posts", "name", "second-factor", "invite", "departure", "log")
    return {
        "": [invitation],
        "osei": [
            *(f"{waiting}/{act}" for act in ("open-matter", "join", "set-aside")),
            f"{made.matter}/team/end",
            f"{made.allegation}/steps/investigate",
        ],
        "hana": [outline, outline.removesuffix("/outline"), outline.replace("outline", "change")],
        "adan": [f"{person}/{name}" for name in names],
    }


def _name(asking: Visitor) -> str:
    """Where somebody asks for the first name of a complainant that they did not ask for yet."""
    matters = preparing.links(asking.get("/desk/matters"), r"/desk/matters/\w{16}")
    return next(at for matter in matters for at in guardians.links(asking, matter, "/names/"))


def _admit(teller: tellers.Teller, adan: Visitor) -> tuple[str, str]:
    """Somebody new, invited and already leaving; their page, and their invitation."""
    teller.give(adan, "/desk/people/admit", name="Nela Ortiz", username=NAME, email="")
    at = administering.person(adan, NAME)
    post: dict[str, Any] = {"role": "conduct-officer", "mission": "MINARA", "state": ""}
    teller.give(adan, f"{at}/posts", **post)
    page = teller.give(adan, f"{at}/invite", "desk:invite")
    teller.give(adan, at, "desk:departure-begin")
    return at, "/account/invitation/" + page.text.partition("/account/invitation/")[2].split('"')[0]


def _propose(teller: tellers.Teller, hana: Visitor, cora: Visitor) -> None:
    """Two records proposed for destruction, one of them approved."""
    listed = "/desk/records?rule=report-set-aside"
    scopes = tellers.form_on(hana.get(listed), "desk:propose").fields["scopes"].offers
    hana.post("/desk/records/propose", {"scopes": scopes[:2], "rule": "report-set-aside"})
    teller.give(cora, f"{tellers.dispositions(cora, 'decide')[0]}/approve")
