"""Coming back with a receipt: the answer, more words, more files, and nothing for anybody else."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.intake import actions as intake
from safeconduct.intake.models import Attachment, Draft, Message
from safeconduct.intake.terms import SetAside
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, receipts
from safeconduct.web.reporter import mailbox
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def sent(cast):
    return people.report_from_amina(cast.minara)


def open_box(client, receipt, language="en"):
    return client.post(f"/report/{language}/mailbox", {"receipt": receipt})


def test_the_answer_is_read_and_more_is_written(client, cast, sent):
    report, receipt = sent
    intake.acknowledge(actor=cast.officer, report=report, text="Are you safe?", today=TODAY)
    assert open_box(client, receipt).status_code == 302
    page = client.get("/report/en/mailbox").content.decode()
    assert "Are you safe?" in page
    assert "An officer has read your report" in page
    client.post("/report/en/mailbox/write", {"text": "Yes. He came back."})
    last = Message.objects.last()
    said = vault.open_seals(actor=cast.officer, references=[last.seal.reference], reason="read")
    assert said == {last.seal.reference: "Yes. He came back."}
    assert "Yes. He came back." in client.get("/report/en/mailbox").content.decode()


def test_more_files_may_be_sent_and_others_are_refused_with_the_words_kept(client, cast, sent):
    report, receipt = sent
    open_box(client, receipt)
    good, bad = SimpleUploadedFile("a.txt", b"text"), SimpleUploadedFile("a.txt", b"MZ\x00")
    client.post("/report/en/mailbox/write", {"text": "", "file": good})
    (attachment,) = Attachment.objects.filter(report=report)
    label, _chunks = vault.open_file(
        actor=cast.officer, reference=attachment.file.reference, reason="read"
    )
    assert label.name == "a.txt"
    refused = client.post("/report/en/mailbox/write", {"text": "kept words", "file": bad})
    assert "cannot be taken" in refused.content.decode()
    assert "kept words" in refused.content.decode()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * (mailbox.MOST + 1)])
def test_an_empty_or_endless_message_is_refused(client, sent, text):
    open_box(client, sent[1])
    assert client.post("/report/en/mailbox/write", {"text": text}).status_code == 200
    assert not Message.objects.exists()


def test_why_a_report_was_set_aside_is_never_shown(client, cast, sent):
    report, receipt = sent
    intake.acknowledge(actor=cast.officer, report=report, text="Thank you.", today=TODAY)
    intake.set_aside(actor=cast.officer, report=report, why=SetAside.NOT_MISCONDUCT, today=TODAY)
    open_box(client, receipt)
    page = client.get("/report/en/mailbox").content.decode()
    assert "Your report is closed." in page
    assert SetAside.NOT_MISCONDUCT.value not in page
    assert str(SetAside.NOT_MISCONDUCT.label) not in page


def test_a_receipt_is_forgiven_how_it_is_typed(client, sent):
    words = sent[1].split()
    for typed in (
        sent[1].upper(),
        "  ".join(words),
        "-".join(words),
        " ".join(w[:4] for w in words),
    ):
        assert open_box(client, typed).status_code == 302


def test_digits_open_a_mailbox_in_arabic_script(client, cast):
    client.post("/report/ar/start")
    client.post("/report/ar/question/what", {"what": "كلمات"})
    client.post("/report/ar/check")
    digits = " ".join(client.get("/report/ar/receipt").context["groups"])
    assert open_box(client, digits.translate(ARABIC_INDIC), "ar").status_code == 302


WRONG = ("zoo " * 8, "abandon " * 8, "1234 5678", "", "x" * 5000, "'; drop table", "\x00")


@pytest.mark.parametrize("typed", WRONG)
def test_a_wrong_receipt_gets_the_page_of_one_that_is_nobodys(client, sent, typed):
    page = open_box(client, typed)
    assert page.status_code == 200
    assert settings.MAILBOX_COOKIE_NAME not in page.cookies
    neutral = open_box(client, "zoo " * 8).content.decode().replace("zoo " * 8, "")
    assert "No mailbox opens with this" in neutral


def test_a_wrong_receipt_takes_as_long_as_one_that_is_nobodys(client, sent, monkeypatch):
    monkeypatch.setattr(receipts, "RECEIPT_COST", (2, 8 * 1024))

    def took(typed):
        begun = time.perf_counter()
        open_box(client, typed)
        return time.perf_counter() - begun

    # In turn, and the quickest of each: whatever else the machine does comes to both.
    pairs = [(took("not a receipt"), took("zoo " * 8)) for _ in range(15)]
    malformed, nobodys = (min(times) for times in zip(*pairs, strict=True))
    assert 0.5 < malformed / nobodys < 2


def test_the_stretching_runs_for_whatever_is_typed(client, sent, monkeypatch):
    ran = []

    def counted(*given):
        ran.append(given)
        return boxes.stretch(*given)

    monkeypatch.setattr(receipts, "stretch", counted)
    for typed in WRONG:
        open_box(client, typed)
    assert len(ran) == len(WRONG)


def test_the_mailbox_closes_on_its_own_after_an_hour_and_when_asked(client, sent, monkeypatch):
    open_box(client, sent[1])
    client.post("/report/en/mailbox/close")
    assert not Draft.objects.exists()
    open_box(client, sent[1])
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 61 * 60)
    assert "Type your receipt" in client.get("/report/en/mailbox").content.decode()
    late = client.post("/report/en/mailbox/write", {"text": "kept words"})
    assert late.status_code == 410
    assert "kept words" in late.content.decode()
    assert not Draft.objects.exists()


def test_another_site_cannot_open_a_mailbox_in_somebodys_browser(client, sent):
    headers = {"Sec-Fetch-Site": "cross-site"}
    posted = client.post("/report/en/mailbox", {"receipt": sent[1]}, headers=headers)
    assert posted.status_code == 404


def test_a_form_from_elsewhere_cannot_write(sent):
    from_elsewhere = Client(enforce_csrf_checks=True)
    open_box(from_elsewhere, sent[1])
    refused = from_elsewhere.post("/report/en/mailbox/write", {"text": "not hers"})
    assert refused.status_code == 403
    assert not Message.objects.exists()
