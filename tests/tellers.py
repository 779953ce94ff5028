"""People who write marked words wherever they are asked, on every page of every face."""

from __future__ import annotations

import itertools
import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.urls import resolve

from safeconduct.site.demo import cast
from tests import marked
from tests.visiting import TEXT, Answer, Field, Form, Visitor

LARGE = 3 * 1024 * 1024  # more than Django keeps in memory unless it is told to
LONG = "x" * 21_000
TODAY = datetime.now(UTC).date().isoformat()
ALERT = 'role="alert"'


@dataclass
class Teller:
    """Fills forms with marked words: first wrongly, so that they are refused, then rightly."""

    port: int
    refused: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)
    read_back: list[str] = field(default_factory=list)

    def visitor(self, username: str = "", face: str = "desk") -> Visitor:
        """Somebody new, signed in if they are named."""
        somebody = Visitor(self.port)
        if username:
            self.mistype(somebody, face)
            somebody.sign_in(face, username, cast.PASSPHRASE)
            self.accepted.add(f"{face}:sign-in")
        return somebody

    def mistype(self, visitor: Visitor, face: str) -> None:
        """Type a marked name and passphrase where none fits."""
        at = f"/{face}/sign-in?next=/{face}/{marked.CORE}"
        visitor.get(at)
        answer = visitor.post(at, {"username": marked.word(), "passphrase": marked.word()})
        assert ALERT in answer.text

    def give(self, visitor: Visitor, at: str, route: str = "", **chosen: Any) -> Answer:
        """Fill the form of a route that a page shows, and expect it to be taken."""
        page = visitor.get(at) if at else None
        return self.fill(visitor, page or visitor.get(at), route, **chosen)

    def fill(self, visitor: Visitor, page: Answer, route: str = "", **chosen: Any) -> Answer:
        """Fill the form of a route on a page that was read."""
        form = form_on(page, route)
        name = resolve(form.action).view_name
        if form.asks:
            answer = visitor.post(form.action, {f.name: spoilt(f) for f in form.fields.values()})
            assert answer.status < 500, name
            self.refused.add(name)
        answer = visitor.post(form.action, said(form, chosen))
        assert answer.status == 200, (name, answer.status)
        assert ALERT not in answer.text, (name, told(answer))
        self.accepted.add(name)
        self.pages.add(form.action.rpartition("/")[2])
        return answer


def form_on(page: Answer, route: str = "") -> Form:
    """The form of a page that belongs to a route, or to the page itself."""
    wanted = route or resolve(page.path).view_name
    forms = [f for f in page.forms if f.method == "post" and resolve(f.action).view_name == wanted]
    assert forms, f"no form for {wanted} on {page.path}"
    return forms[0]


def said(form: Form, chosen: dict[str, Any]) -> dict[str, Any]:
    """Answers a form takes: marked words wherever words can be written."""
    return {
        f.name: chosen.get(f.name.replace("-", "_"), answer_to(f)) for f in form.fields.values()
    }


def answer_to(asked: Field) -> Any:
    offered = [code for code in asked.offers if code]
    if asked.kind in TEXT:
        return marked.word()
    if asked.kind == "checkbox":
        return offered[:1]
    if asked.kind == "select":
        return asked.offers[0]  # as a browser does
    return offered[0] if offered else asked.value


def spoilt(asked: Field) -> str:
    """An answer outside its question, marked."""
    if asked.kind == "hidden":
        return asked.value
    return marked.word() + (LONG if asked.kind in TEXT else "")


def told(answer: Answer) -> str:
    """What a page objects to."""
    return re.sub(r"<[^>]+>|\s+", " ", answer.text.partition(ALERT)[2])[:400]


