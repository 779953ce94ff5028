"""Somebody who is invited, and fills every form of their own account with marked words."""

from __future__ import annotations

import re

from tests import marked, serving
from tests.tellers import ALERT, Teller
from tests.visiting import Visitor
from tests.web.entrance.coming import code

NAME = "nia"
APP = "/account/authenticator"
CODES = "/account/recovery-codes"
DIGITS = re.compile(r"<li>(\d{5} \d{5})</li>")


def keep_account(teller: Teller, served: serving.Served) -> tuple[str, ...]:
    """Come in by an invitation, set everything up and take it away; return the secrets used."""
    invited = served.run("found", "person", NAME, NAME, "--role", "auditor", "--invite")
    link = re.search(r"/account/invitation/(\S+)", invited.stdout)
    assert link is not None, invited.stderr
    nia, first, second = teller.visitor(), marked.word(), marked.word()
    teller.give(nia, link[0], new=first, again=first)
    teller.give(nia, "/account/unlock", passphrase=first)
    teller.give(nia, "/account/confirm", passphrase=first)
    teller.give(nia, "/account/passphrase", old=first, new=second, again=second)
    page = nia.get(f"{APP}/add")
    key = re.findall(r"<span>([A-Z2-7]{4})</span>", page.text)
    teller.fill(nia, page, code=code("".join(key)))
    codes = DIGITS.findall(nia.get(CODES).text)
    there = half_in(teller, second)
    teller.give(there, "/account/code", code=codes[0])
    teller.give(there, "/desk/confirm", code=codes[1])
    at = "/partner/confirm?next=/account/"
    assert there.post(at, {"code": marked.word()[:40]}).path == "/partner/confirm"
    assert there.post(at, {"code": codes[2]}).path == "/account/"
    teller.accepted.add("partner:confirm")
    teller.give(nia, "/account/sessions", "end-session")
    half_in(teller, second).post("/account/code", {"code": codes[3]})
    teller.give(nia, "/account/sessions", "end-other-sessions")
    nia.post(f"{CODES}/new")
    renewed = DIGITS.findall(nia.get(CODES).text)
    teller.accepted.add("mfa_generate_recovery_codes")
    teller.give(nia, f"{APP}/remove")
    return (link[1], first, second, "".join(key), *codes, *renewed)


def half_in(teller: Teller, passphrase: str) -> Visitor:
    """Somebody who has typed the passphrase, and a wrong code."""
    visitor = teller.visitor()
    visitor.get("/desk/sign-in")
    visitor.post("/desk/sign-in", {"username": NAME, "passphrase": passphrase})
    assert ALERT in visitor.post("/account/code", {"code": marked.word()[:40]}).text
    return visitor
