"""The people, desks and places of the demonstration. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.actors import Actor
from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.roster import actions as roster
from safeconduct.roster.actions.founding import Entrant, Service
from safeconduct.roster.models import Mission, Unit
from safeconduct.roster.terms import DeskKind, MissionKind, UnitKind
from safeconduct.site.demo.words import FAMILY, GIVEN, PLACES
from safeconduct.vault import actions as vault
from safeconduct.vault.models import Keyring

SETUP = actors.system("demo", Role.ADMINISTRATOR)
PASSPHRASE = "a calm sea and a good map"  # noqa: S105 - printed on purpose, for the demo alone
MISSION, OTHER = "MINARA", "MISOVA"
DEPLOYED = 3
NAMES = {
    MISSION: "United Nations Mission in Arandia (invented)",
    OTHER: "United Nations Mission in Sovara (invented)",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One demo account: who it is, and why one would sign in as them."""

    username: str
    name: str
    role: Role
    face: str
    sees: str
    mission: str = ""
    state: str = ""


# fmt: off
PARTS = (
    Part("osei",  "Osei Damba",    Role.CONDUCT_OFFICER,      "desk",    "reports and matters of MINARA", mission=MISSION),
    Part("tove",  "Tove Lindrup",  Role.CONDUCT_OFFICER,      "desk",    "another mission: nothing of MINARA", mission=OTHER),
    Part("hana",  "Hana Virtanu",  Role.HEADQUARTERS_OFFICER, "desk",    "every mission; closes, refers, compiles"),
    Part("ivo",   "Ivo Marsk",     Role.INVESTIGATOR,         "desk",    "the matters he is assigned to"),
    Part("rui",   "Rui Calder",    Role.STATISTICIAN,         "desk",    "publishes the figures"),
    Part("quinn", "Quinn Abara",   Role.AUDITOR,              "desk",    "the audit log, no content"),
    Part("cora",  "Cora Benneth",  Role.HEADQUARTERS_OFFICER, "desk",    "custodian of complainants' identities"),
    Part("adan",  "Adan Solberg",  Role.ADMINISTRATOR,        "desk",    "people, desks and keys, no file"),
    Part("farid", "Farid Okonto",  Role.INVESTIGATOR,         "desk",    "led the force of MINARA for a time: kept away from its files"),
    Part("lena",  "Lena Drovik",   Role.INVESTIGATOR,         "desk",    "commands a contingent: kept away from its files"),
    Part("selma", "Selma Ortan",   Role.MEMBER_STATE,         "partner", "what was sent to Valdoria", state="XD"),
    Part("bram",  "Bram Kessler",  Role.MEMBER_STATE,         "partner", "what was sent to Kessany", state="XE"),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody at hand, signed in and unlocked."""

    people: dict[str, Actor]
    missions: dict[str, Mission]
    units: dict[str, list[Unit]]

    def account(self, username: str) -> Account:
        """The account behind a part."""
        return Account.objects.get(username=username)


def assemble(today: date) -> Cast:
    """Found the house: recovery key, accounts, missions, desks, places and units."""
    vault.found_recovery(actor=SETUP)
    roster.lay_out_missions(actor=SETUP)
    people = {part.username: _admit(part) for part in PARTS}
    missions = {
        code: Mission.objects.create(
            code=code,
            name=name,
            kind=MissionKind.PEACEKEEPING,
            since=today - timedelta(days=7 * 365),
            place=PLACES[0],
            source="invented",
        )
        for code, name in NAMES.items()
    }
    _found_desks(people, missions)
    units = {code: _settle(missions[code]) for code in NAMES}
    for unit in units[MISSION]:
        _deploy(unit, today)
    _appoint_commanders(missions[MISSION], units[MISSION][-1], today)
    _list_places(people["osei"], missions[MISSION], today)
    return Cast(people, missions, units)


def _appoint_commanders(mission: Mission, unit: Unit, today: date) -> None:
    """Record who led the force some time ago, and who commands a unit today."""
    year = timedelta(days=365)
    roster.appoint_command(
        actor=SETUP,
        account=Account.objects.get(username="farid"),
        mission=mission,
        since=today - 2 * year,
        until=today - year,
    )
    roster.appoint_command(
        actor=SETUP,
        account=Account.objects.get(username="lena"),
        mission=mission,
        unit=unit,
        since=today - timedelta(days=90),
    )


def _list_places(officer: Actor, mission: Mission, today: date) -> None:
    """List where one can report: a line that answers, a box that was not emptied, a new door."""
    for described, tested, answered in (
        (roster.Described("hotline", "The free line", reach="100", eases=("free",)), 20, True),
        (roster.Described("box", "The box at the clinic", place=PLACES[0]), 120, False),
        (roster.Described("in-person", "The office in town", place=PLACES[1]), 0, False),
    ):
        point = roster.add_point(
            actor=officer, mission=mission, described=described, today=today - timedelta(days=200)
        )
        if tested:
            roster.record_point_test(
                actor=officer,
                point=point,
                answered=answered,
                tested_on=today - timedelta(days=tested),
                minutes=1 if answered else None,
            )


def _deploy(unit: Unit, today: date) -> None:
    """Deploy some of a unit's people, their names sealed."""
    since = today - timedelta(days=200)
    for number in range(DEPLOYED):
        given, family = GIVEN[(unit.pk + number) % len(GIVEN)], FAMILY[number % len(FAMILY)]
        roster.deploy(
            actor=SETUP,
            entrant=Entrant(
                category="mc" if unit.kind == UnitKind.CONTINGENT else "fpu",
                state=unit.state,
                identity=f"{given} {family}",
            ),
            service=Service(mission=unit.mission, since=since, unit=unit, station=unit.station),
            today=today,
        )


def _admit(part: Part) -> Actor:
    account = access.admit(
        actor=SETUP, username=part.username, name=part.name, passphrase=PASSPHRASE
    )
    access.appoint(
        actor=SETUP, account=account, role=part.role, mission=part.mission, state=part.state
    )
    secret = vault.enrol(actor=SETUP, account=account, passphrase=PASSPHRASE)
    return account.actor(secret)


def _found_desks(people: dict[str, Actor], missions: dict[str, Mission]) -> None:
    def ring(username: str) -> Keyring:
        return Keyring.objects.get(account=people[username].account)

    for kind, name, members, where in (
        (DeskKind.HEADQUARTERS, "Conduct desk, headquarters", ["hana", "cora"], {}),
        (DeskKind.CUSTODIAN, "Custodians of identity", ["cora"], {}),
        (DeskKind.EMERGENCY, "Emergency desk", ["hana", "osei"], {}),
        (DeskKind.MISSION, "Conduct desk, MINARA", ["osei"], {"mission": missions[MISSION]}),
        (DeskKind.MISSION, "Conduct desk, MISOVA", ["tove"], {"mission": missions[OTHER]}),
        (DeskKind.STATE, "Permanent Mission of Valdoria", ["selma"], {"state": "XD"}),
        (DeskKind.STATE, "Permanent Mission of Kessany", ["bram"], {"state": "XE"}),
    ):
        roster.found_desk(
            actor=SETUP, kind=kind, name=name, members=[ring(m) for m in members], **where
        )


def _settle(mission: Mission) -> list[Unit]:
    """Lay out the places of a mission and post its units there."""
    stations = [roster.add_station(actor=SETUP, mission=mission, name=name) for name in PLACES]
    made = []
    for number, (state, kind) in enumerate(
        [
            ("XD", UnitKind.CONTINGENT),
            ("XE", UnitKind.CONTINGENT),
            ("XF", UnitKind.CONTINGENT),
            ("XG", UnitKind.FORMED_POLICE),
            ("XH", UnitKind.FORMED_POLICE),
        ]
    ):
        short = "BATT" if kind == UnitKind.CONTINGENT else "FPU"
        made.append(
            roster.add_unit(
                actor=SETUP,
                mission=mission,
                code=f"{state}-{short}-{number + 1}",
                name=f"{short} {number + 1}",
                kind=kind,
                state=state,
                station=stations[number],
            )
        )
    return made
