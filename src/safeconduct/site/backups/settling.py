"""What is done inside a restored installation, in a process of its own that knows only that one.

    python -m safeconduct.site.backups.settling

It reads its errand from the input, because that holds keys, and answers one line of JSON a step.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.site.settings")
    django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from safeconduct.access import actors, gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.models import Account, Invitation, Session
from safeconduct.access.terms import Permission, Role
from safeconduct.audit import log, queries
from safeconduct.site.backups import databases
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, quorum, rings
from safeconduct.vault.actions import recovery
from safeconduct.vault.actions.drills import TestSeal
from safeconduct.vault.models import Compartment, Keyring, Seal, Share, ShredKey
from safeconduct.vault.quorum import Quorum

CLERK = actors.system("restore", Role.ADMINISTRATOR)
BATCH = 1000
Errand = dict[str, Any]


class Fault(Exception):
    """A step that did not hold; the text says which and how."""


def holds_what_it_should(errand: Errand) -> str:
    """Every table has the rows the manifest counted; shred keys are put in from their own file."""
    found = databases.facts(_ask, databases.kind())
    told = errand["counts"] | {databases.HALVES: 0}
    if found.counts != told or [list(pair) for pair in found.migrations] != errand["migrations"]:
        raise Fault("the database does not hold what its manifest counted")
    return f"{sum(told.values())} rows in {len(told)} tables"


def log_is_whole(errand: Errand) -> str:
    """The audit chain holds from its first entry to the one the manifest names as its last."""
    seq, hash_ = errand["head"]
    if fault := next(queries.verify(), None):
        raise Fault(f"the audit log does not hold at entry {fault.seq}")
    last = next(iter(queries.newest()), None)
    if (last.seq, last.hash) != (seq, hash_) if last else seq:
        raise Fault("the audit log does not end where its manifest says")
    return f"{seq} entries"


def is_of_this_release(_errand: Errand) -> str:
    """The database has every migration of this release."""
    call_command("migrate", verbosity=0, interactive=False)
    return "current"


def has_its_shred_keys(errand: Errand) -> str:
    """Compartments have the half of their key back, but for those that were shredded since."""
    halves = errand["halves"]
    known = dict(Compartment.objects.filter(shredded_on=None).values_list("reference", "pk"))
    rows = [
        ShredKey(compartment_id=known[reference], half=bytes.fromhex(half))
        for reference, half in halves.items()
        if reference in known
    ]
    with transaction.atomic():
        ShredKey.objects.bulk_create(rows, batch_size=BATCH)
    return f"{len(rows)} compartments can be opened, {len(known) - len(rows)} were shredded since"


def test_seal_opens(errand: Errand) -> str:
    """The test seal opens by the same way as every other, and says what it said."""
    drill = errand["drill"]
    secret = Secret(drill["keyring"], bytes.fromhex(drill["private"]))
    reader = Actor("system:drill", (actors.Holding(Role.INVESTIGATOR),), secret=secret)
    try:
        (words,) = vault.open_seals(
            actor=reader, references=[drill["seal"]], reason="drill"
        ).values()
    except (gate.Denied, boxes.WillNotOpen):
        raise Fault("the test seal does not open") from None
    if TestSeal.digest_of(words) != drill["digest"]:
        raise Fault("the test seal does not say what it said")
    return "opened by its grant and its shred key"


def everybody_signs_in_again(_errand: Errand) -> str:
    """No session of before goes on, nor an invitation, and the log says that it was restored.

    A link that was used after the backup would be open again, for whoever finds it in a mailbox.
    """
    with transaction.atomic():
        ended, _tables = Session.objects.all().delete()
        closed = Invitation.objects.filter(used_on=None).delete()[0]
        log.record("backup.restore", actor=CLERK, subject="backup")
    return f"{ended} sessions ended, {closed} invitations closed"


def somebody_is_recovered(errand: Errand) -> str:
    """One person gets a new key by the custodians' shares, and opens a seal through their desk."""
    account = _chosen(errand["username"])
    held = Quorum(bytes(quorum.recovery_key().public))
    for words in errand["shares"]:
        held.add(words)
    passphrase = secrets.token_urlsafe(24)
    found = recovery.recover(actor=CLERK, account=account, passphrase=passphrase, shares=held)
    secret = rings.unlock_account(account, passphrase)
    if secret is None:
        raise Fault("the new passphrase does not unlock the new key")
    return (
        f"{found.desks} desks and {found.compartments} compartments; {_opens_one(account, secret)}"
    )


def _opens_one(account: Account, secret: Secret) -> str:
    reader = account.actor(secret)
    reach = gate.visible(reader, Permission.SEAL_OPEN, Compartment.objects.all())
    through = Share.live().filter(member=account.keyring).values("desk")
    seal = Seal.objects.filter(
        compartment__in=reach.values("pk"), compartment__grants__holder__in=through
    ).first()
    if seal is None:
        return "nothing is sealed to their desks yet"
    try:
        vault.open_seals(actor=reader, references=[seal.reference], reason="drill")
    except (gate.Denied, boxes.WillNotOpen):
        raise Fault("a seal of their desk does not open") from None
    return "a seal opened through a desk, unread"


def _chosen(username: str) -> Account:
    """The named person, or any member of a desk that holds something."""
    if username:
        account = Account.objects.filter(username=username, is_active=True).first()
        if account is None:
            raise Fault("nobody signs in with this name")
        return account
    holding = Keyring.objects.filter(grants__withdrawn_on=None).exclude(grants=None)
    members = Share.live().filter(desk__in=holding).values("member__account")
    people = Account.objects.filter(pk__in=members, is_active=True)
    account = people.order_by("?").first() or Account.objects.filter(keyring__desks__gt=0).first()
    if account is None:
        raise Fault("nobody is a member of a desk yet")
    return account


# fmt: off
STEPS: dict[str, Callable[[Errand], str]] = {
    "database":   holds_what_it_should,
    "audit":      log_is_whole,
    "migrate":    is_of_this_release,
    "shred-keys": has_its_shred_keys,
    "test-seal":  test_seal_opens,
    "recovery":   somebody_is_recovered,
    "sessions":   everybody_signs_in_again,
}
# fmt: on


def steps(errand: Errand) -> Iterator[dict[str, Any]]:
    """Take the steps the errand names, in order, until one does not hold."""
    for name in errand["steps"]:
        began = time.monotonic()
        try:
            said, held = STEPS[name](errand), True
        except Fault as fault:
            said, held = str(fault), False
        except Exception as fault:
            said, held = f"failed ({type(fault).__name__})", False
        seconds = round(time.monotonic() - began, 2)
        yield {"step": name, "said": said, "held": held, "seconds": seconds}
        if not held:
            return


def _ask(question: str) -> databases.Rows:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def main() -> None:
    """Read the errand, take its steps, say each."""
    for step in steps(json.load(sys.stdin)):
        sys.stdout.write(json.dumps(step) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
