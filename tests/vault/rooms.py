"""A desk, a compartment of theirs, and somebody who was let in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import (
    Compartment,
    Keyring,
    Seal,
)
from safeconduct.vault.terms import Kind
from tests import people
from tests.people import TODAY


@dataclass
class Room:
    """MINARA's desk of Osei and Noor, a compartment of theirs, and Ivo who was let in."""

    cast: people.House
    desk: Desk
    noor: actors.Actor
    compartment: Compartment
    seal: Seal
    file: str

    @property
    def osei(self):
        return self.cast.officer

    @property
    def ivo(self):
        return people.keyring_of(self.cast.investigator)

    @property
    def named(self):
        return {"compartment": self.compartment, "reason": "test"}

    def reads(self, actor) -> bool:
        try:
            with transaction.atomic():
                found = vault.open_seals(
                    actor=actor, references=[self.seal.reference], reason="test"
                )
                _label, chunks = vault.open_file(actor=actor, reference=self.file, reason="test")
                return found[self.seal.reference] == "words" and b"".join(chunks) == b"bytes"
        except Denied:
            return False


def build() -> Room:
    cast = people.house()
    desk = Desk.objects.get(kind=DeskKind.MISSION, mission=cast.minara)
    noor = people.somebody("noor", Role.CONDUCT_OFFICER, mission="MINARA")
    roster.admit(actor=cast.officer, desk=desk, member=people.keyring_of(noor))
    compartment, seal, file = fill(desk.keyring, "a-file")
    ivo = people.keyring_of(cast.investigator)
    vault.grant(actor=cast.officer, compartment=compartment, holder=ivo, reason="test")
    return Room(cast, desk, noor, compartment, seal, file)


def fill(holder: Keyring, scope: str) -> tuple[Compartment, Seal, str]:
    opened = vault.open_compartment(
        actor=people.SETUP, kind=Kind.FACTS, scope=scope, holders=[holder], reason="test"
    )
    seal = seals.put_text(opened, "note", "words", TODAY)
    label = seals.FileLabel("a name", "text/plain", 5)
    return opened.compartment, seal, seals.put_file(opened, label, [b"bytes"], TODAY).reference
