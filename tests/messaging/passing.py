"""A gateway that passes on one message after another until it is killed, and says which arrived.

It runs as a process of its own. Started again it begins with the first that was not answered, as a
gateway does that tries again.
"""

from __future__ import annotations

import itertools
import json
import sys

from safeconduct.intake.models import Message, Report
from safeconduct.messaging import keys
from safeconduct.messaging.models import Channel
from tests import people
from tests.messaging.gateway import Gateway, gateway

SENDERS = 5


def ground() -> Gateway:
    """The gateway; its channel is made by the first process alone."""
    if not Channel.objects.exists():
        cast = people.house()
        return gateway(cast.officer, cast.minara)
    channel = Channel.objects.get()
    return Gateway(channel, keys.unlock_secret(channel.reference, bytes(channel.secret)))


def pass_on() -> None:
    """Pass on messages from the one that is asked for; say each on a line once it is answered."""
    sms = ground()
    for number in itertools.count(int(sys.stdin.readline())):
        sender = f"+155500{number % SENDERS}"
        answer = sms.says(f"message {number}", sender=sender, id=str(number))
        assert answer.status_code == 200, answer.status_code
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def count() -> None:
    """Say how many messages there are, and of how many people."""
    reports, messages = Report.objects.count(), Message.objects.count()
    sys.stdout.write(json.dumps({"reports": reports, "stored": reports + messages}))
