"""Nobody takes the only key with them: a departure ends when everything has somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.access import gate
from safeconduct.access.actors import Actor
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, Departure, Exclusion, Invitation, Post, Session
from safeconduct.access.terms import Permission, Role, WallSource
from safeconduct.audit.models import Entry
from safeconduct.cases import actions, parts
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Assignment, Matter
from safeconduct.cases.terms import Part
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import days, queries
from safeconduct.vault.models import Compartment, Errand, Grant, Share, Wrap
from safeconduct.vault.terms import Kind, Means
from tests import house, people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
OPENERS = (Role.CONDUCT_OFFICER, Role.HEADQUARTERS_OFFICER, Role.INVESTIGATOR)


@dataclass
class Office:
    """The house, its administrator, and a matter that Osei of MINARA opened and leads."""

    cast: people.House
    admin: Actor
    matter: Matter

    @property
    def osei(self) -> Account:
        return people.account_of(self.cast.officer)

    @property
    def hana(self) -> Account:
        return people.account_of(self.cast.headquarters)

    def admit(self, name: str, role: Role, mission: str = "") -> Actor:
        return people.somebody(name, role, mission=mission)


@pytest.fixture
def office() -> Office:
    cast = people.house()
    admin = people.somebody("adan", Role.ADMINISTRATOR)
    people.somebody("ayo", Role.ADMINISTRATOR)
    matter = actions.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    osei = people.account_of(cast.officer)
    actions.assign(actor=cast.officer, matter=matter, account=osei, part=Part.LEAD, today=TODAY)
    return Office(cast, admin, matter)


def let_in(office: Office, name: str = "noor") -> Actor:
    """Admit one more officer to the desk of MINARA, so that Osei is not alone there."""
    fresh = office.admit(name, Role.CONDUCT_OFFICER, "MINARA")
    desk = Desk.objects.get(kind=DeskKind.MISSION, mission=office.cast.minara)
    roster.admit(actor=office.cast.officer, desk=desk, member=people.keyring_of(fresh))
    return fresh


def begin(office: Office, account: Account) -> Departure:
    return access.begin_departure(actor=office.admin, account=account, today=TODAY)


def end(office: Office, account: Account) -> bool:
    return actions.end_departure(actor=office.admin, account=account, today=TODAY)


def test_a_departure_does_not_end_while_a_desk_would_be_left_empty(office):
    begin(office, office.osei)
    with pytest.raises(Refused, match="let into"):
        end(office, office.osei)
    assert Account.objects.get(pk=office.osei.pk).is_active


def test_a_departure_does_not_end_while_a_matter_would_be_left_without_a_lead(office):
    let_in(office)
    begin(office, office.osei)
    with pytest.raises(Refused, match="lead"):
        end(office, office.osei)


def test_whoever_leaves_holds_nothing_afterwards(office):
    noor = people.account_of(let_in(office))
    begin(office, office.osei)
    access.invite(actor=office.admin, account=office.osei, today=TODAY)
    actions.hand_over(
        actor=office.admin, matter=office.matter, account=office.osei, to=noor, today=TODAY
    )
    assert end(office, office.osei)
    gone = Account.objects.get(pk=office.osei.pk)
    assert (gone.is_active, gone.has_usable_password()) == (False, False)
    assert not Share.objects.filter(member__account=gone).exists()
    assert not Grant.live().filter(holder__account=gone).exists()
    assert not Session.objects.filter(account=gone).exists()
    assert not Invitation.objects.filter(account=gone, used_on=None).exists()
    assert not Assignment.objects.filter(account=gone, ended_on=None).exists()
    assert not gate.visible(
        gone.actor(office.cast.officer.secret), Permission.SEAL_OPEN, Compartment.objects.all()
    ).exists()
    office.matter.refresh_from_db()
    assert office.matter.lead == noor


def test_who_remains_gives_the_desk_and_its_files_their_new_keys(office):
    noor = let_in(office)
    begin(office, office.osei)
    actions.hand_over(
        actor=office.admin,
        matter=office.matter,
        account=office.osei,
        to=people.account_of(noor),
        today=TODAY,
    )
    end(office, office.osei)
    waiting = Errand.objects.count()
    assert waiting >= Compartment.objects.filter(scope=office.matter.reference).count() > 0
    assert roster.run_errands(actor=noor, limit=500)[1] == 0
    note = actions.note(actor=noor, matter=office.matter, text="after", today=TODAY)
    assert vault.open_seals(actor=noor, references=[note.seal.reference], reason="read")


def test_ending_twice_changes_nothing_the_second_time(office):
    noor = people.account_of(let_in(office))
    begin(office, office.osei)
    actions.hand_over(
        actor=office.admin, matter=office.matter, account=office.osei, to=noor, today=TODAY
    )
    assert [end(office, office.osei), end(office, office.osei)] == [True, False]
    assert Entry.objects.filter(event="account.departure.end").count() == 1


def test_beginning_twice_is_one_departure_and_it_can_be_called_off(office):
    assert begin(office, office.osei) == begin(office, office.osei)
    assert access.call_off_departure(actor=office.admin, account=office.osei)
    assert not access.call_off_departure(actor=office.admin, account=office.osei)
    with pytest.raises(Refused):
        end(office, office.osei)


def test_nobody_leaves_whose_departure_was_not_begun(office):
    investigator = people.account_of(office.cast.investigator)
    with pytest.raises(access.Refused, match="Begin"):
        end(office, investigator)


def test_nobody_decides_about_their_own_account(office):
    own = people.account_of(office.admin)
    for act in (
        lambda: begin(office, own),
        lambda: access.appoint(actor=office.admin, account=own, role=Role.HEADQUARTERS_OFFICER),
        lambda: actions.end_post(actor=office.admin, account=own, role=Role.ADMINISTRATOR),
    ):
        with pytest.raises(access.Refused, match="Another"):
            act()


def test_somebody_always_remains_who_manages_accounts(office):
    ayo = Account.objects.get(username="ayo")
    Post.objects.filter(account=people.account_of(office.admin)).delete()
    for act in (
        lambda: begin(office, ayo),
        lambda: access.dismiss(actor=people.SETUP, account=ayo, role=Role.ADMINISTRATOR),
    ):
        with pytest.raises(access.Refused, match="Somebody else"):
            act()


@pytest.mark.parametrize("who", ["stranger", "officer", "headquarters", "auditor"])
def test_only_who_manages_accounts_lets_people_go(office, who):
    actor, osei, hana = getattr(office.cast, who), office.osei, office.hana
    matter = office.matter
    for act in (
        lambda: access.begin_departure(actor=actor, account=osei, today=TODAY),
        lambda: access.call_off_departure(actor=actor, account=osei),
        lambda: access.end_departure(actor=actor, account=osei, today=TODAY),
        lambda: access.rename(actor=actor, account=osei, name="x"),
        lambda: access.dismiss(actor=actor, account=osei, role=Role.CONDUCT_OFFICER),
        lambda: actions.end_departure(actor=actor, account=osei, today=TODAY),
        lambda: actions.end_post(actor=actor, account=osei, role=Role.CONDUCT_OFFICER),
        lambda: vault.invite(actor=actor, account=osei, today=TODAY),
        lambda: vault.reset_second_factor(actor=actor, account=osei),
        lambda: access.close_invitation(actor=actor, account=osei),
        lambda: actions.hand_over(actor=actor, matter=matter, account=osei, to=hana, today=TODAY),
        lambda: parts.led_by(actor, osei),
        lambda: parts.access_of(actor, osei, matter.number),
    ):
        with pytest.raises(Denied):
            act()


def test_a_matter_is_handed_only_to_somebody_who_can_open_it_already(office):
    begin(office, office.osei)
    ivo = people.account_of(office.cast.investigator)
    stranger = people.account_of(office.cast.stranger)
    for other, words in ((ivo, "cannot open"), (stranger, "no post"), (office.osei, "leaving")):
        with pytest.raises(Refused, match=words):
            actions.hand_over(
                actor=office.admin, matter=office.matter, account=office.osei, to=other, today=TODAY
            )


def test_a_matter_is_not_handed_to_somebody_walled_off_from_it(office):
    begin(office, office.osei)
    people.somebody("hedda", Role.HEADQUARTERS_OFFICER)
    Exclusion.objects.create(
        account=office.hana,
        scope=office.matter.reference,
        source=WallSource.MANUAL,
        raised_on=TODAY,
    )
    with pytest.raises(Refused, match="walled"):
        actions.hand_over(
            actor=office.admin,
            matter=office.matter,
            account=office.osei,
            to=office.hana,
            today=TODAY,
        )


def test_two_tabs_hand_a_matter_over_once(office):
    noor = people.account_of(let_in(office))
    begin(office, office.osei)
    said = {"actor": office.admin, "matter": office.matter, "account": office.osei, "today": TODAY}
    actions.hand_over(**said, to=noor)
    with pytest.raises(Refused, match="by now"):
        actions.hand_over(**said, to=office.hana)
    office.matter.refresh_from_db()
    assert office.matter.lead == noor


def test_two_who_leave_at_once_do_not_count_on_each_other(office):
    noor = people.account_of(let_in(office))
    investigator = people.account_of(office.cast.investigator)
    assert investigator.is_active
    begin(office, noor)
    begin(office, office.osei)
    assert end(office, noor)
    with pytest.raises(Refused, match="let into"):
        end(office, office.osei)


def test_whoever_only_covers_an_absence_is_no_company(office):
    fresh = office.admit("cover", Role.CONDUCT_OFFICER, "MINARA")
    desk = Desk.objects.get(kind=DeskKind.MISSION, mission=office.cast.minara)
    until = days.today() + timedelta(days=3)
    roster.admit(actor=office.cast.officer, desk=desk, member=people.keyring_of(fresh), until=until)
    begin(office, office.osei)
    with pytest.raises(Refused, match="let into"):
        end(office, office.osei)


def test_nobody_counts_on_somebody_who_lost_their_passphrase(office):
    noor = people.account_of(let_in(office))
    vault.invite(actor=office.admin, account=noor, today=TODAY)
    begin(office, office.osei)
    with pytest.raises(Refused, match="let into"):
        end(office, office.osei)
    assert access.close_invitation(actor=office.admin, account=noor)
    assert not access.close_invitation(actor=office.admin, account=noor)
    assert queries.alone_in(office.admin, people.keyring_of(office.cast.officer)).nothing


def test_a_new_invitation_does_not_throw_the_only_key_away(office):
    with pytest.raises(vault.Orphaned):
        vault.invite(actor=office.admin, account=office.osei, today=TODAY)
    assert not Invitation.objects.exists()
    let_in(office)
    assert vault.invite(actor=office.admin, account=office.osei, today=TODAY)
    assert Entry.objects.filter(event="key.invite-again").count() == 1


def test_a_lost_device_opens_nothing_and_its_owner_cannot_say_so_alone(office):
    vault.wrap_with_passkey(actor=office.cast.officer, credential=b"key", output=b"o" * 32)
    wraps = Wrap.objects.filter(keyring__account=office.osei, means=Means.PASSKEY)
    assert wraps.exists()
    vault.reset_second_factor(actor=office.admin, account=office.osei)
    assert not wraps.exists()
    own = people.account_of(office.admin)
    with pytest.raises(access.Refused, match="Another"):
        vault.reset_second_factor(actor=office.admin, account=own)


def test_a_grant_that_runs_out_is_no_company(office):
    ivo = office.cast.investigator
    hedda = office.admit("hedda", Role.HEADQUARTERS_OFFICER)
    opened = vault.open_compartment(
        actor=people.SETUP,
        kind=Kind.NOTES,
        scope=office.matter.reference,
        holders=[people.keyring_of(ivo), people.keyring_of(hedda)],
        reason="opened",
    )
    held = Grant.objects.filter(compartment=opened.compartment, holder__account=hedda.account)
    assert queries.alone_in(office.admin, people.keyring_of(ivo)).nothing
    held.update(until=days.today() + timedelta(days=2))
    alone = queries.alone_in(office.admin, people.keyring_of(ivo))
    assert alone.compartments == [opened.compartment]


def test_whoever_is_walled_off_from_a_file_is_no_company_in_it(office):
    ivo, hedda = office.cast.investigator, office.admit("hedda", Role.HEADQUARTERS_OFFICER)
    opened = vault.open_compartment(
        actor=people.SETUP,
        kind=Kind.NOTES,
        scope=office.matter.reference,
        holders=[people.keyring_of(ivo), people.keyring_of(hedda)],
        reason="opened",
    )
    assert queries.alone_in(office.admin, people.keyring_of(ivo)).nothing
    access.wall_off(
        actor=office.cast.headquarters,
        account=people.account_of(hedda),
        scope=office.matter.reference,
        source=WallSource.DECLARED,
        today=TODAY,
    )
    alone = queries.alone_in(office.admin, people.keyring_of(ivo))
    assert alone.compartments == [opened.compartment]


def test_a_post_does_not_end_with_what_it_alone_opened(office):
    with pytest.raises(Refused, match="let into"):
        actions.end_post(
            actor=office.admin, account=office.osei, role=Role.CONDUCT_OFFICER, mission="MINARA"
        )
    assert office.osei.posts.count() == 1
    let_in(office)
    assert actions.end_post(
        actor=office.admin, account=office.osei, role=Role.CONDUCT_OFFICER, mission="MINARA"
    )
    assert not office.osei.posts.exists()


def test_an_account_is_closed_by_nothing_but_the_verb_that_looks_first():
    callers = [
        house.name_of(path)
        for path in house.SOURCES
        if "access.end_departure(" in path.read_text()
        and "access import actions as access" in path.read_text()
    ]
    assert callers == ["src/safeconduct/cases/actions/departures.py"]
