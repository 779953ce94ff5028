"""A gateway as RapidPro is one: it posts what people write, signed or with its fixed token."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from safeconduct.access.actors import Actor
from safeconduct.messaging import actions
from safeconduct.messaging.actions import Described
from safeconduct.messaging.models import Channel
from safeconduct.messaging.reading import FORM
from safeconduct.messaging.rules import signature
from safeconduct.roster.models import Mission
from tests.people import TODAY

AMINA = "+250788123456"
JSON = "application/json"


@dataclass
class Gateway:
    """One channel, its secret, and a way to post."""

    channel: Channel
    secret: str
    browser: Client = field(default_factory=Client)

    @property
    def path(self) -> str:
        """Where it posts to."""
        return f"/hooks/{self.channel.reference}"

    def says(self, text: str, sender: str = AMINA, **more: Any) -> Any:
        """Pass on one message of somebody."""
        more.setdefault("id", f"m{time.monotonic_ns()}")
        return self.posts(json.dumps({"from": sender, "text": text, **more}).encode())

    def fills(self, **fields: str) -> Any:
        """Pass on one message as a form."""
        return self.posts(urlencode(fields).encode(), kind=FORM)

    def posts(
        self, body: bytes, *, kind: str = JSON, secret: str = "", at: int | None = None
    ) -> Any:
        """Post bytes with the proof of this channel's way."""
        headers = self.proof(body, secret or self.secret, int(time.time()) if at is None else at)
        return self.browser.post(self.path, body, content_type=kind, headers=headers)

    def proof(self, body: bytes, secret: str, at: int) -> dict[str, str]:
        """What stands in the head of a delivery."""
        if self.channel.mode == "token":
            return {"Authorization": f"Token {secret}"}
        signed = signature(secret, str(at), body)
        return {"X-Safe-Conduct-Timestamp": str(at), "X-Safe-Conduct-Signature": signed}


def described(**said: Any) -> Described:
    """What is said of a channel, unless a test says otherwise."""
    usual = {"name": "Text 8080", "kind": "sms", "number": "8080", "language": "en"}
    return Described(**usual | {"mode": "signed"} | said)


def gateway(actor: Actor, mission: Mission | None, **said: Any) -> Gateway:
    """Open a channel and stand at its other end."""
    channel, secret = actions.open_channel(
        actor=actor, mission=mission, described=described(**said), today=TODAY
    )
    return Gateway(channel, secret)
