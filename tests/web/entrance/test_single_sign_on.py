"""The organisation's sign-on, by a real provider in a process of its own and a real server."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests import house, marked, serving
from tests.visiting import Answer, Visitor
from tests.web.entrance import provider

PASSPHRASE = "a long and quiet passphrase"
BEGIN = "/account/sign-on/organisation"
WANTED = f"{BEGIN}?next=/desk/reports"
CALLBACK = f"{BEGIN}/callback"
HANA = {"sub": "subject-1", "email": "hana@example.org", "email_verified": True}
REFUSED = "You are not signed in"


@dataclass
class Organisation:
    """The provider next door."""

    address: str

    def say(self, **said: object) -> None:
        """Tell the provider who comes next and how it is to lie."""
        self.ask("/say", json.dumps(said).encode())

    def ask(self, page: str, body: bytes | None = None) -> object:
        with urlopen(Request(f"{self.address}{page}", body), timeout=10) as answer:
            return json.loads(answer.read())


@pytest.fixture(scope="module")
def organisation() -> Iterator[Organisation]:
    program = house.ROOT / "tests" / "web" / "entrance" / "provider.py"
    running = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    yield Organisation(running.stdout.readline().strip())
    running.terminate()
    running.wait(timeout=10)
    running.stdout.close()


@pytest.fixture(scope="module")
def served(organisation, tmp_path_factory) -> Iterator[serving.Served]:
    person = ("found", "person", "--passphrase", PASSPHRASE, "--role")
    steps = (
        (*person, "headquarters-officer", "hana", "Hana"),
        (*person, "headquarters-officer", "ivo", "Ivo"),
    )
    settings = {
        "sign_on_issuer": organisation.address,
        "sign_on_client_id": provider.CLIENT,
        "sign_on_client_secret": provider.SECRET,
    }
    folder = tmp_path_factory.mktemp("sign-on")
    with serving.serving(folder, before=steps, **settings) as running:
        yield running


@pytest.fixture
def provisioned(organisation: Organisation, served: serving.Served) -> Organisation:
    """Hana's account is open to whoever the provider calls hana@example.org, bound to nobody."""
    organisation.say()
    ended = served.run("found", "sign-on", "hana", "hana@example.org")
    assert ended.returncode == 0, ended.stderr
    return organisation


def sent(visitor: Visitor) -> str:
    """Begin at the sign-in page; return where the provider sends the browser back to."""
    visitor.get("/desk/sign-in")
    answer = visitor.ask(
        "POST",
        WANTED,
        urlencode({"csrfmiddlewaretoken": visitor.token}).encode(),
        "application/x-www-form-urlencoded",
    )
    assert answer.status == 302, answer.text
    return returned(answer.where)


def returned(at: str) -> str:
    """Let the provider answer a browser; it sends it back with a code."""
    line = Visitor(int(urlsplit(at).port or 0))
    return line.ask("GET", at.partition(at.split("/")[2])[2]).where


def come_in(visitor: Visitor, back: str = "") -> Answer:
    """Go the whole way, or the way back alone."""
    parts = urlsplit(back or sent(visitor))
    return visitor.get(f"{parts.path}?{parts.query}")


def is_signed_in(visitor: Visitor) -> bool:
    return "sign-in" not in visitor.get("/desk/").path


def is_absent(answer: Answer) -> bool:
    """To somebody who is not signed in, what does not exist asks them to do so, like all else."""
    return answer.status == 302 and "/sign-in" in answer.where


def refused(visitor: Visitor, answer: Answer) -> bool:
    return answer.status == 403 and REFUSED in answer.text and not is_signed_in(visitor)


def test_whoever_was_provisioned_comes_in_and_finds_the_key_locked(provisioned, served):
    hana = Visitor(served.port)
    answer = come_in(hana)
    assert answer.status == 200
    assert is_signed_in(hana)
    assert "key" not in hana.cookies
    assert "Your session is locked" in hana.get("/desk/unlock").text
    hana.post("/desk/unlock", {"passphrase": PASSPHRASE})
    assert hana.cookies["key"]


def test_whoever_has_a_second_factor_is_asked_for_it_after_the_sign_on(provisioned, served):
    row = "insert into mfa_authenticator (user_id, type, data, created_at) select id, ?, ?, ? "
    has_key = ("webauthn", "{}", "2026-01-01")
    (database,) = Path(served.folder).glob("*.sqlite3")
    with closing(sqlite3.connect(database, timeout=20)) as line:
        line.execute(f"{row} from access_account where username = 'hana'", has_key)
        line.commit()
        hana = Visitor(served.port)
        asked = hana.ask("GET", urlsplit(sent(hana))._replace(scheme="", netloc="").geturl())
        signed_in = is_signed_in(hana)
        line.execute("delete from mfa_authenticator")
        line.commit()
    assert (asked.where, signed_in) == ("/account/code", False)


def test_they_come_in_again_by_the_same_subject_even_with_letters_of_other_height(
    provisioned, served
):
    assert come_in(Visitor(served.port)).status == 200
    provisioned.say(person=HANA | {"email": "Hana@EXAMPLE.org"})
    again = Visitor(served.port)
    come_in(again)
    assert is_signed_in(again)


