"""Two servers of one installation: what was used or counted at one is used and counted at both."""

from __future__ import annotations

import re

import pytest

from tests import serving
from tests.visiting import Answer, Visitor
from tests.web.entrance.coming import code

PASSPHRASE = "seven quiet geese at dusk"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The ports of two servers on one database, and the key of Quinn's authenticator app."""
    folder = tmp_path_factory.mktemp("both")
    person = ("found", "person", "--passphrase", PASSPHRASE, "--role", "auditor")
    people = tuple((*person, name, name.title()) for name in ("quinn", "rui"))
    with (
        serving.serving(folder, before=people) as one,
        serving.serving(folder) as other,
    ):
        quinn = Visitor(one.port)
        quinn.sign_in("desk", "quinn", PASSPHRASE)
        page = quinn.get("/account/authenticator/add").text
        key = re.sub(r"<[^>]+>|\s", "", re.findall(r'class="key ref".*?</p>', page, re.S)[0])
        secret = key.partition(">")[2]
        quinn.post("/account/authenticator/add", {"code": code(secret)})
        yield one.port, other.port, secret


def half_in(port: int) -> Visitor:
    visitor = Visitor(port)
    visitor.get("/desk/sign-in")
    said = {"username": "quinn", "passphrase": PASSPHRASE}
    assert visitor.post("/desk/sign-in", said).path == "/account/code"
    return visitor


def at_the_desk(visitor: Visitor) -> bool:
    return "sign-in" not in visitor.get("/desk/").path


def test_a_code_used_at_one_server_opens_nothing_at_the_other(both):
    one, other, secret = both
    first, second = half_in(one), half_in(other)
    used = code(secret, 1)  # the one before set the app up
    first.post("/account/code", {"code": used})
    second.post("/account/code", {"code": used})
    assert [at_the_desk(visitor) for visitor in (first, second)] == [True, False]


def test_half_a_sign_in_can_be_finished_at_the_other_server_and_the_session_holds_at_both(both):
    one, other, secret = both
    visitor = half_in(one)
    visitor.port = other
    visitor.post("/account/code", {"code": code(secret, -1)})
    assert at_the_desk(visitor)
    visitor.port = one
    assert at_the_desk(visitor)


def test_failures_are_counted_over_both(both):
    def fail(port: int) -> Answer:
        visitor = Visitor(port)
        visitor.get("/desk/sign-in")
        return visitor.post("/desk/sign-in", {"username": "rui", "passphrase": "wrong"})

    answers = [fail(port).text for port in (both[0], both[1]) * 3]
    assert ["Wait" in text for text in answers] == [False] * 5 + [True]
