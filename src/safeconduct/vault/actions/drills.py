"""The test seal: how a restore drill proves that sealed words open again, without opening any.

Its private key is in no database. Each backup makes a new one and carries it in its own archive.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from django.db import transaction

from safeconduct.access import gate
from safeconduct.access.actors import Actor, Secret
from safeconduct.access.terms import Permission
from safeconduct.audit import log
from safeconduct.vault import boxes, days, rings, seals
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal, ShredKey
from safeconduct.vault.seals import Opened
from safeconduct.vault.terms import Holder, Kind


@dataclass(frozen=True, slots=True)
class TestSeal:
    """Where the test seal lies, what opens it, and the digest of what it says."""

    __test__ = False  # to a test runner this is no test

    keyring: str
    private: bytes = field(repr=False)
    seal: str
    digest: str

    @staticmethod
    def digest_of(words: str) -> str:
        """Return what the manifest carries of the words: enough to compare them."""
        digest = hashlib.blake2b(words.encode(), digest_size=32, person=b"test seal")
        return digest.hexdigest()


@transaction.atomic
def lay_test_seal(*, actor: Actor) -> TestSeal:
    """Seal fresh words under a fresh key, in the compartment of the drill.

    The half that shredding would delete stays the same, so that a new copy of the shred keys opens
    the test seal of an older archive too.
    """
    gate.require_anywhere(actor, Permission.ACCOUNT_MANAGE)
    keyring, secret = _new_key()
    opened = _compartment(keyring.reference)
    Grant.objects.filter(compartment=opened.compartment).delete()
    Seal.objects.filter(compartment=opened.compartment).delete()
    rings.new_grant(opened, keyring, actor, "drill", days.today()).save()
    words = secrets.token_hex(32)
    seal = seals.put_text(opened, "drill", words, days.today())
    log.record("backup.seal", actor=actor, subject=keyring)
    return TestSeal(keyring.reference, secret.private, seal.reference, TestSeal.digest_of(words))


def _new_key() -> tuple[Keyring, Secret]:
    kept = Keyring.objects.select_for_update(no_key=True).filter(holder=Holder.DRILL).first()
    if kept is None:
        return rings.make(Holder.DRILL, days.today())
    kept.public, private = boxes.new_pair()
    kept.made_on = days.today()
    kept.save(update_fields=["public", "made_on"])
    return kept, Secret(kept.reference, private)


def _compartment(scope: str) -> Opened:
    kept = Compartment.objects.filter(kind=Kind.DRILL, scope=scope, shredded_on=None).first()
    key = ShredKey.objects.filter(compartment=kept).first() if kept else None
    if kept is not None and key is not None:
        return Opened(kept, boxes.new_key(), bytes(key.half))
    opened = seals.new_compartment(Kind.DRILL, scope, days.today())
    opened.compartment.save()
    seals.new_shred_key(opened).save()
    return opened
