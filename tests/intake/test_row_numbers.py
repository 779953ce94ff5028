"""The number of a row tells no hour: what a reporter stores stands at no place among timed rows."""

from __future__ import annotations

import pytest
from django.apps import apps

from safeconduct.access import actors
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, queries
from safeconduct.vault import receipts
from safeconduct.vault.seals import FileLabel
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
COUNTED = 2**32  # a row that was numbered in turn stays below; one drawn by chance does not


def rows() -> set[tuple[str, object]]:
    """Every row of the house: its table and its number."""
    return {
        (model._meta.label, key)
        for model in apps.get_models()
        for key in model._default_manager.values_list("pk", flat=True)
    }


def test_nothing_a_reporter_stores_is_numbered_in_turn():
    people.house()
    before = rows()
    token = drafts.begin(TODAY)
    drafts.answer(token, {"what": "words", "name": "Amina"}, TODAY)
    drafts.add_file(token, "a.txt", b"file", TODAY)
    submission, receipt = drafts.settle(token, "en", TODAY)
    keys = receipts.keys(receipt)
    intake.submit(actor=actors.reporter(), submission=submission, receipt=keys, today=TODAY)
    box = queries.mailbox(actors.reporter(), keys)
    label = FileLabel("b.txt", "text/plain", 4)
    intake.write_to_desk(
        actor=box.actor, report=box.report, text="More.", today=TODAY, files=[(label, b"file")]
    )
    written = rows() - before
    assert {table for table, _key in written} >= {
        "audit.Held",
        "cases.Clock",
        "intake.Attachment",
        "intake.Draft",
        "intake.Message",
        "intake.Report",
        "vault.Compartment",
        "vault.Grant",
        "vault.Keyring",
        "vault.Seal",
        "vault.SealedFile",
        "vault.Wrap",
    }
    assert {table for table, key in written if int(str(key)) < COUNTED} == set()


def test_messages_of_one_day_stand_in_the_order_in_which_they_were_written():
    cast = people.house()
    report, receipt = people.report_from_amina(cast.minara)
    box = queries.mailbox(actors.reporter(), receipts.keys(receipt))
    for number in range(12):
        text = f"{number}"
        if number % 2:
            intake.write_to_desk(actor=box.actor, report=report, text=text, today=TODAY)
        else:
            intake.write_to_reporter(actor=cast.officer, report=report, text=text, today=TODAY)
    read = intake.read_mailbox(actor=box.actor, report=report, today=TODAY)
    assert [letter.text for letter in read] == [f"{number}" for number in range(12)]
