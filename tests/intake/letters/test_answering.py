"""Nobody is answered unless an installation chose to; then with a receipt and no other word."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.core import mail

from safeconduct.access import actors, gate
from safeconduct.access.models import Account, Exclusion
from safeconduct.access.terms import Role, WallSource
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.letters import threads
from safeconduct.intake.models import AnsweredLetter, Attachment, Message, Report
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts
from safeconduct.vault.models import Seal
from tests import letterbox, people
from tests.intake.letters.test_emptying import answers, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def answering(house, box, settings):
    settings.LETTER_ANSWERS = True
    return box


def reply(words: str, *, subject: str = "Re: Received", photo: bytes = b"", **head: str) -> bytes:
    """What Amina writes back to the last answer, quoting it as mail programs do."""
    (sent,) = mail.outbox[-1:]
    quoted = "\n".join(f"> {line}" for line in sent.body.replace("keep: ", "keep:\n").splitlines())
    made = EmailMessage()
    made["From"], made["Subject"] = "amina@example.org", subject
    made["In-Reply-To"] = sent.extra_headers["Message-ID"]
    for name, said in head.items():
        made[name.replace("_", "-")] = said
    made.set_content(f"{words}\n\n{quoted}\n")
    if photo:
        made.add_attachment(photo, maintype="image", subtype="jpeg", filename="he.jpg")
    return made.as_bytes()


def receipt_in(sent) -> str:
    return sent.body.partition("keep: ")[2].strip()


def test_nobody_is_answered_by_default(house, box, empty):
    box.put(letter())
    empty()
    assert (Report.objects.count(), mail.outbox) == (1, [])


def test_an_answer_carries_the_receipt_and_nothing_of_the_letter(answering, empty):
    answering.put(letter())
    empty()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.reply_to) == (
        ["amina@example.org"],
        "Received",
        [letterbox.USER],
    )
    mailbox = queries.mailbox(actors.reporter(), receipts.keys(receipt_in(sent)))
    assert mailbox.report == Report.objects.get()
    everything = sent.message().as_string()
    for word in ("About the camp", "night", "Amina B", "MINARA", Report.objects.get().reference):
        assert word not in everything
    assert "Auto-Submitted: auto-replied" in everything
    assert "amina" not in "".join(AnsweredLetter.objects.values_list("digest", flat=True))


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "list"},
        {"Return_Path": "<>"},
        {"List_Id": "<x.example>"},
    ],
)
def test_what_a_machine_sent_is_kept_and_never_answered(answering, empty, head):
    answering.put(letter(**head))
    empty()
    assert (Report.objects.count(), mail.outbox) == (1, [])


def test_two_machines_that_answer_each_other_stop(answering, empty):
    for number in range(4):
        answering.put(letter(f"I am away. {number}"))
        empty()
    assert (Report.objects.count(), len(mail.outbox)) == (4, 1)


def test_our_own_addresses_are_not_answered(answering, empty):
    answering.put(letter().replace(b"amina@example.org", letterbox.USER.encode()))
    empty()
    assert mail.outbox == []


def test_a_letter_that_lay_in_a_report_before_is_not_answered_again(answering, empty):
    answering.put(letter())
    answering.breaks = ("STORE", letterbox.BEFORE)
    empty()
    AnsweredLetter.objects.all().delete()
    answering.breaks = None
    empty()
    assert len(mail.outbox) == 1


def test_what_is_written_back_joins_the_report_once_and_without_the_receipt(
    house, answering, empty
):
    answering.put(letter())
    empty()
    answering.put(reply("He came again."))
    answering.breaks = ("STORE", letterbox.BEFORE)
    empty()
    answering.breaks = None
    empty()
    report = Report.objects.get()
    message = Message.objects.get(report=report)
    seal = message.seal.reference
    told = vault.open_seals(actor=house.officer, references=[seal], reason="triage")[seal]
    assert "He came again." in told
    assert "[…]" in told
    assert not any(word in told for word in receipt_in(mail.outbox[0]).split()[:3])
    assert (answering.letters, len(mail.outbox)) == ({}, 1)
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=house.stranger, references=[seal], reason="triage")


@pytest.mark.parametrize("language", ["fr", "ar", "zh-hans"])
def test_a_receipt_of_any_script_is_hidden(house, box, settings, language):
    report, _receipt = people.report_from_amina(house.minara)
    words = receipts.make(language)
    report.lookup = receipts.keys(words).lookup
    quoted = "\n> ".join(words.split(" "))
    said = threads.without_receipt(f"Before all that.\n> keep: {quoted}\nAfter.", report)
    assert said == "Before all that.\n> keep: […]\nAfter."


def test_what_says_more_than_words_becomes_a_report_that_names_the_first(house, answering, empty):
    answering.put(letter())
    empty()
    first = Report.objects.get()
    answering.put(reply("He came again.", subject="They know my name"))
    empty()
    second = Report.objects.exclude(pk=first.pk).get()
    assert answers(house.officer, second)["earlier"] == first.reference


@pytest.mark.parametrize("closed", [False, True])
def test_whoever_is_kept_out_of_a_report_reads_nothing_that_answers_it(
    house, answering, empty, closed
):
    answering.put(letter())
    empty()
    first = Report.objects.get()
    people.somebody("named", Role.CONDUCT_OFFICER, mission="MINARA")
    named = Account.objects.get(username="named")
    Exclusion.objects.create(
        account=named, scope=first.reference, source=WallSource.DECLARED, raised_on=people.TODAY
    )
    if closed:
        Report.objects.update(state="set-aside", set_aside_as="test", acknowledged_on=people.TODAY)
    answering.put(reply("He came again.", subject="He is called Marked", photo=b"\xff\xd8\xff"))
    empty()
    empty()
    assert Report.objects.get() == first
    message = Message.objects.get(report=first)
    seal, attached = message.seal.reference, Attachment.objects.get(report=first)
    told = vault.open_seals(actor=house.officer, references=[seal], reason="triage")[seal]
    assert told.startswith("He is called Marked\n\n")
    file = attached.file.reference
    label, chunks = vault.open_file(actor=house.officer, reference=file, reason="triage")
    assert (label.content_type, b"".join(chunks)) == ("image/jpeg", b"\xff\xd8\xff")
    assert not queries.readable_by(named.actor()).exists()


def test_what_answers_a_closed_report_is_a_report_of_its_own(house, answering, empty):
    answering.put(letter())
    empty()
    first = Report.objects.get()
    owner = actors.reporter(own=first.reference)
    intake.refuse_contact(actor=owner, report=first, today=people.TODAY)
    Report.objects.update(state="set-aside", set_aside_as="test", acknowledged_on=people.TODAY)
    answering.put(reply("He came again."))
    empty()
    assert Report.objects.count() == 2


@pytest.mark.parametrize("name", ["x", "a" * 75, "", "é", "=" * 9, "A" * 10_000])
def test_a_name_that_is_not_ours_leads_nowhere(house, name):
    people.report_from_amina(house.minara)
    assert threads.report_of([name, f"{name}@example.org"]) is None


def test_a_name_tells_nothing_and_is_never_the_same(house):
    report, _receipt = people.report_from_amina(house.minara)
    one, other = threads.name_of(report), threads.name_of(report)
    assert one != other
    assert report.reference not in one + other
    assert threads.report_of([f"{one}@example.org"]) == report


def test_when_the_mail_server_refuses_the_report_is_safe(answering, empty, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answering.put(letter())
    empty()
    assert (answering.letters, Report.objects.count()) == ({}, 1)
    assert Seal.objects.exists()
