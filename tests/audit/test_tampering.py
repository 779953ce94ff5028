"""Whatever somebody does to the stored log is found, also with every right but the key."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction

from safeconduct.access import actors
from safeconduct.audit import duties, log, queries, signing
from safeconduct.audit.models import Checkpoint, Entry
from safeconduct.audit.terms import Break
from tests import house
from tests.audit import forging

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = signing.public_of(KEY)


def act(times=1):
    for number in range(times):
        log.record("test.act", actor=actors.STRANGER, subject=f"f-{number}", detail={"n": number})


def sign(hours=0):
    return duties.sign_checkpoint(NOW + timedelta(hours=hours), KEY)


@pytest.fixture
def signed():
    """A log of forty entries, signed three times; returns what its machine remembers."""
    for hours, entries in enumerate((15, 15, 10)):
        act(entries)
        mark = sign(hours)
    return mark


def found(witness, trusted=(PUBLIC,)):
    return [fault.why for fault in queries.verify(trusted=trusted, witness=witness)]


def test_an_untouched_signed_log_is_whole(signed):
    assert found(signed) == []
    assert [mark.seq for mark in queries.marks()] == [15, 30, 40]


def test_a_hundred_random_tamperings_are_all_found(signed):
    chance, done = random.Random(20260504), []
    for _ in range(100):
        with transaction.atomic():
            done.append(forging.forge(chance))
            assert found(signed), done[-1]
            transaction.set_rollback(True)
    assert found(signed) == []
    assert set(done) == {each.__name__ for each in forging.ACTS}


@pytest.mark.parametrize("forgery", forging.ACTS, ids=lambda each: each.__name__)
def test_every_kind_of_forgery_is_found_at_every_place_it_can_choose(signed, forgery):
    for seed in range(12):
        with transaction.atomic():
            forging.lift_the_guards()
            forgery(random.Random(seed))
            assert found(signed), seed
            transaction.set_rollback(True)


def test_a_log_chained_anew_is_found_by_anybody_who_kept_the_public_key_alone(signed):
    forging.lift_the_guards()
    forging.chain_anew_and_sign(random.Random(1))
    assert found(None, trusted=None) == []
    assert Break.KEY in found(None)


def test_what_was_cut_off_with_its_checkpoints_is_missed_by_the_machine_that_signed(signed):
    forging.lift_the_guards()
    forging.cut_off_the_end(random.Random(3))
    assert found(None) == []
    assert found(signed) == [Break.FORGOTTEN]


def test_a_row_outside_the_order_of_the_log_is_found(signed):
    forging.lift_the_guards()
    if connection.vendor == "postgresql":
        forging.run(
            "ALTER TABLE audit_entry DROP CONSTRAINT entry_seq_from_one",
            "ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_seq_check",
        )
    else:
        forging.run("PRAGMA ignore_check_constraints = ON")
    try:
        forging.run(
            "INSERT INTO audit_entry (seq, at, event, actor, subject, reason, detail, previous, "
            "hash) VALUES (-5, '', 'test.act', 'officer:x', 'f', '', '', 'x', 'y')"
        )
    finally:
        if connection.vendor == "sqlite":  # the connection outlives this test
            forging.run("PRAGMA ignore_check_constraints = OFF")
    assert found(signed)


def test_nothing_is_signed_twice_and_every_checkpoint_carries_the_one_before(signed):
    assert sign(9) is None
    act()
    last = sign(10)
    assert last.previous == signing.digest_of(signed.signature)
    assert signing.holds(last)
    assert not signing.holds(last._replace(at="2026-05-05T00:00:00+00:00"))


def test_an_empty_log_has_nothing_to_sign():
    assert sign() is None


@pytest.mark.parametrize("model", [Entry, Checkpoint])
@pytest.mark.parametrize("deed", ["update", "delete", "save", "remove"])
@pytest.mark.usefixtures("signed")
def test_the_database_itself_refuses_to_change_or_remove_what_was_logged(model, deed):
    row = model.objects.order_by("seq").first()
    deeds = {
        "update": lambda: model.objects.update(at="never"),
        "delete": lambda: model.objects.all().delete(),
        "save": row.save,
        "remove": row.delete,
    }
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        deeds[deed]()
    assert found(None) == []


@house.ON_POSTGRESQL
@pytest.mark.usefixtures("signed")
def test_postgresql_refuses_to_empty_the_log_at_once():
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        forging.run("TRUNCATE audit_entry")


def test_acts_recorded_while_the_log_is_read_are_no_fault(signed, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 10)
    more = iter(range(3))
    told = queries.verify(lambda _read: next(more, None) is None or act(7), trusted=[PUBLIC])
    assert list(told) == []
    assert Entry.objects.count() == 61


def test_an_end_moved_past_entries_of_a_strange_kind_does_not_hold_the_reader_for_ever(signed):
    forging.lift_the_guards()
    forging.move_the_head(random.Random(0))
    forging._point(10**9, "0" * 64)
    assert Break.END in found(signed)
