"""Sending: idempotent, cheap, and nothing lost or doubled when many send at once."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from safeconduct.access import actors, gate
from safeconduct.cases.models import Clock
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.actions import Submission
from safeconduct.intake.models import Report
from safeconduct.roster.queries import NoDesk
from safeconduct.vault import receipts
from safeconduct.vault.models import Compartment, Grant, Keyring, Seal
from tests import people
from tests.people import TODAY

THREADS, EACH = 16, 10
MOST_QUERIES = 14  # of them ten inside the transaction, which is what others may wait for
INSERTS = 10


def submission(key: str) -> Submission:
    return Submission(
        key=key,
        form="report.1",
        language="en",
        channel="web",
        mission=None,
        answers={"what": "words"},
        identity={"name": "Amina"},
    )


def send(key: str, receipt: str) -> Report:
    return intake.submit(
        actor=actors.reporter(),
        submission=submission(key),
        receipt=receipts.keys(receipt),
        today=TODAY,
    )


@pytest.mark.django_db
def test_sending_the_same_report_again_stores_nothing_more():
    people.house()
    receipt = receipts.make("en")
    first = send("one", receipt)
    stored = [model.objects.count() for model in (Report, Keyring, Compartment, Grant, Seal, Clock)]
    assert send("one", receipt) == first
    assert [
        model.objects.count() for model in (Report, Keyring, Compartment, Grant, Seal, Clock)
    ] == stored


@pytest.mark.django_db
def test_a_report_costs_one_insert_a_table_and_its_crypto_is_done_before():
    people.house()
    keys = receipts.keys(receipts.make("en"))
    with CaptureQueriesContext(connection) as asked:
        intake.submit(
            actor=actors.reporter(), submission=submission("one"), receipt=keys, today=TODAY
        )
    statements = [query["sql"] for query in asked]
    begins = next(i for i, sql in enumerate(statements) if sql.startswith(("SAVEPOINT", "BEGIN")))
    inserts = [sql for sql in statements if sql.startswith("INSERT")]
    assert all(sql.startswith("SELECT") for sql in statements[:begins])
    assert not any(sql.startswith("SELECT") for sql in statements[begins:])
    assert len(inserts) <= INSERTS
    assert len(statements) <= MOST_QUERIES


@pytest.mark.django_db
def test_a_report_nobody_could_read_is_not_taken():
    with pytest.raises(NoDesk):
        send("one", receipts.make("en"))


@pytest.mark.django_db
def test_only_a_reporter_may_send_and_a_stranger_stores_nothing():
    cast = people.house()
    with pytest.raises(gate.Denied):
        intake.submit(
            actor=cast.stranger,
            submission=submission("one"),
            receipt=receipts.keys(receipts.make("en")),
            today=TODAY,
        )
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_a_mailbox_is_read_by_its_owner_alone_and_reading_is_noted():
    cast = people.house()
    report, receipt = people.report_from_amina(cast.minara)
    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    other, _ = people.report_from_amina(cast.minara, key="amina-2")
    owner = queries.mailbox_for(actors.reporter(), receipt).actor
    (letter,) = intake.read_mailbox(actor=owner, report=report, today=TODAY)
    assert letter.text == "We read it."
    letter.message.refresh_from_db()
    assert letter.message.read_on == TODAY
    for somebody, box in ((cast.stranger, report), (cast.officer, report), (owner, other)):
        with pytest.raises(gate.Denied):
            intake.read_mailbox(actor=somebody, report=box, today=TODAY)


def test_sixteen_at_once_lose_nothing_and_double_nothing(many_hands):
    people.house()
    receipt_of = {secrets.token_hex(8): receipts.make("en") for _ in range(THREADS * EACH)}
    turns = list(receipt_of.items())

    def work(number: int) -> list[str]:
        try:
            mine = turns[number * EACH : (number + 1) * EACH]
            return [send(key, receipt).reference for key, receipt in mine]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        sent = [reference for done in pool.map(work, range(THREADS)) for reference in done]
    assert len(set(sent)) == THREADS * EACH
    assert set(Report.objects.values_list("reference", flat=True)) == set(sent)
    for key, receipt in turns[::EACH]:
        box = queries.mailbox_for(actors.reporter(), receipt)
        assert box.report.submission == key


def test_the_same_report_sent_eight_times_at_once_arrives_once(many_hands):
    people.house()
    receipt = receipts.make("en")
    ready = threading.Barrier(8)

    def work(_number: int) -> str:
        try:
            ready.wait()
            return send("one", receipt).reference
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(work, range(8)))) == 1
    assert Report.objects.count() == 1
    assert queries.mailbox_for(actors.reporter(), receipt).report.submission == "one"
