"""A writer that says of each thing that it is stored, once it is; and what is left afterwards.

It runs as a process of its own, so that it can be killed at any moment.
"""

from __future__ import annotations

import itertools
import json
import secrets
import sys

from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account
from safeconduct.audit import queries as audit
from safeconduct.cases import actions as cases
from safeconduct.cases.models import Event, Matter
from safeconduct.cases.terms import EventKind
from safeconduct.intake import queries as intake
from safeconduct.roster.models import Mission
from safeconduct.vault import actions as vault
from safeconduct.vault import rings
from safeconduct.vault.models import Seal
from tests import people
from tests.people import TODAY

OFFICER = "osei"


def ground() -> tuple[Matter, Actor]:
    """The matter to write in and an officer with an open key; made by the first writer only."""
    if not Account.objects.filter(username=OFFICER).exists():
        cast = people.house()
        cases.open_matter(actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY)
    return Matter.objects.get(), officer()


def officer() -> Actor:
    """The officer, signed in and unlocked."""
    account = Account.objects.get(username=OFFICER)
    return account.actor(rings.unlock_account(account, people.PASSPHRASE))


def write() -> None:
    """Report and note in turn until killed; say each on a line of its own once it is committed."""
    matter, by = ground()
    for number in itertools.count():
        word = secrets.token_hex(8)
        receipt = report(word) if number % 2 else note(by, matter, word)
        sys.stdout.write(json.dumps({"word": word, "receipt": receipt}) + "\n")
        sys.stdout.flush()


def report(word: str) -> str:
    """Send a report; return its receipt."""
    mission = Mission.objects.get(code="MINARA")
    return people.report_from_amina(mission, words=word, key=f"key-{word}")[1]


def note(by: Actor, matter: Matter, word: str) -> str:
    """Write a note."""
    cases.note(actor=by, matter=matter, text=word, today=TODAY)
    return ""


def read_back() -> None:
    """Read what was acknowledged from the input; say what of it is lost, torn or broken."""
    acknowledged = json.load(sys.stdin)
    promised = {said["word"] for said in acknowledged}
    shut = [said for said in acknowledged if said["receipt"] and not _opens(said["receipt"])]
    torn = Event.objects.filter(kind=EventKind.NOTE, seal__isnull=True).count()
    found = {
        "lost": len(promised - _readable()),
        "shut": len(shut),
        "torn": torn,
        "faults": [fault.why for fault in audit.verify()],
    }
    sys.stdout.write(json.dumps(found))


def _readable() -> set[str]:
    sealed = Seal.objects.filter(kind__in=["answers", "note"]).values_list("reference", flat=True)
    texts = vault.open_seals(actor=officer(), references=list(sealed), reason="test").values()
    return {json.loads(text)["what"] if text.startswith("{") else text for text in texts}


def _opens(receipt: str) -> bool:
    try:
        return intake.mailbox_for(actors.reporter(), receipt) is not None
    except Denied:
        return False
