"""Two tabs at once: a hold and a destruction never both win, and nothing is decided twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from safeconduct.base.moves import IllegalMove
from safeconduct.cases.actions.refusing import Refused
from safeconduct.cases.models import Matter
from safeconduct.intake.models import Report
from safeconduct.retention import actions, duties
from safeconduct.retention.models import Disposition, Hold, Tombstone
from safeconduct.retention.terms import State
from safeconduct.vault.models import ShredKey
from tests.intake.conftest import many_hands
from tests.retention.conftest import LATER, build

__all__ = ["many_hands"]

pytestmark = pytest.mark.django_db(transaction=True)
OBJECTIONS = (IllegalMove, Refused, IntegrityError)


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """Do several things at the same moment, each in a connection of its own; say which went."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        together.wait(timeout=20)
        try:
            act()
        except OBJECTIONS:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def old(many_hands):
    return build()


def proposed(old, scope):
    return actions.propose(actor=old.hana, scopes=[scope], today=LATER)[0]


def place(old, scope, reason="court"):
    return lambda: actions.place_hold(actor=old.hana, scope=scope, reason=reason, today=LATER)


def test_a_hold_between_approval_and_destruction_stops_it_or_comes_too_late_but_never_both(old):
    for scope in (old.matter.reference, old.aside.reference):
        made = actions.approve(actor=old.cora, disposition=proposed(old, scope), today=LATER)
        carry_out = partial(actions.carry_out, actor=old.cora, disposition=made, today=LATER)
        held, destroyed = at_once(place(old, scope), carry_out)
        made.refresh_from_db()
        keys = ShredKey.objects.filter(compartment__scope=scope).exists()
        assert destroyed is (made.state == State.CARRIED_OUT)
        assert destroyed is not keys
        assert destroyed is Tombstone.objects.filter(scope=scope).exists()
        placed_first = held and not destroyed
        assert placed_first or destroyed
        if placed_first:
            assert Hold.objects.filter(scope=scope, lifted_on__isnull=True).exists()


def test_a_hold_placed_while_somebody_waits_to_destroy_is_seen_by_them(old):
    """The first tab holds the record's lock; the second waits for it, then sees the hold."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: whoever begins later begins after the hold")
    scope = old.matter.reference
    made = actions.approve(actor=old.cora, disposition=proposed(old, scope), today=LATER)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            place(old, scope)()
            other = pool.submit(
                at_once, lambda: actions.carry_out(actor=old.cora, disposition=made, today=LATER)
            )
            assert not other.done()
        assert other.result(timeout=30) == [False]
    assert ShredKey.objects.filter(compartment__scope=scope).exists()


def test_one_of_two_tabs_approves_and_one_of_two_destroys(old):
    made = proposed(old, old.matter.reference)

    def twice(verb):
        return at_once(*[lambda: verb(actor=old.cora, disposition=made, today=LATER)] * 2)

    assert sorted(twice(actions.approve)) == [False, True]
    assert sorted(twice(actions.carry_out)) == [False, True]
    assert Tombstone.objects.count() == 1


def test_a_withdrawal_and_a_destruction_never_both_win(old):
    made = actions.approve(
        actor=old.cora, disposition=proposed(old, old.matter.reference), today=LATER
    )
    went = at_once(
        lambda: actions.withdraw(actor=old.hana, disposition=made, today=LATER),
        lambda: actions.carry_out(actor=old.cora, disposition=made, today=LATER),
    )
    assert sorted(went) == [False, True]
    made.refresh_from_db()
    assert (made.state == State.CARRIED_OUT) is went[1]


def test_two_people_propose_the_same_record_once_and_hold_it_once_for_a_reason(old):
    scope = old.matter.reference
    assert sorted(at_once(*[lambda: proposed(old, scope)] * 2)) == [False, True]
    assert Disposition.objects.count() == 1
    assert sorted(at_once(*[place(old, scope)] * 2)) == [False, True]
    assert Hold.objects.count() == 1


def test_certificates_made_at_the_same_moment_have_numbers_of_their_own(old):
    ready = [
        actions.approve(actor=old.cora, disposition=proposed(old, scope), today=LATER)
        for scope in (old.matter.reference, old.aside.reference)
    ]
    went = at_once(
        *[
            lambda made=made: actions.carry_out(actor=old.cora, disposition=made, today=LATER)
            for made in ready
        ]
    )
    assert went == [True, True]
    assert len(set(Tombstone.objects.values_list("certificate", flat=True))) == len(ready)


def test_no_byte_of_a_destroyed_key_stays_in_the_files_of_the_database(old, tmp_path):
    """SQLite: a key that was deleted is overwritten in the file and leaves the journal."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL overwrites in its own time: ADR 11 says what follows")
    scope = old.matter.reference
    rows = ShredKey.objects.filter(compartment__scope=scope)
    halves = [bytes(half) for half in rows.values_list("half", flat=True)]
    kept = bytes(ShredKey.objects.exclude(compartment__scope=scope).first().half)
    made = actions.approve(actor=old.cora, disposition=proposed(old, scope), today=LATER)
    assert all(half in files_of(tmp_path) for half in halves)
    actions.carry_out(actor=old.cora, disposition=made, today=LATER)
    duties.finish_destruction()
    assert kept in files_of(tmp_path)
    assert not any(half in files_of(tmp_path) for half in halves)


def files_of(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_hold_on_a_report_waits_for_the_destruction_of_its_matter(old, monkeypatch):
    """A hold on the part keeps the whole: both are locked, the matter first as by every act."""
    locked = []

    def noted(rows, *_args, **_more):
        locked.append(rows.model)
        return rows

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    place(old, old.report.reference)()
    assert locked[:2] == [Matter, Report]