def marked_file(name: str, size: int = 2000) -> tuple[str, str, bytes]:
    """A file that is marked within, and by its name."""
    content = b"\x89PNG\r\n\x1a\n" + marked.word().encode() * (size // 40)
    return name, f"{marked.word()}.png", content


# What is chosen on the pages of a report so that every question is asked.
CHOSEN: dict[str, dict[str, Any]] = {
    "danger": {"danger": "yes"},
    "victim": {"victim": "several"},
    "age": {"age": "no"},
    "mission": {"mission": cast.MISSION},
    "when": {"when_day": "", "when_year": "2024"},
    "contact": {"contact": "named"},
}


def report(teller: Teller) -> str:
    """Make one report, marked on every page; return its receipt."""
    tell(teller, teller.visitor(), CHOSEN | {"age": {"age": "yes"}})  # what a child is asked
    reporter = teller.visitor()
    page = tell(teller, reporter, CHOSEN)
    page = teller.fill(reporter, page)
    receipt = " ".join(re.findall(r"<li>(\w+)</li>", page.text.partition('class="receipt"')[2]))
    teller.give(reporter, "/report/en/receipt/kept", group=receipt.split()[2])
    reporter.post("/report/en/question/what", {"what": marked.word()})  # too late: given back
    return receipt


def tell(teller: Teller, reporter: Visitor, chosen: dict[str, dict[str, Any]]) -> Answer:
    """Answer every page of a report that is asked after such choices; return the last look."""
    page = reporter.get("/report/en/")
    page = teller.fill(reporter, page, "reporter:begin")
    for _page in range(25):
        if page.path.endswith("/check"):
            break
        code = page.path.rpartition("/")[2]
        if code == "files":
            page = attach(teller, reporter)
        elif any(f.method == "post" for f in page.forms):
            page = teller.fill(reporter, page, **chosen.get(code, {}))
        else:
            onward = [link for link in page.links if link.startswith("/report/en/question/")]
            page = reporter.get([link for link in onward if link != page.path][-1])
    assert marked.CORE in page.text
    return page


def save(teller: Teller) -> None:
    """Save a report in the making, go on with it on another phone, and throw it away there."""
    reporter, other = teller.visitor(), teller.visitor()
    teller.fill(reporter, reporter.get("/report/en/"), "reporter:begin")
    reporter.post("/report/en/question/what", {"what": marked.word(), "save": "1"})
    page = teller.give(reporter, f"/report/en/save?at={marked.CORE}", "reporter:save")
    words = re.findall(r"<li>(\w+)</li>", page.text.partition('class="receipt"')[2])
    teller.give(reporter, "/report/en/save/kept", "reporter:saved-kept", group=words[2])
    teller.give(other, "/report/en/mailbox", receipt=" ".join(words))
    assert marked.CORE in other.get("/report/en/check").text
    other.post("/report/en/question/what", {"what": marked.word(), "seen": "0"})
    teller.give(other, "/report/en/save", "reporter:throw-away")


def attach(teller: Teller, reporter: Visitor) -> Answer:
    """Add one large file, try one that cannot be taken, and go on."""
    at = "/report/en/question/files"
    added = reporter.post(at, {"add": "1"}, [marked_file("files", LARGE)])
    assert marked.CORE in added.text
    reporter.post(
        at, {"add": "1"}, [("files", f"{marked.word()}.exe", b"MZ\0" + marked_file("")[2])]
    )
    attach_in_pieces(reporter)
    reporter.post("/report/en/question/what/voice", {"remove": marked.word()})
    teller.accepted.add("reporter:voice")
    teller.accepted |= {f"reporter:{name}" for name in ("files", "announce", "piece", "finish")}
    teller.pages.add("files")
    return reporter.post(at, {"go-on": "1"})


def attach_in_pieces(reporter: Visitor) -> None:
    """Add a marked file as a script does, and leave another half way, and a third refused."""
    at = "/report/en/question/files/pieces"
    for whole in (True, False):
        _field, name, content = marked_file("", 300_000)
        told = json.loads(reporter.post(at, {"name": name, "size": len(content)}).text)
        size, count = told["piece"], len(told["here"])
        for number in range(count if whole else count - 1):
            piece = content[number * size : (number + 1) * size]
            digest = b64encode(sha256(piece).digest()).decode()
            taken = reporter.give(
                f"{at}/{told['file']}/{number}", piece, Content_Digest=f"sha-256=:{digest}:"
            )
            assert taken.status == 200, taken.text
        ended = reporter.give(f"{at}/{told['file']}/finish", b"")
        assert ended.status == (200 if whole else 409), ended.text
    refused = reporter.post(at, {"name": f"{marked.word()}.mp4", "size": 10**12})
    assert refused.status == 422


def come_back(teller: Teller, receipt: str) -> None:
    """Use the mailbox, and what is left of it after it was closed."""
    reporter = teller.visitor()
    page = teller.give(reporter, "/report/en/mailbox", receipt=receipt)
    teller.fill(reporter, page, "reporter:write")
    reporter.post("/report/en/mailbox/write", {"text": marked.word()}, [marked_file("file")])
    for page in ("contact", "call", "withdraw"):
        teller.give(reporter, f"/report/en/mailbox/{page}")
    teller.give(reporter, "/report/en/mailbox/again")
    reporter.post("/report/en/question/what", {"what": marked.word()})  # and left unsent
    page = teller.give(reporter, "/report/en/mailbox/receipt")
    words = re.findall(r"<li>(\w+)</li>", page.text.partition('class="receipt"')[2])
    teller.give(reporter, "/report/en/mailbox/receipt/kept", group=words[2])
    teller.give(reporter, "/report/en/mailbox", "reporter:close")
    assert reporter.post("/report/en/mailbox/write", {"text": marked.word()}).status in {403, 410}


def waiting(officer: Visitor) -> list[str]:
    """The reports that wait in the inbox."""
    page = officer.get("/desk/reports")
    return [link for link in page.links if re.fullmatch(r"/desk/reports/\w+", link)]


def triage(teller: Teller, officer: Visitor, at: str) -> str:
    """Set one report aside and take it up again; return the matter opened from it."""
    opened = teller.give(officer, at, "desk:report-read")
    teller.read_back.append(opened.text)
    named = teller.give(teller.visitor("cora"), at, "desk:report-identify")
    teller.read_back.append(named.text)
    look_at_file(teller, officer, opened)
    teller.give(officer, f"{at}/acknowledge")
    teller.give(officer, f"{at}/write")
    call(teller, officer, at)
    teller.give(officer, f"{at}/set-aside")
    teller.give(officer, at, "desk:reconsider")
    page = teller.give(officer, f"{at}/open-matter", mission=cast.MISSION)
    return next(link for link in page.links if link.startswith("/desk/matters/"))


def look_at_file(teller: Teller, officer: Visitor, opened: Answer) -> None:
    """See what can be shown of a file, and then take the original."""
    seen = officer.post(form_on(opened, "desk:preview").action)
    assert "No preview could be made" in seen.text
    handed = officer.post(form_on(seen, "desk:attachment").action)
    assert marked.CORE.encode() in handed.body
    officer.post(f"{form_on(seen, 'desk:attachment').action}/listen")
    teller.accepted |= {"desk:preview", "desk:attachment", "desk:listen"}


def join(teller: Teller, officer: Visitor, at: str, matter: str) -> None:
    """Make another report part of the matter."""
    number = re.search(r"<h1><bdi>([^<]+)", officer.get(matter).text)
    assert number is not None
    teller.give(officer, f"{at}/acknowledge")
    call(teller, officer, at)
    teller.give(officer, f"{at}/join", number=number[1])


def call(teller: Teller, officer: Visitor, at: str) -> None:
    """Open how a reporter can be reached, if they asked to be, and say that they were called."""
    if at.rpartition("/")[2] in "".join(officer.get("/desk/reports?show=call").links):
        assert marked.CORE in teller.give(officer, at, "desk:report-read").text
        teller.give(officer, at, "desk:called")


def describe(teller: Teller, officer: Visitor, matter: str) -> str:
    """Fill every form of a file; return the allegation made."""
    snapshot = {"category": "mc", "rank": "enlisted", "state": "XD", "as_of": TODAY, "size": ""}
    teller.give(officer, f"{matter}/subjects", kind="known", **snapshot)
    teller.give(officer, f"{matter}/victims")
    teller.give(officer, f"{matter}/notes")
    teller.give(
        officer, f"{matter}/walls", account=offered(officer, f"{matter}/walls", "account")[-1]
    )
    page = officer.get(f"{matter}/allegations")
    subject = form_on(page).fields["subject"].offers[1]
    charge = {"conduct": "sea-rape", "incident_from": TODAY, "incident_to": "", "precision": "day"}
    page = teller.fill(officer, page, subject=subject, **charge)
    people = offered(officer, f"{matter}/team", "account")
    teller.give(officer, f"{matter}/team", account=people[0])
    teller.give(officer, f"{matter}/team/end", account=people[0])
    teller.give(officer, f"{matter}/team", account=people[0])
    for form in [f for f in officer.get(matter).forms if f.action == f"{matter}/read"]:
        read = officer.post(form.action, {n: f.value for n, f in form.fields.items()})
        teller.read_back.append(read.text)
    officer.post(f"{matter}/read", {"seal": marked.CORE[:16], "reason": marked.word()})
    teller.accepted.add("desk:matter-read")
    return next(link for link in officer.get(matter).links if link.startswith("/desk/allegations/"))


def offered(visitor: Visitor, at: str, name: str) -> list[str]:
    return [code for code in form_on(visitor.get(at)).fields[name].offers if code]


def settle(teller: Teller, officer: Visitor, matter: str, allegation: str) -> None:
    """Take the allegation along its table, refer it, and record what was found and done."""
    teller.give(officer, allegation, "desk:step")
    headquarters = teller.visitor("hana")
    sent = form_on(headquarters.get(f"{matter}/refer")).fields["allegations"].offers
    teller.give(headquarters, f"{matter}/refer", allegations=sent)
    found = {"stage": "final", "result": "substantiated", "body": "oios", "found_on": TODAY}
    teller.give(headquarters, f"{allegation}/findings", **found)
    measure = {"measure": "un-final repatriated", "decided_on": TODAY, "charge": ""}
    teller.give(
        headquarters, f"{allegation}/measures", progress="decided", length_days="", **measure
    )
    teller.give(headquarters, "/desk/numbers", "desk:compile")
    release = next(x for x in headquarters.get("/desk/numbers").links if "/numbers/" in x)
    teller.give(teller.visitor("rui"), release, "desk:publish")
    teller.give(teller.visitor("quinn"), "/desk/audit", "desk:audit-verify")


def keep_records(teller: Teller) -> None:
    """Propose a record, hold another, and decide as a second person about each."""
    hana, cora = teller.visitor("hana"), teller.visitor("cora")
    listed = "/desk/records?rule=report-set-aside"
    scopes = form_on(hana.get(listed), "desk:propose").fields["scopes"].offers
    teller.give(hana, f"/desk/records/{scopes[-1]}/hold", reason="court")
    teller.give(hana, "/desk/records?show=holds", "desk:lift-hold")
    teller.give(hana, listed, "desk:propose")
    (own,) = dispositions(cora, "decide")
    teller.give(cora, f"{own}/approve")
    teller.give(cora, f"{own}/carry-out")
    (waiting,) = dispositions(hana, "decide")
    teller.give(hana, waiting, "desk:disposition-refuse")
    (agreed,) = dispositions(hana, "open")
    teller.give(hana, agreed, "desk:disposition-withdraw")


def dispositions(officer: Visitor, shown: str) -> list[str]:
    """The dispositions in one list of the page of records."""
    page = officer.get(f"/desk/records?show={shown}")
    return list(dict.fromkeys(x for x in page.links if re.fullmatch(r"/desk/records/\w{16}", x)))


def answer_for_a_state(teller: Teller) -> None:
    """Open what was sent, confirm it and answer it."""
    state = teller.visitor("selma", "partner")
    links = [x for x in state.get("/partner/").links if x.startswith("/partner/referrals/")]
    own = next(x for x in links if marked.CORE in opened_letter(teller, state, x))
    teller.give(state, own, "partner:acknowledge")
    teller.give(state, f"{own}/answer", election="elect-own")
    teller.read_back.append(opened_letter(teller, state, own))
    leave(teller, state, "partner")


def opened_letter(teller: Teller, state: Visitor, at: str) -> str:
    return teller.give(state, at, "partner:read").text


def leave(teller: Teller, visitor: Visitor, face: str) -> None:
    """Lock, mistype the passphrase, write while locked, unlock, leave."""
    visitor.post(f"/{face}/lock")
    at = f"/{face}/unlock"
    visitor.get(at)
    assert ALERT in visitor.post(at, {"passphrase": marked.word()}).text
    visitor.post(at, {"passphrase": cast.PASSPHRASE})
    teller.accepted.add(f"{face}:unlock")
    visitor.post(f"/{face}/sign-out")
    visitor.post(f"/{face}/sign-out", {marked.CORE: marked.word()})


def wander(teller: Teller) -> None:
    """Type marked words into addresses, searches and stale forms."""
    osei, quinn, lost = teller.visitor("osei"), teller.visitor("quinn"), teller.visitor()
    for somebody, at in itertools.product(
        (osei, quinn, lost),
        (
            "/desk/matters?number=",
            "/desk/audit?about=",
            "/desk/reports?show=",
            "/desk/",
            "/numbers/",
        ),
    ):
        somebody.get(f"/desk/{at}{marked.CORE}")
    lost.get(f"/language/en?next=/{marked.CORE}")
    lost.token = marked.CORE
    lost.post("/desk/sign-in", {"username": marked.word(), "passphrase": marked.word()})
    lost.post(f"/report/en/question/{marked.CORE}", {"what": marked.word()})
