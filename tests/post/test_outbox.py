"""Letters leave the house without saying anything, are tried again, and are forgotten."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.post import actions, duties, letters, rules
from safeconduct.post.models import Letter
from safeconduct.post.terms import Template
from safeconduct.site.duties import DUTIES
from safeconduct.site.logs import Lines
from tests.memberstates import corridors
from tests.people import TODAY

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ADDRESS = "somebody@permanent-mission.example"


def queue(language="en"):
    return actions.queue(address=ADDRESS, template=Template.WAITING, language=language, today=TODAY)


@pytest.fixture
def refusing(monkeypatch):
    """A mail server that refuses everybody, repeating the address as they do."""
    tried = []

    def refuse(message, *args, **kwargs):
        tried.append(message.to)
        raise SMTPRecipientsRefused({ADDRESS: (550, b"no such user")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    return tried


def test_a_letter_is_sent_once():
    letter = queue()
    assert (duties.deliver(NOON), duties.deliver(NOON + timedelta(days=1))) == (1, 0)
    letter.refresh_from_db()
    assert (letter.sent_on, letter.tries, letter.next_try) == (TODAY, 1, None)
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


@pytest.mark.parametrize("template", Template)
def test_a_letter_says_only_that_something_waits(template):
    queue()
    duties.deliver(NOON)
    (message,) = mail.outbox
    assert message.body.startswith("There is something for you in Safe Conduct.")
    assert "://" not in message.body
    assert set(letters.BODY) == set(Template)


def test_a_referral_leaves_no_trace_of_itself_in_the_mail():
    scene = corridors.scene()
    referral = corridors.sent(scene)
    assert duties.deliver(NOON) == 1
    raw = mail.outbox[0].message().as_bytes().decode().casefold()
    secrets = (
        referral.reference,
        referral.number,
        scene.matter.reference,
        scene.matter.number,
        scene.cast.minara.code,
        "canary",
        "selma ",  # her name; her address is where the letter goes
        "romania",
        "nv-",
        Letter.objects.get().reference,
    )
    assert [secret for secret in secrets if secret.casefold() in raw] == []


def test_the_headers_name_no_machine_and_no_time_but_the_day_mail_needs():
    queue()
    duties.deliver(NOON)
    headers = dict(mail.outbox[0].message().items())
    assert set(headers) == {
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
    }
    domain = django_settings.DEFAULT_FROM_EMAIL.partition("@")[2]
    reference, _at, host = headers["Message-ID"].strip("<>").partition("@")
    assert (len(reference), host) == (16, domain)


def test_two_tries_of_one_letter_cannot_be_laid_beside_each_other():
    letter = queue()
    ids = {letters.written(letter).extra_headers["Message-ID"] for _ in range(2)}
    assert len(ids) == 2


def test_a_letter_is_written_in_the_language_of_its_reader():
    assert queue("ar").language == "ar"
    assert queue("").language == "en"
    assert queue("xx").language == "en"


def test_a_letter_that_is_refused_is_tried_again_later_and_given_up_at_last(refusing):
    letter, now = queue(), NOON
    for tries in range(1, rules.MOST_TRIES + 1):
        assert duties.deliver(now) == 0
        assert duties.deliver(now) == 0  # not due yet
        letter.refresh_from_db()
        assert (letter.tries, letter.sent_on) == (tries, None)
        now += rules.pause_after(tries)
    assert duties.deliver(now + timedelta(days=30)) == 0
    assert len(refusing) == rules.MOST_TRIES


def test_the_log_names_neither_the_address_nor_the_letter(refusing, caplog):
    log = logging.getLogger("safeconduct.post")
    log.addHandler(caplog.handler)
    letter = queue()
    duties.deliver(NOON)
    log.removeHandler(caplog.handler)
    line = Lines("json").format(caplog.records[0])
    assert "SMTPRecipientsRefused" in line
    assert [said for said in (ADDRESS, letter.reference) if said in line] == []


def test_one_letter_that_cannot_be_sent_stops_no_other(monkeypatch):
    sound = EmailMessage.send
    queue()
    queue()
    first: list[EmailMessage] = []

    def send(message, *args, **kwargs):
        if not first:
            first.append(message)
            raise OSError
        return sound(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", send)
    assert duties.deliver(NOON) == 1
    assert Letter.objects.filter(sent_on=None).count() == 1


def test_without_a_mail_server_letters_wait_and_no_try_is_lost(settings):
    settings.EMAIL_BACKEND = duties.NO_MAIL
    letter = queue()
    assert duties.deliver(NOON) == 0
    letter.refresh_from_db()
    assert (letter.tries, letter.sent_on) == (0, None)


def test_a_letter_queued_in_an_act_that_is_undone_is_never_sent():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert duties.deliver(NOON) == 0
    assert mail.outbox == []


def test_addresses_are_forgotten_a_month_after():
    sent, waiting = queue(), queue()
    given_up = queue()
    Letter.objects.filter(pk=sent.pk).update(tries=1, sent_on=TODAY)
    Letter.objects.filter(pk=given_up.pk).update(tries=rules.MOST_TRIES)
    assert duties.sweep(TODAY + duties.KEPT) == 0
    assert duties.sweep(TODAY + duties.KEPT + timedelta(days=1)) == 2
    assert Letter.objects.get() == waiting


@pytest.mark.parametrize(
    "wrong",
    [{"address": ""}, {"sent_on": TODAY}, {"tries": 1, "sent_on": TODAY - timedelta(days=1)}],
    ids=["no-address", "sent-without-a-try", "sent-before-it-was-queued"],
)
def test_the_database_refuses_a_letter_that_contradicts_itself(wrong):
    letter = queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**wrong)


def test_the_house_sends_letters_and_forgets_them_by_itself():
    assert {"post.deliver", "post.sweep"} <= {duty.name for duty in DUTIES}


@given(st.integers(1, 1000))
def test_pauses_never_get_shorter(tries):
    assert rules.pause_after(tries) <= rules.pause_after(tries + 1)
    assert rules.pause_after(tries) >= timedelta(minutes=1)
