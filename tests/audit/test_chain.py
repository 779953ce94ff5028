"""The log: whatever is changed, inserted, removed or put elsewhere is found."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access import actors
from safeconduct.audit import duties, log, queries
from safeconduct.audit.models import Entry, Held
from safeconduct.audit.rules import ORIGIN, Line, faults, hash_of
from tests.audit import forging

COLUMNS = Line._fields


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
    lines[at] = (line._replace(**{column: changed}), stored)
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
    changed = lines[2][0]._replace(event="other.act")
    lines[2] = (changed, hash_of(changed))
    assert list(faults(lines, head))


@pytest.mark.django_db
def test_changing_any_single_byte_of_any_row_is_found():
    """Every character of every column of every stored row, one at a time."""
    actor = actors.Actor("officer:abc")
    for number in range(3):
        log.record("test.act", actor=actor, subject=f"file-{number}", detail={"n": number})
    assert list(queries.verify()) == []
    forging.lift_the_guards()
    tried = 0
    for entry in Entry.objects.order_by("seq"):
        for column in (*COLUMNS, "hash"):
            value = str(getattr(entry, column))
            for at in range(len(value)):
                spoiled = value[:at] + ("9" if value[at] != "9" else "8") + value[at + 1 :]
                overwrite(entry.pk, column, spoiled)
                assert list(queries.verify()), f"{column}[{at}] of entry {entry.seq}"
                tried += 1
            overwrite(entry.pk, column, value)
    assert list(queries.verify()) == []
    assert tried > 500  # about 370 characters a row


@pytest.mark.django_db
def test_cutting_off_the_end_is_found():
    for number in range(3):
        log.record("test.act", actor=actors.STRANGER, subject=f"file-{number}")
    forging.lift_the_guards()
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


@given(st.builds(Line, st.integers(1, 2**62), *[st.text(max_size=40)] * 7))
def test_the_hash_is_that_of_the_canonical_json_of_the_line(line):
    text = json.dumps(line._asdict(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    expected = hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()
    assert hash_of(line) == expected


def overwrite(pk, column, value):
    forging.run(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", values=[value, pk])
