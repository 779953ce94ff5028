"""A matter made for one journey, over HTTP, so that the journey begins where it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from safeconduct.site.demo import cast
from tests.visiting import Answer, Visitor

STATE = "XD"
REPORT = r"/desk/reports/\w+"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(400)
REPORTED: dict[str, dict[str, str]] = {
    "danger": {"danger": "no"},
    "what": {"what": "Somebody took fuel at night."},
}


@dataclass(frozen=True)
class Prepared:
    """One report, the matter opened from it, and its one allegation, by address."""

    report: str
    file: str
    matter: str
    number: str
    allegation: str


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def officer(port: int, username: str = "osei", face: str = "desk") -> Visitor:
    """Somebody of the demonstration, signed in and unlocked."""
    somebody = Visitor(port)
    somebody.sign_in(face, username, cast.PASSPHRASE)
    return somebody


def report(port: int, mission: str = cast.MISSION) -> str:
    """Make a report with a file in it; return its receipt."""
    reporter, said = Visitor(port), REPORTED | {"mission": {"mission": mission}}
    page = reporter.post("/report/en/start")
    for _page in range(25):
        code = page.path.rpartition("/")[2]
        if code == "receipt":
            return " ".join(re.findall(r"<li>(\w+)</li>", page.text.partition('receipt"')[2]))
        if code == "files":
            reporter.post(page.path, {"add": "1"}, [("files", "p.png", PNG)])
        usual = {"files": {"go-on": "1"}, "check": {}}.get(code, {"skip": "1"})
        page = reporter.post(page.path, said.get(code, usual))
    raise AssertionError(page.path)


def new_report(port: int, officer: Visitor, mission: str = cast.MISSION) -> tuple[str, str]:
    """Make a report; return where an officer finds it, and its receipt."""
    before = links(officer.get("/desk/reports"), REPORT)
    receipt = report(port, mission)
    found = links(officer.get("/desk/reports"), REPORT)
    return next(at for at in found if at not in before), receipt


def matter(
    port: int, *, assessed: bool = True, by: str = "osei", mission: str = cast.MISSION
) -> Prepared:
    """Make a report, open a matter from it and allege one thing of a national of one State."""
    osei = officer(port, by)
    found, _receipt = new_report(port, osei, mission)
    opened = osei.post(f"{found}/read", {"reason": "triage"})
    file = next(f.action for f in opened.forms if "/files/" in f.action)
    osei.post(f"{found}/acknowledge", {"text": "It was read."})
    at = link(osei.post(f"{found}/open-matter", {"mission": mission}), r"/desk/matters/\w+")
    subject = {"kind": "known", "category": "mc", "state": STATE, "identity": "An invented name"}
    osei.post(f"{at}/subjects", subject)
    form = next(f for f in osei.get(f"{at}/allegations").forms if "conduct" in f.fields)
    charge = {"conduct": "sea-rape", "incident_from": today(), "precision": "day"}
    page = osei.post(f"{at}/allegations", {"subject": form.fields["subject"].offers[1]} | charge)
    allegation = link(page, r"/desk/allegations/\w+")
    if assessed:
        osei.post(f"{allegation}/steps/assess")
    number = re.search(r"<h1><bdi>([^<]+)", page.text)
    assert number is not None
    return Prepared(found, file, at, number[1], allegation)


def referral(port: int, made: Prepared, letter: str = "An invented letter.") -> str:
    """Send the matter's allegation to its State; return where the State finds it."""
    hana = officer(port, "hana")
    charge = made.allegation.rpartition("/")[2]
    hana.post(f"{made.matter}/refer", {"allegations": charge, "letter": letter})
    selma = officer(port, "selma", "partner")
    for at in dict.fromkeys(links(selma.get("/partner/"), r"/partner/referrals/\w+")):
        if letter in selma.post(f"{at}/read").text:
            return at
    raise AssertionError("the State was sent nothing")


def links(page: Answer, form: str) -> list[str]:
    """The links of a page that lead to a kind of address."""
    return [found for found in page.links if re.fullmatch(form, found)]


def link(page: Answer, form: str) -> str:
    """The first link of a page that leads to a kind of address."""
    found = links(page, form)
    assert found, f"no {form} on {page.path}"
    return found[0]
