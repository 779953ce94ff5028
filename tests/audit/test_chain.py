"""The log: whatever is changed, inserted, removed or put elsewhere is found."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access import actors
from safeconduct.audit import duties, log, queries
from safeconduct.audit.models import Entry, Held
from safeconduct.audit.rules import ORIGIN, Line, faults, hash_of

COLUMNS = Line.__slots__


def chain(length):
    """A chain of made-up lines with their hashes."""
    previous, lines = ORIGIN, []
    for seq in range(1, length + 1):
        line = Line(seq, "2026-05-04", "test.act", "officer:x", f"file-{seq}", "", "", previous)
        previous = hash_of(line)
        lines.append((line, previous))
    return lines, (length, previous)


@given(st.integers(0, 30))
def test_an_untouched_chain_has_no_fault(length):
    lines, head = chain(length)
    assert list(faults(lines, head)) == []


@given(st.integers(2, 20), st.data())
def test_any_change_of_any_column_is_found(length, data):
    lines, head = chain(length)
    at = data.draw(st.integers(0, length - 1))
    column = data.draw(st.sampled_from(COLUMNS))
    line, stored = lines[at]
    changed = line.seq + 1 if column == "seq" else getattr(line, column) + "x"
    lines[at] = (replace(line, **{column: changed}), stored)
    assert list(faults(lines, head))


@given(st.integers(3, 20), st.data())
def test_removing_inserting_or_swapping_is_found(length, data):
    lines, head = chain(length)
    at = data.draw(st.integers(0, length - 2))
    spoiled = [
        lines[:at] + lines[at + 1 :],
        [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]],
        [*lines[:at], lines[at], *lines[at:]],
        lines[:-1],
    ]
    for tampered in spoiled:
        assert list(faults(tampered, head))


def test_recomputing_one_hash_does_not_hide_a_change():
    lines, head = chain(5)
    changed = replace(lines[2][0], event="other.act")
    lines[2] = (changed, hash_of(changed))
    assert list(faults(lines, head))


@pytest.mark.django_db
def test_changing_any_single_byte_of_any_row_is_found():
    """Every character of every column of every stored row, one at a time."""
    actor = actors.Actor("officer:abc")
    for number in range(3):
        log.record("test.act", actor=actor, subject=f"file-{number}", detail={"n": number})
    assert list(queries.verify()) == []
    tried = 0
    for entry in Entry.objects.order_by("seq"):
        for column in (*COLUMNS, "hash"):
            value = str(getattr(entry, column))
            for at in range(len(value)):
                spoiled = value[:at] + ("9" if value[at] != "9" else "8") + value[at + 1 :]
                _overwrite(entry.pk, column, spoiled)
                assert list(queries.verify()), f"{column}[{at}] of entry {entry.seq}"
                tried += 1
            _overwrite(entry.pk, column, value)
    assert list(queries.verify()) == []
    assert tried > 500  # about 370 characters a row


@pytest.mark.django_db
def test_a_hundred_random_tamperings_are_all_found():
    actor = actors.Actor("officer:abc")
    for number in range(50):
        log.record("test.act", actor=actor, subject=f"file-{number}")
    chance = random.Random(7)
    for _ in range(100):
        entry = Entry.objects.get(seq=chance.randint(1, 50))
        column = chance.choice(["at", "event", "actor", "subject", "reason", "detail", "hash"])
        value = getattr(entry, column)
        _overwrite(entry.pk, column, (value[:-1] if value else "") + chance.choice("QXZ"))
        assert list(queries.verify())
        _overwrite(entry.pk, column, value)


@pytest.mark.django_db
def test_cutting_off_the_end_is_found():
    for number in range(3):
        log.record("test.act", actor=actors.STRANGER, subject=f"file-{number}")
    Entry.objects.get(seq=3).delete()
    assert list(queries.verify())


@pytest.mark.django_db
def test_what_a_reporter_did_enters_the_chain_on_a_later_day_and_bears_no_hour():
    for number in range(12):
        log.record("mailbox.write", actor=actors.reporter("r"), subject=f"report-{number}")
    log.record("report.answer", actor=actors.Actor("officer:x"), subject="r")
    today = datetime.now(UTC).date()
    assert Entry.objects.get().event == "report.answer"
    assert duties.fold_in(today) == 0
    assert duties.fold_in(today + timedelta(days=1)) == 12
    assert duties.fold_in(today + timedelta(days=1)) == 0
    folded = list(Entry.objects.filter(event="mailbox.write").order_by("seq"))
    assert {entry.at for entry in folded} == {today.isoformat()}
    assert {entry.subject for entry in folded} == {f"report-{n}" for n in range(12)}
    assert list(queries.verify()) == []


@pytest.mark.django_db
def test_an_act_that_rolls_back_takes_its_held_entry_with_it():
    with transaction.atomic():
        log.record("mailbox.write", actor=actors.reporter("r"), subject="r")
        transaction.set_rollback(True)
    assert not Held.objects.exists()


def _overwrite(pk, column, value):
    with connection.cursor() as cursor:
        query = f"UPDATE audit_entry SET {column} = %s WHERE id = %s"
        cursor.execute(query, [value, pk])