@pytest.mark.parametrize(
    "said",
    [
        {"person": HANA | {"sub": "subject-2", "email": "nobody@example.org"}},
        {"person": HANA | {"email": "ivo@example.org"}},  # has an account, was not provisioned
        {"person": HANA | {"email_verified": False}},
        {"person": HANA | {"email_verified": "true"}},
        {"person": {"email": None, "email_verified": None}, "userinfo": {"sub": "subject-2"}},
        {"claims": {"aud": "somebody else"}},
        {"claims": {"aud": [provider.CLIENT, "other"], "azp": "other"}},
        {"claims": {"iss": "http://127.0.0.1:1"}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"iat": 1_700_000_000, "exp": 1_700_000_300}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"forged": True},
        {"unsigned": True},
        {"keyed": True},
        {"token": {"id_token": None}},
        {"token": {"id_token": 7}},
        {"token": {"id_token": "a.b.c"}},
        {"token": {"access_token": None}},
        {"published": {"keys": []}},
        {"published": {"keys": [{"kid": "one"}]}},
        {"published": []},
        {"discovery": {"issuer": "http://127.0.0.1:1"}},
        {"error": "access_denied"},
        {"error": "server_error"},
        {"state": "another"},
    ],
    ids=str,
)
def test_anybody_else_and_any_other_answer_gets_one_plain_page(provisioned, served, said):
    provisioned.say(**said)
    somebody = Visitor(served.port)
    somebody.get("/desk/sign-in")
    answer = somebody.post(WANTED) if "discovery" in said else come_in(somebody)
    assert refused(somebody, answer)
    assert answer.headers["Location"] is None


def test_an_issuer_that_changed_on_the_way_is_refused(provisioned, served):
    for lie in ({"issuer": "http://127.0.0.1:1"}, {"jwks_uri": "ftp://127.0.0.1/keys"}):
        provisioned.say()
        somebody = Visitor(served.port)
        back = sent(somebody)
        provisioned.say(discovery=lie)
        assert refused(somebody, come_in(somebody, back))


def test_an_answer_with_more_than_is_needed_lets_in(provisioned, served):
    provisioned.say(token={"expires_in": "soon", "refresh_token": "kept nowhere"})
    hana = Visitor(served.port)
    come_in(hana)
    assert is_signed_in(hana)


def test_the_plain_page_is_the_same_whoever_was_refused(provisioned, served):
    pages = set()
    for email in ("nobody@example.org", "ivo@example.org"):
        provisioned.say(person=HANA | {"sub": "subject-9", "email": email})
        page = come_in(Visitor(served.port)).text
        pages.add(re.sub(r'(nonce|value)="[^"]*"', "", page))
    assert len(pages) == 1


def test_a_changed_subject_under_the_same_address_is_somebody_else(provisioned, served):
    come_in(Visitor(served.port))
    provisioned.say(person=HANA | {"sub": "subject-2"})
    heir = Visitor(served.port)
    assert refused(heir, come_in(heir))
    provisioned.say()
    hana = Visitor(served.port)
    come_in(hana)
    assert is_signed_in(hana)


def test_an_address_the_issuer_did_not_sign_may_come_from_userinfo_of_the_same_subject(
    provisioned, served
):
    provisioned.say(
        person={"email": None, "email_verified": None},
        userinfo={"email": "hana@example.org", "email_verified": True},
    )
    hana = Visitor(served.port)
    come_in(hana)
    assert is_signed_in(hana)


def test_a_code_works_once_in_the_browser_that_began_and_nowhere_else(provisioned, served):
    hana, thief = Visitor(served.port), Visitor(served.port)
    back = sent(hana)
    assert refused(thief, come_in(thief, back))
    mixed = dict(parse_qsl(urlsplit(back).query))
    own = dict(parse_qsl(urlsplit(sent(thief)).query))
    swapped = f"{CALLBACK}?{urlencode(own | {'code': mixed['code']})}"
    assert refused(thief, come_in(thief, swapped))  # PKCE: the code was asked for elsewhere


def test_an_answer_replayed_signs_nobody_in(provisioned, served):
    hana = Visitor(served.port)
    back = sent(hana)
    come_in(hana, back)
    hana.post("/desk/sign-out")
    assert refused(hana, come_in(hana, back))


def test_coming_in_asks_for_a_form_of_ours_and_for_a_provider_that_exists(provisioned, served):
    somebody = Visitor(served.port)
    assert is_absent(somebody.ask("GET", BEGIN))
    assert is_absent(somebody.ask("POST", BEGIN))
    somebody.get("/desk/sign-in")
    for other in ("openid_connect", "google", "x"):
        assert somebody.post(f"/account/sign-on/{other}").path.endswith("/sign-in")


def test_there_is_no_way_to_register(served):
    somebody = Visitor(served.port)
    for page in ("signup", "social/signup", "social/connections", "login", "sign-on"):
        for path in (f"/account/{page}", f"/account/{page}/"):
            assert is_absent(somebody.ask("GET", path)), path


def test_the_way_on_leads_to_a_page_of_ours_alone(provisioned, served):
    hana = Visitor(served.port)
    hana.get("/desk/sign-in")
    for bad in ("https://elsewhere.example", "//elsewhere.example", "/desk/../report/"):
        answer = hana.ask(
            "POST",
            f"{BEGIN}?{urlencode({'next': bad})}",
            urlencode({"csrfmiddlewaretoken": hana.token}).encode(),
            "application/x-www-form-urlencoded",
        )
        parts = urlsplit(returned(answer.where))
        came = Visitor(served.port)
        came.cookies = dict(hana.cookies)
        assert came.ask("GET", f"{parts.path}?{parts.query}").where.startswith(("/desk/", "/acc"))


def test_nothing_of_the_person_and_no_token_is_kept(provisioned, served):
    come_in(Visitor(served.port))
    kept = [p.read_bytes() for p in Path(served.folder).rglob("*") if p.is_file()]
    for secret in ("subject-1", provider.SECRET):
        forms = [form for _name, form in marked.disguises(secret)]
        assert not any(form in content for form in forms for content in kept)


def test_a_browser_may_follow_the_form_to_the_provider(organisation, served):
    policy = Visitor(served.port).get("/desk/sign-in").headers["Content-Security-Policy"]
    assert f"form-action 'self' {organisation.address}" in policy
