"""The standing cast of the tests: the same few people appear in every promise.

Amina reports. Osei is the conduct officer of MINARA, Hana of headquarters, Ivo investigates,
Selma speaks for a Member State, Quinn checks the log, Rui publishes the figures. The stranger
is an officer of another mission and appears wherever something must not be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.intake import actions as intake
from safeconduct.intake.actions import Submission
from safeconduct.intake.models import Report
from safeconduct.roster.models import Desk, Mission
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder

TODAY = date(2026, 5, 4)  # a Monday
PASSPHRASE = "correct horse battery staple"
SETUP = actors.system("setup", Role.ADMINISTRATOR)


@dataclass(frozen=True)
class House:
    """Two missions with their desks, headquarters, custodians, one State, and their people."""

    minara: Mission
    unmost: Mission
    officer: Actor  # Osei, conduct officer of MINARA
    headquarters: Actor  # Hana
    investigator: Actor  # Ivo, assigned to nothing yet
    state: Actor  # Selma, focal point of Ruritania (ISO code ZZ is not a State: RO stands in)
    auditor: Actor  # Quinn
    statistician: Actor  # Rui
    stranger: Actor  # conduct officer of UNMOST
    custodian: Actor  # Hana's colleague, holds complainants' identities


def somebody(name: str, role: Role, *, mission: str = "", state: str = "") -> Actor:
    """Admit, appoint and enrol one person; return them signed in and unlocked."""
    account = access.admit(actor=SETUP, username=name, name=name.title(), passphrase=PASSPHRASE)
    access.appoint(actor=SETUP, account=account, role=role, mission=mission, state=state)
    secret = vault.enrol(actor=SETUP, account=account, passphrase=PASSPHRASE)
    return account.actor(secret)


def account_of(actor: Actor) -> Account:
    """The account behind an actor of the cast."""
    return Account.objects.get(reference=actor.reference.partition(":")[2])


def keyring_of(actor: Actor) -> Keyring:
    """The keyring behind an actor of the cast."""
    return Keyring.objects.get(account=actor.account)


def desk(kind: DeskKind, *members: Actor, mission: Mission | None = None, state: str = "") -> Desk:
    """Found a desk with its members."""
    keyring = vault.found_desk(actor=SETUP, members=[keyring_of(m) for m in members])
    return Desk.objects.create(
        name=f"{kind} desk", kind=kind, mission=mission, state=state, keyring=keyring
    )


def house() -> House:
    """Build the whole cast in an empty database."""
    if not Keyring.objects.filter(holder=Holder.RECOVERY).exists():
        vault.found_recovery(actor=SETUP)
    minara = Mission.objects.create(code="MINARA", name="A mission that does not exist")
    unmost = Mission.objects.create(code="UNMOST", name="Another that does not exist")
    cast = House(
        minara=minara,
        unmost=unmost,
        officer=somebody("osei", Role.CONDUCT_OFFICER, mission="MINARA"),
        headquarters=somebody("hana", Role.HEADQUARTERS_OFFICER),
        investigator=somebody("ivo", Role.INVESTIGATOR),
        state=somebody("selma", Role.MEMBER_STATE, state="RO"),
        auditor=somebody("quinn", Role.AUDITOR),
        statistician=somebody("rui", Role.STATISTICIAN),
        stranger=somebody("stranger", Role.CONDUCT_OFFICER, mission="UNMOST"),
        custodian=somebody("cora", Role.HEADQUARTERS_OFFICER),
    )
    desk(DeskKind.MISSION, cast.officer, mission=minara)
    desk(DeskKind.MISSION, cast.stranger, mission=unmost)
    desk(DeskKind.HEADQUARTERS, cast.headquarters)
    desk(DeskKind.CUSTODIAN, cast.custodian)
    desk(DeskKind.STATE, cast.state, state="RO")
    return cast


def report_from_amina(
    mission: Mission | None, *, words: str = "What happened.", key: str = "amina-1", name: str = ""
) -> tuple[Report, str]:
    """Amina sends a report; returns it with her receipt."""
    receipt = receipts.make("en")
    submission = Submission(
        key=key,
        form="report.1",
        language="en",
        channel="web",
        mission=mission,
        answers={"what": words},
        identity={"name": name} if name else {},
    )
    report = intake.submit(
        actor=actors.reporter(), submission=submission, receipt=receipts.keys(receipt), today=TODAY
    )
    return report, receipt
