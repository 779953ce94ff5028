"""What people write by message is received once, sealed, and answered briefly or not at all."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from safeconduct.access import actors, gate
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.models import Message, Report, Wish
from safeconduct.intake.terms import SetAside, Wished
from safeconduct.messaging import actions, duties
from safeconduct.messaging.models import Contact, Delivery
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts
from safeconduct.web.shared.days import today
from tests.messaging.gateway import AMINA, described, gateway
from tests.people import TODAY

pytestmark = pytest.mark.django_db
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
RECEIPT = re.compile(r"\d{4}(-\d{4}){6}")


def told(answer):
    assert answer.status_code == 200
    return answer.json()["text"]


def absent(browser, method="post"):
    return getattr(browser, method)("/hooks/0123456789abcdef")


def read_by(actor, report):
    seals = [report.answers.reference, *(m.seal.reference for m in report.messages.all())]
    opened = vault.open_seals(actor=actor, references=seals, reason="read")
    return [opened[seal] for seal in seals]


def test_the_first_message_is_a_report_that_its_desk_reads_and_a_stranger_does_not(cast, sms):
    sms.says("They asked me for money.")
    report = Report.objects.get()
    assert (report.channel, report.mission, report.language) == ("sms", cast.minara, "en")
    assert "They asked me for money." in read_by(cast.officer, report)[0]
    with pytest.raises(gate.Denied):
        read_by(cast.stranger, report)


def test_the_number_is_for_the_custodians_alone(cast, sms):
    sms.says("Help.")
    report = Report.objects.get()
    sealed = [report.identity.reference]
    (name,) = vault.open_seals(actor=cast.custodian, references=sealed, reason="read").values()
    assert json.loads(name) == {"reach": AMINA}
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=cast.officer, references=sealed, reason="read")


def test_later_messages_join_the_report_and_are_read_by_desk_and_reporter(cast, sms):
    receipt = RECEIPT.search(told(sms.says("First.")))[0]
    assert told(sms.says("Second.", sender="tel:+250 788 123 456")) == ""
    report = Report.objects.get()
    assert read_by(cast.officer, report)[1:] == ["Second."]
    box = queries.mailbox_for(actors.reporter(), receipt)
    letters = intake.read_mailbox(actor=box.actor, report=box.report, today=TODAY)
    assert [letter.text for letter in letters] == ["Second."]


def test_a_message_of_somebody_else_is_another_report(cast, sms):
    sms.says("One.")
    sms.says("Two.", sender="+250788123457")
    assert Report.objects.count() == 2


def test_what_came_before_and_after_joining_is_read_by_whoever_works_on_the_matter(cast, sms):
    sms.says("First.")
    sms.says("Before.")
    report = Report.objects.get()
    intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=today())
    matter = intake.open_matter(
        actor=cast.officer, report=report, mission=cast.minara, today=today()
    )
    sms.says("After.")
    report.refresh_from_db()
    scopes = {m.seal.compartment.scope for m in report.messages.all()}
    assert scopes == {matter.reference}
    assert read_by(cast.officer, report)[1:] == ["Before.", "Read.", "After."]


@pytest.mark.parametrize("end", ["withdrawn", "closed", "new"])
def test_after_the_end_of_a_report_the_next_message_begins_another(cast, sms, end):
    sms.says("First.")
    report = Report.objects.get()
    if end == "withdrawn":
        owner = actors.reporter(own=report.reference)
        intake.withdraw(actor=owner, report=report, today=TODAY)
    elif end == "closed":
        intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=TODAY)
        why = SetAside.NOT_MISCONDUCT
        intake.set_aside(actor=cast.officer, report=report, why=why, today=TODAY)
    else:
        assert told(sms.says(" New! "))
    assert RECEIPT.search(told(sms.says("Another.")))
    assert Report.objects.count() == 2


def test_a_report_set_aside_unread_waits_again_when_its_sender_writes(cast, sms):
    sms.says("x")
    report = Report.objects.get()
    Report.objects.filter(pk=report.pk).update(
        state="set-aside", set_aside_as="no-content", set_aside_on=TODAY
    )
    sms.says("I am serious.")
    report.refresh_from_db()
    assert report.state == "received"


@pytest.mark.parametrize("word", ["STOP", "stop.", "توقف", "停止", "СТОП", "Arrêt", "arret"])
def test_after_stop_nobody_is_answered_and_nothing_is_lost(cast, sms, word):
    sms.says("First.")
    assert told(sms.says(word)) == ""
    report = Report.objects.get()
    assert Wish.objects.get(report=report).kind == Wished.SILENCE
    sms.says("One thing more.")
    sms.says("NEW")
    assert told(sms.says("Quite another.")) == ""
    assert Report.objects.count() == 2
    assert Message.objects.filter(report=report).count() == 1


def test_stop_from_somebody_unknown_begins_no_report(cast, sms):
    assert told(sms.says("STOP")) == ""
    assert not Report.objects.exists()
    assert Contact.objects.get().stopped


def test_a_sentence_with_such_a_word_in_it_is_a_message(cast, sms):
    sms.says("Make them stop")
    assert Report.objects.count() == 1


def test_whoever_writes_again_is_told_that_an_answer_waits_and_nothing_of_it(cast, sms):
    receipt = RECEIPT.search(told(sms.says("First.")))[0]
    report = Report.objects.get()
    intake.acknowledge(actor=cast.officer, report=report, text="Secret words.", today=TODAY)
    again = told(sms.says("Are you there?"))
    assert again == "There is an answer. Your number opens it."
    box = queries.mailbox_for(actors.reporter(), receipt)
    intake.read_mailbox(actor=box.actor, report=report, today=TODAY)
    assert told(sms.says("Thank you.")) == ""


def test_whoever_wants_no_contact_is_not_told_of_an_answer(cast, sms):
    sms.says("First.")
    report = Report.objects.get()
    owner = actors.reporter(own=report.reference)
    intake.refuse_contact(actor=owner, report=report, today=TODAY)
    intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=TODAY)
    assert told(sms.says("More.")) == ""


def test_a_channel_that_does_not_answer_says_nothing(cast):
    quiet = gateway(cast.officer, cast.minara, answers=False)
    assert told(quiet.says("First.")) == ""
    assert Report.objects.count() == 1


@pytest.mark.parametrize("mode", ["signed", "token"])
def test_a_delivery_that_comes_again_is_answered_the_same_and_stores_nothing(cast, mode):
    sms = gateway(cast.officer, cast.minara, mode=mode)
    first = sms.says("First.", id="a")
    assert sms.says("First.", id="a").content == first.content
    sms.says("Second.", id="b")
    sms.says("Second.", id="b")
    assert (Report.objects.count(), Message.objects.count()) == (1, 1)


def test_two_messages_that_a_gateway_calls_the_same_are_both_kept(cast, sms):
    sms.says("First.", id="run")
    sms.says("Second.", id="run")
    assert Message.objects.count() == 1


def test_a_receipt_is_kept_two_days_for_a_gateway_that_asks_again_and_no_longer(cast, sms):
    sms.says("First.", id="a")
    Delivery.objects.update(came_on=TODAY)
    duties.sweep(NOON + timedelta(days=2))
    assert Delivery.objects.exclude(answer=None).exists()
    duties.sweep(NOON + timedelta(days=3))
    assert not Delivery.objects.exclude(answer=None).exists()
    duties.sweep(NOON + timedelta(days=91))
    assert not Delivery.objects.exists()
    assert Contact.objects.exists()


def test_when_the_last_message_of_a_channel_came_is_soon_forgotten(cast, sms):
    sms.says("First.")
    sms.channel.refresh_from_db()
    duties.sweep(datetime.fromtimestamp((sms.channel.tick + 1) * 300, UTC))
    sms.channel.refresh_from_db()
    assert sms.channel.tick is not None
    duties.sweep(datetime.fromtimestamp((sms.channel.tick + 2) * 300, UTC))
    sms.channel.refresh_from_db()
    assert (sms.channel.tick, sms.channel.left) == (None, None)


def test_whose_report_was_destroyed_is_forgotten_unless_they_said_stop(cast, sms):
    sms.says("First.")
    sms.says("Other.", sender="+1555")
    sms.says("STOP", sender="+1555")
    for report in Report.objects.all():
        vault.shred(actor=cast.headquarters, scope=report.reference, reason="retention")
    duties.sweep(NOON)
    assert Contact.objects.get().stopped
    assert RECEIPT.search(told(sms.says("Again.")))


def test_headquarters_receive_what_comes_by_a_channel_of_no_mission(cast):
    sms = gateway(cast.headquarters, None, kind="whatsapp")
    sms.says("First.", sender="whatsapp:250788123456")
    report = Report.objects.get()
    assert (report.mission, report.channel) == (None, "chat")
    assert "First." in read_by(cast.headquarters, report)[0]


def test_the_language_a_gateway_names_is_that_of_the_answer(cast, sms):
    assert sms.says("Habari", contact={"language": "swa"}).json()["language"] == "sw"
    assert sms.says("Hi", sender="+1555", language="xx").json()["language"] == "en"


def test_both_ways_of_rapidpro_are_read(cast, sms):
    sms.fills(**{"from": AMINA, "text": "From a channel", "date": "2026-05-04T10:00:00Z"})
    flow = {
        "contact": {"uuid": "a1", "name": "Amina", "urn": "tel:+250788123456"},
        "flow": {"uuid": "b2", "name": "Reports"},
        "run": {"uuid": "c3"},
        "results": {"where": {"value": "At the gate", "category": "All Responses"}},
    }
    sms.posts(json.dumps(flow).encode())
    report = Report.objects.get()
    assert read_by(cast.officer, report)[1:] == ["where: At the gate"]


# What lies in the tables


def test_no_number_no_word_and_no_receipt_lies_in_any_table(cast, sms):
    receipt = RECEIPT.search(told(sms.says("Unmistakable words.", id="named-so")))[0]
    sms.says("More unmistakable words.", id="and-so")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")
            lying = repr(
                [[bytes(c) if isinstance(c, memoryview) else c for c in r] for r in cursor]
            )
            for secret in (
                "788123456",
                "nmistakable",
                receipt,
                receipt.replace("-", ""),
                sms.secret,
            ):
                assert secret not in lying, table
            assert "named-so" not in lying


def test_nothing_of_a_message_is_logged(cast, sms, caplog):
    sms.says("Unmistakable words.")
    sms.posts(b"junk +250788123456")
    assert "788123456" not in caplog.text
    assert "nmistakable" not in caplog.text


# Who keeps channels


def test_a_stranger_keeps_no_channel_of_another_mission(cast, sms):
    verbs = [
        lambda: actions.open_channel(
            actor=cast.stranger, mission=cast.minara, described=described(), today=TODAY
        ),
        lambda: actions.open_channel(
            actor=cast.stranger, mission=None, described=described(), today=TODAY
        ),
        lambda: actions.change_channel(
            actor=cast.stranger, channel=sms.channel, described=described()
        ),
        lambda: actions.renew_secret(actor=cast.stranger, channel=sms.channel),
        lambda: actions.forget_earlier_secret(actor=cast.stranger, channel=sms.channel),
        lambda: actions.discard_newest_secret(actor=cast.stranger, channel=sms.channel),
        lambda: actions.end_channel(actor=cast.stranger, channel=sms.channel, today=TODAY),
    ]
    for verb in verbs:
        with pytest.raises(gate.Denied):
            verb()


def test_the_words_of_an_answer_open_the_mailbox_as_they_stand(sms):
    receipt = RECEIPT.search(told(sms.says("First.")))[0]
    assert receipts.keys(receipt).lookup == Report.objects.get().lookup
