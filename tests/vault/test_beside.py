"""Two people at once: no key work is done twice, none is lost, and nothing is sealed for nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from safeconduct.access.gate import Denied
from safeconduct.access.terms import Role
from safeconduct.cases import actions as cases
from safeconduct.cases.terms import Part
from safeconduct.roster import actions as roster
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from safeconduct.vault import seals
from safeconduct.vault.models import Compartment, Errand, Grant, Seal
from safeconduct.vault.terms import Kind
from tests import people
from tests.intake.conftest import many_hands
from tests.people import TODAY

__all__ = ["many_hands"]

pytestmark = pytest.mark.django_db(transaction=True)
FILES = 12


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same moment, each in a connection of its own; what they return."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        together.wait(timeout=20)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def cast(many_hands):
    return people.house()


@pytest.fixture
def desk(cast):
    return Desk.objects.get(kind=DeskKind.MISSION, mission=cast.minara)


@pytest.fixture
def noor(cast, desk):
    fresh = people.somebody("noor", Role.CONDUCT_OFFICER, mission="MINARA")
    roster.admit(actor=cast.officer, desk=desk, member=people.keyring_of(fresh))
    return fresh


def fill(desk, number):
    opened = vault.open_compartment(
        actor=people.SETUP,
        kind=Kind.NOTES,
        scope=f"file-{number}",
        holders=[desk.keyring],
        reason="test",
    )
    seals.put_text(opened, "note", f"words {number}", TODAY)
    return opened.compartment


def reads_all(actor, compartments):
    """Open every text of some compartments; one that does not open raises."""
    found = list(Seal.objects.filter(compartment__in=compartments))
    names = [seal.reference for seal in found]
    return len(vault.open_seals(actor=actor, references=names, reason="test")) == len(found)


def test_two_members_share_the_key_work_and_do_none_of_it_twice(cast, desk, noor):
    gone = people.somebody("gone", Role.CONDUCT_OFFICER, mission="MINARA")
    roster.admit(actor=cast.officer, desk=desk, member=people.keyring_of(gone))
    inside = [fill(desk, number) for number in range(FILES)]
    roster.release(actor=cast.officer, desk=desk, member=people.keyring_of(gone), reason="test")
    assert Errand.objects.count() == FILES
    runs = at_once(
        lambda: roster.run_errands(actor=cast.officer, limit=FILES),
        lambda: roster.run_errands(actor=noor, limit=FILES),
        lambda: roster.run_errands(actor=noor, limit=FILES),
    )
    roster.run_errands(actor=noor, limit=FILES)  # what each left to another that was at it
    assert sum(done for done, _left in runs) <= FILES
    assert not Errand.objects.exists()
    versions = Seal.objects.filter(compartment__in=inside, kind="note")
    assert set(versions.values_list("version", flat=True)) == {2}
    assert reads_all(cast.officer, inside)
    assert reads_all(noor, inside)


def test_what_is_added_while_a_new_key_is_made_opens_afterwards(cast, desk, noor):
    matter = cases.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    ivo = people.keyring_of(cast.investigator)
    inside = Compartment.objects.get(scope=matter.reference, kind=Kind.NOTES)
    kept = {"compartment": inside, "holder": ivo, "reason": "test"}
    for number in range(4):
        vault.grant(actor=cast.officer, **kept)
        at_once(
            lambda: vault.withdraw(actor=cast.officer, **kept),
            lambda number=number: cases.note(
                actor=noor, matter=matter, text=f"note {number}", today=TODAY
            ),
            lambda: vault.grant(
                actor=noor,
                compartment=inside,
                holder=people.keyring_of(cast.stranger),
                reason="test",
            ),
        )
        assert reads_all(cast.officer, [inside])
        assert reads_all(cast.stranger, [inside])
    assert Seal.objects.filter(compartment=inside).count() == 4


def test_reading_while_a_new_key_is_made_always_answers(cast, desk, noor):
    inside = fill(desk, 0)
    ivo = people.keyring_of(cast.investigator)
    kept = {"compartment": inside, "holder": ivo, "reason": "test"}
    for _time in range(4):
        vault.grant(actor=cast.officer, **kept)
        _gone, *answers = at_once(
            lambda: vault.withdraw(actor=cast.officer, **kept),
            *[lambda: reads_all(noor, [inside])] * 3,
        )
        assert answers == [True] * 3


def test_a_report_sent_while_a_desk_gets_its_new_key_reaches_the_desk(cast, desk, noor):
    gone = people.somebody("gone", Role.CONDUCT_OFFICER, mission="MINARA")
    roster.admit(actor=cast.officer, desk=desk, member=people.keyring_of(gone))
    _none, *sent = at_once(
        lambda: roster.release(
            actor=cast.officer, desk=desk, member=people.keyring_of(gone), reason="test"
        ),
        *[
            lambda n=n: people.report_from_amina(cast.minara, key=f"amina-{n}")[0].compartment
            for n in range(4)
        ],
    )
    roster.run_errands(actor=noor, limit=50)
    desk.refresh_from_db()
    granted = Grant.live().filter(compartment__in=sent, holder__holder="desk")
    assert set(granted.values_list("holder", flat=True)) == {desk.keyring_id}
    assert reads_all(cast.officer, sent)


def test_two_who_release_each_other_leave_one_of_them(cast, desk, noor):
    pair = (cast.officer, noor)

    def release(by, whom):
        try:
            roster.release(actor=by, desk=desk, member=people.keyring_of(whom), reason="test")
        except (vault.Orphaned, Denied):
            return False
        return True

    assert sorted(at_once(lambda: release(*pair), lambda: release(*pair[::-1]))) == [False, True]


def test_two_desks_people_and_errands_at_once_never_wait_for_each_other(cast, desk, noor):
    """Release, withdraw, errands, notes and covers on the same few files: none may deadlock."""
    matter = cases.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=TODAY, today=TODAY
    )
    ivo = people.account_of(cast.investigator)
    gone = people.keyring_of(people.somebody("gone", Role.CONDUCT_OFFICER, mission="MINARA"))
    for _time in range(3):
        roster.admit(actor=cast.officer, desk=desk, member=gone)
        cases.assign(
            actor=cast.officer, matter=matter, account=ivo, part=Part.INVESTIGATOR, today=TODAY
        )
        at_once(
            lambda: roster.release(actor=cast.officer, desk=desk, member=gone, reason="test"),
            lambda: roster.run_errands(actor=noor, limit=20),
            lambda: cases.end_assignment(
                actor=cast.headquarters, matter=matter, account=ivo, today=TODAY
            ),
            lambda: cases.note(actor=noor, matter=matter, text="a note", today=TODAY),
            lambda: roster.run_errands(actor=cast.headquarters, limit=20),
        )
        desk.refresh_from_db()
    roster.run_errands(actor=noor, limit=50)
    assert not Errand.objects.exists()
    assert reads_all(noor, Compartment.objects.filter(scope=matter.reference))
