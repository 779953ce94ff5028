"""Somebody with a security key and marked words, at every form that asks for a passkey."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from safeconduct.site.demo import cast
from tests import marked
from tests.tellers import Teller
from tests.visiting import Answer, Visitor
from tests.web.entrance.security_key import SecurityKey

ADD, LIST = "/account/passkeys/add", "/account/passkeys"
SIGN_IN, SECOND, PROVE = (
    f"/account/with-a-passkey/{page}" for page in ("sign-in", "second-factor", "prove")
)


def asked(page: Answer) -> Any:
    """What a page asks of a passkey."""
    found = re.search(r'id="passkey-asks"[^>]*>(.*?)</script>', page.text)
    assert found is not None, page.path
    return json.loads(html.unescape(found[1]))


def mistype(visitor: Visitor, at: str) -> Any:
    """Send marked words where a passkey is asked for; return what the page asks afterwards."""
    visitor.get(at)
    words = {name: marked.word() for name in ("credential", "output", "name")}
    assert visitor.post(at, words).status == 200
    return asked(visitor.get(at))


def keep(teller: Teller, username: str) -> str:
    """Add a passkey, come in by it in every way, and remove it; return what it yields."""
    owner = teller.visitor(username)
    key = SecurityKey(origin=f"http://127.0.0.1:{teller.port}")
    asks = mistype(owner, ADD)
    said = key.make(asks) | {"name": marked.word()}
    assert owner.post(ADD, said).path.endswith("/recovery-codes")
    own = next(at for at in owner.get(LIST).links if at.startswith(f"{LIST}/") and at != ADD)
    teller.give(owner, own)
    alone, half = teller.visitor(), teller.visitor()
    half.get("/desk/sign-in")
    half.post("/desk/sign-in", {"username": username, "passphrase": cast.PASSPHRASE})
    ways = (owner, PROVE), (alone, SIGN_IN), (half, SECOND)
    for visitor, at in ways:
        assert visitor.post(at, key.show(mistype(visitor, at))).path.startswith("/desk/"), at
    teller.accepted |= {"passkey-add", "passkey-prove", "mfa_login_webauthn", "passkey-second"}
    teller.give(owner, own, "passkey-remove")
    return said["output"]
