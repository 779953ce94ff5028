"""What the tests of backups do inside an installation, each in a process of its own."""

from __future__ import annotations

import json
import secrets
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, Invitation
from safeconduct.audit.models import Entry
from safeconduct.intake import queries as intake
from safeconduct.intake.models import Report
from safeconduct.roster.models import Mission
from safeconduct.site.backups import age, writing
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, receipts, rings, seals
from safeconduct.vault.actions import recovery
from safeconduct.vault.models import Compartment, Keyring, Seal, SealedFile, ShredKey
from safeconduct.vault.seals import FileLabel
from safeconduct.vault.terms import Kind
from tests import people
from tests.people import SETUP, TODAY

# What is sealed here guards nothing.
boxes.PASSPHRASE_COST = receipts.RECEIPT_COST = (1, 64)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def say(answer: object) -> None:
    """Answer."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def found(words: str, files: int = 3) -> None:
    """Found a house with a ceremony, two compartments and some files; answer the shares."""
    call_command("migrate", verbosity=0)
    shares = recovery.hold_ceremony(actor=SETUP, threshold=2, count=3)
    cast = people.house()
    desk = Keyring.objects.get(desk__mission=cast.minara)
    for scope in ("first", "second"):
        opened = vault.open_compartment(
            actor=cast.officer, kind=Kind.FACTS, scope=scope, holders=[desk], reason="test"
        )
        seals.put_text(opened, "note", f"{words} {scope}", TODAY)
        for number in range(files):
            label = FileLabel(f"{words}.txt", "text/plain", 9)
            seals.put_file(opened, label, [f"{words} {number}".encode() * 9000], TODAY)
    say(shares)


def write(until: str) -> None:
    """Send reports until told to stop; say each once it is committed."""
    mission = Mission.objects.get(code="MINARA")
    while not Path(until).exists():
        word = secrets.token_hex(8)
        _report, receipt = people.report_from_amina(mission, words=word, key=f"key-{word}")
        say({"word": word, "receipt": receipt})


def invite(username: str) -> None:
    """Invite somebody; answer the token of their link."""
    account = Account.objects.get(username=username)
    say(access.invite(actor=SETUP, account=account, today=TODAY))


def invited(token: str) -> None:
    """Answer whether a link opens something."""
    say(Invitation.holding(token, TODAY).exists())


def officer(passphrase: str = people.PASSPHRASE) -> actors.Actor:
    """The officer of the mission, signed in and unlocked."""
    account = Account.objects.get(username="osei")
    secret = rings.unlock_account(account, passphrase)
    assert secret is not None
    return account.actor(secret)


def read(scope: str) -> None:
    """Answer the texts and the first bytes of the files of one file; null where they are shut."""
    reader, texts = officer(), []
    for seal in Seal.objects.filter(compartment__scope=scope, kind="note"):
        try:
            opened = vault.open_seals(actor=reader, references=[seal.reference], reason="test")
        except (Denied, boxes.WillNotOpen):
            texts.append(None)
        else:
            texts += list(opened.values())
    for file in SealedFile.objects.filter(compartment__scope=scope):
        try:
            _label, chunks = vault.open_file(actor=reader, reference=file.reference, reason="test")
            texts.append(b"".join(chunks).decode()[:40])
        except (Denied, boxes.WillNotOpen):
            texts.append(None)
    say(texts)


def lost(receipts: str) -> None:
    """Answer how many receipts lead nowhere, and what the database itself finds wrong."""
    wanted = json.loads(Path(receipts).read_text())
    missing = 0
    for receipt in wanted:
        try:
            intake.mailbox_for(actors.reporter(), receipt)
        except Denied:
            missing += 1
    faults: list[object] = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            faults += [row for row in cursor.fetchall() if row != ("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            faults += cursor.fetchall()
    say({"missing": missing, "faults": faults, "reports": Report.objects.count()})


def shred(scope: str) -> None:
    """Shred what is in one file, as deleting the half of its key does."""
    gone, _tables = ShredKey.objects.filter(compartment__scope=scope).delete()
    say(gone)


def rekey(scope: str) -> None:
    """Give what is in one file a new key, as a withdrawal does."""
    compartment = Compartment.objects.get(scope=scope)
    holder = Keyring.objects.get(account__username="ivo")
    by = officer()
    vault.grant(actor=by, compartment=compartment, holder=holder, reason="test")
    say(vault.withdraw(actor=by, compartment=compartment, holder=holder, reason="test"))


def unseal() -> None:
    """Remove the test seal's compartment key, so that a drill must find it shut."""
    say(ShredKey.objects.filter(compartment__kind=Kind.DRILL).delete()[0])


def back_up(to: str, recipient: str) -> None:
    """Make a backup, slowly enough that a test can break it off."""
    stored = writing._add_stored

    def slowly(*arguments: Any) -> None:
        time.sleep(0.2)
        stored(*arguments)

    writing._add_stored = slowly
    writing.make(Path(to), age.recipients([recipient]))


def halves() -> None:
    """Answer every shred key, in hexadecimal."""
    say([bytes(half).hex() for half in ShredKey.objects.values_list("half", flat=True)])


def events(family: str) -> None:
    """Answer the events of one family in the log, with their reasons."""
    entries = Entry.objects.filter(event__startswith=family).order_by("seq")
    say(list(entries.values_list("event", "reason")))


def compartments() -> None:
    """Answer how many compartments there are."""
    say(Compartment.objects.count())
