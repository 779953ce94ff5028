"""A State's focal point leaves: headquarters gives the State's desk to the next one."""

from __future__ import annotations

import pytest

from safeconduct.access import actions as access
from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role, WallSource
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.refusing import Refused
from safeconduct.roster import actions as roster
from safeconduct.roster import queries
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault.rings import Locked
from tests import people
from tests.memberstates import corridors
from tests.people import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir():
    """Somebody else whom the State named."""
    return people.somebody("ilona", Role.MEMBER_STATE, state="RO")


def desk_of_the_state() -> Desk:
    return Desk.objects.select_related("keyring").get(kind=DeskKind.STATE, state="RO")


def succeed(actor, *members) -> None:
    keys = [people.keyring_of(member) for member in members]
    roster.succeed(actor=actor, desk=desk_of_the_state(), members=keys)


def reads(actor, referral) -> bool:
    letter = referral.letter.reference
    try:
        return corridors.LETTER in vault.open_seals(
            actor=actor, references=[letter], reason="read"
        ).get(letter, "")
    except Denied:
        return False


def test_the_next_focal_point_reads_what_was_sent_and_the_last_one_no_more(scene, referral, heir):
    assert (reads(scene.cast.state, referral), reads(heir, referral)) == (True, False)
    succeed(scene.cast.headquarters, heir)
    assert (reads(scene.cast.state, referral), reads(heir, referral)) == (False, True)
    assert reads(scene.cast.headquarters, referral)


def test_what_is_sent_afterwards_reaches_the_next_focal_point(scene, heir):
    succeed(scene.cast.headquarters, heir)
    assert reads(heir, corridors.sent(scene))


def test_the_last_focal_point_can_leave_once_there_is_another(scene, referral, heir):
    admin, selma = people.somebody("adan", Role.ADMINISTRATOR), people.account_of(scene.cast.state)
    people.somebody("ayo", Role.ADMINISTRATOR)
    access.begin_departure(actor=admin, account=selma, today=TODAY)
    with pytest.raises(Refused):
        cases.end_departure(actor=admin, account=selma, today=TODAY)
    succeed(scene.cast.headquarters, heir)
    assert cases.end_departure(actor=admin, account=selma, today=TODAY)
    assert reads(heir, referral)


@pytest.mark.parametrize("who", ["officer", "state", "bram", "stranger", "auditor", "investigator"])
def test_nobody_but_headquarters_gives_a_states_desk_away(scene, referral, heir, who):
    with pytest.raises(Denied):
        succeed(scene.actor(who), heir)
    with pytest.raises(Denied):
        queries.desks_of_states(scene.actor(who))
    assert reads(scene.cast.state, referral)


def test_headquarters_gives_away_only_what_it_opens_itself(scene, referral, heir):
    access.wall_off(
        actor=scene.cast.officer,
        account=people.account_of(scene.cast.headquarters),
        scope=scene.matter.reference,
        source=WallSource.DECLARED,
        today=TODAY,
    )
    with pytest.raises(Denied):
        succeed(scene.cast.headquarters, heir)
    assert reads(scene.cast.state, referral)


def test_no_desk_of_the_house_is_given_away_and_none_to_nobody(scene, heir):
    own = Desk.objects.get(kind=DeskKind.HEADQUARTERS)
    for desk, members in ((own, [people.keyring_of(heir)]), (desk_of_the_state(), [])):
        with pytest.raises(Denied):
            roster.succeed(actor=scene.cast.headquarters, desk=desk, members=members)


def test_a_states_desk_goes_to_nobody_who_does_not_answer_for_that_state(scene, referral, heir):
    other = people.somebody("bela", Role.MEMBER_STATE, state="FR")
    for unfit in (other, scene.cast.officer):
        with pytest.raises(roster.Misplaced):
            succeed(scene.cast.headquarters, heir, unfit)
    assert (reads(scene.cast.state, referral), reads(heir, referral)) == (True, False)


def test_a_locked_session_gives_nothing_away(scene, heir):
    locked = people.account_of(scene.cast.headquarters).actor()
    with pytest.raises(Locked):
        succeed(locked, heir)
