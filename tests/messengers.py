"""Somebody writes by message, through a gateway that a desk set up."""

from __future__ import annotations

import json
import re
import time
import urllib.request

from safeconduct.messaging.rules import signature
from tests import marked
from tests.tellers import Teller

AT = "/desk/channels"
SHOWN = re.compile(r'<textarea id="(address|secret)"[^>]*>([^<]+)<', re.DOTALL)


def write(teller: Teller) -> tuple[str, ...]:
    """Open a channel, write by it, renew its secret, end it; return what must not be kept."""
    osei = teller.visitor("osei")
    public = {"name": "A number", "number": "8080", "kind": "sms", "mode": "signed"}
    page = teller.give(osei, f"{AT}/add", mission="MINARA", language="en", **public)
    shown = dict(SHOWN.findall(page.text))
    receipt = pass_on(teller, shown, marked.word())
    pass_on(teller, shown, marked.word())
    teller.accepted.add("hooks:receive")
    one = next(x for x in osei.get(AT).links if re.fullmatch(rf"{AT}/\w{{16}}/change", x))
    teller.give(osei, one, language="en", **public)
    renewed = dict(SHOWN.findall(teller.give(osei, AT, "desk:channel-renew").text))
    teller.give(osei, AT, "desk:channel-discard")
    again = dict(SHOWN.findall(teller.give(osei, AT, "desk:channel-renew").text))
    teller.give(osei, AT, "desk:channel-forget")
    teller.give(osei, f"{one.rpartition('/')[0]}/end")
    return receipt, shown["secret"], renewed["secret"], again["secret"]


def pass_on(teller: Teller, shown: dict[str, str], text: str) -> str:
    """Pass on a message of somebody, marked wherever it can be; return the receipt, if any."""
    words = {"from": f"x:{marked.CORE}", "text": text, "id": marked.word()}
    body, at = json.dumps(words).encode(), str(int(time.time()))
    head = {
        "Content-Type": "application/json",
        "X-Safe-Conduct-Timestamp": at,
        "X-Safe-Conduct-Signature": signature(shown["secret"], at, body),
    }
    path = "/hooks/" + shown["address"].rpartition("/")[2]
    request = urllib.request.Request(f"http://127.0.0.1:{teller.port}{path}", body, head)
    with urllib.request.urlopen(request, timeout=30) as answer:
        said = json.load(answer)["text"]
    assert marked.CORE not in said
    return said.rpartition(" ")[2]
