"""A town for the matrix: one person in one role, and a thing of each kind in every relation."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from safeconduct.access import actions as access
from safeconduct.access.models import Account, Emergency, Exclusion
from safeconduct.access.terms import EmergencyReason, Role, WallSource
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.models import Matter
from safeconduct.cases.terms import Act, Part, SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.intake.models import Tablet
from safeconduct.memberstates import actions as memberstates
from safeconduct.retention.models import Disposition, Hold
from safeconduct.retention.terms import Kind
from safeconduct.roster.models import Desk, Mission
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import rings
from tests import people
from tests.people import TODAY

NAME = "probe"
RELATIONS = ("own", "own-mission", "other-mission", "excluded")
ASSIGNABLE = {Role.CONDUCT_OFFICER, Role.HEADQUARTERS_OFFICER, Role.INVESTIGATOR}
DESKS = {
    Role.CONDUCT_OFFICER: (DeskKind.MISSION, "officer"),
    Role.HEADQUARTERS_OFFICER: (DeskKind.HEADQUARTERS, "headquarters"),
    Role.MEMBER_STATE: (DeskKind.STATE, "state"),
}


@dataclass
class Town:
    """The cast, the one who tries every door, and the references of what they try it on."""

    cast: people.House
    role: Role | None
    things: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, relation)
    browser: Client = field(default_factory=Client)

    def answers(self, method: str, path: str) -> Any:
        """Ask once and leave no trace: neither in the database nor in the browser."""
        before = copy.deepcopy(self.browser.cookies)
        with transaction.atomic():
            page = getattr(self.browser, method)(path)
            transaction.set_rollback(True)
        self.browser.cookies = before
        return page


def build(role: Role | None) -> Town:
    """Build the town for a role; None is an account that holds none."""
    town = Town(people.house(), role)
    probe = _admit(town)
    for relation in RELATIONS:
        where = town.cast.unmost if relation == "other-mission" else town.cast.minara
        _lay_out(town, probe, relation, where)
    town.browser.post("/desk/sign-in", {"username": NAME, "passphrase": people.PASSPHRASE})
    return town


def _admit(town: Town) -> Account:
    appointed = Role.STATISTICIAN if town.role in {None, Role.EMERGENCY} else town.role
    mission = "MINARA" if appointed == Role.CONDUCT_OFFICER else ""
    state = "RO" if appointed == Role.MEMBER_STATE else ""
    probe = people.account_of(people.somebody(NAME, appointed, mission=mission, state=state))
    if appointed != town.role:
        probe.posts.all().delete()
    if town.role in DESKS:
        kind, member = DESKS[town.role]
        held = Desk.objects.filter(kind=kind, mission=town.cast.minara if mission else None)
        desk = held.filter(state=state).get()
        giver = getattr(town.cast, member)
        rings.share(desk.keyring, rings.desk_secret(giver, desk.keyring), probe.keyring)
    return probe


def _lay_out(town: Town, probe: Account, relation: str, where: Mission) -> None:
    cast = town.cast
    chief = cast.stranger if where == cast.unmost else cast.officer
    report, _receipt = people.report_from_amina(where, key=f"amina-{relation}", name="Amina")
    intake.acknowledge(actor=chief, report=report, text="We read it.", today=TODAY)
    matter = intake.open_matter(actor=chief, report=report, mission=where, today=TODAY)
    subject = cases.add_subject(
        actor=chief,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", state="RO" if relation != "other-mission" else "KE"),
        identity="a name",
        today=TODAY,
    )
    allegation = cases.allege(
        actor=chief,
        matter=matter,
        subject=subject,
        charge=Charge(conduct="sea-rape", incident_from=TODAY),
        received_on=TODAY,
        today=TODAY,
    )
    cases.move(actor=chief, allegation=allegation, act=Act.ASSESS, today=TODAY)
    if relation != "other-mission":
        referral = memberstates.send(
            actor=cast.headquarters,
            matter=matter,
            state="RO",
            allegations=[allegation],
            letter="Please answer.",
            today=TODAY,
        )
        town.things["referral", relation] = referral.reference
    _relate(town, probe, relation, matter)
    _keep(town, relation, matter)
    town.things["wall", relation] = Exclusion.objects.create(
        account=people.account_of(cast.statistician),
        scope=matter.reference,
        source=WallSource.NAMED,
        raised_by="system:walls",
        raised_on=TODAY,
    ).reference
    town.things["matter", relation] = matter.reference
    if relation != "excluded":
        town.things["tablet", relation] = Tablet.objects.create(
            name="Blue",
            desk=Desk.objects.get(mission=where),
            lookup=relation,
            added_by=people.account_of(chief),
            added_on=TODAY,
        ).reference
    town.things["report", relation] = report.reference
    town.things["allegation", relation] = allegation.reference


def _keep(town: Town, relation: str, matter: Matter) -> None:
    """Propose the matter for destruction, and then hold it."""
    cora = people.account_of(town.cast.custodian)
    record = {"scope": matter.reference, "kind": Kind.MATTER, "number": matter.number}
    disposition = Disposition.objects.create(
        **record,
        rule="matter-left",
        series="CD-03",
        counted_from=TODAY,
        due_on=TODAY,
        proposed_by=cora,
        proposed_as=Role.HEADQUARTERS_OFFICER,
        proposed_on=TODAY,
    )
    hold = Hold.objects.create(**record, reason="court", placed_by=cora, placed_on=TODAY)
    town.things["disposition", relation] = disposition.reference
    town.things["hold", relation] = hold.reference


def _relate(town: Town, probe: Account, relation: str, matter: Matter) -> None:
    close = relation in {"own", "excluded"}
    chief = town.cast.officer
    if close and town.role in ASSIGNABLE:
        cases.assign(actor=chief, matter=matter, account=probe, part=Part.LEAD, today=TODAY)
    if close and town.role == Role.EMERGENCY:
        Emergency.objects.create(
            account=probe,
            scope=matter.reference,
            reason=EmergencyReason.LIFE,
            opened_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=2),
            told=people.account_of(chief),
        )
    if relation == "excluded":
        access.wall_off(
            actor=chief,
            account=probe,
            scope=matter.reference,
            source=WallSource.DECLARED,
            today=TODAY,
        )
