"""Keeping a receipt: a card, one line, spelled; and a new one in place of one somebody saw."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from safeconduct.access import actors, gate
from safeconduct.access.gate import Denied
from safeconduct.audit.models import Held
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.vault import receipts
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
BOX = "/report/en/mailbox"
LANGUAGES = [code for code, _name in settings.REPORTER_LANGUAGES]


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def sent(cast):
    return people.report_from_amina(cast.minara)


def opened(receipt, language="en"):
    phone = Client()
    phone.post(f"/report/{language}/mailbox", {"receipt": receipt})
    return phone


def works(receipt):
    try:
        return bool(queries.mailbox_for(actors.reporter(), receipt))
    except Denied:
        return False


def renewed(phone, language="en"):
    """Ask for a new receipt; return it, shown and not yet in force."""
    at = f"/report/{language}/mailbox/receipt"
    assert phone.post(at)["Location"] == f"{at}/new"
    return " ".join(phone.get(f"{at}/new").context["groups"])


def group_of(receipt):
    groups = receipt.split()
    return groups[-1] if groups[0].isdecimal() else groups[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_stands_on_a_card_in_one_line_and_spelled(client, cast, language):
    client.post(f"/report/{language}/start")
    client.post(f"/report/{language}/question/what", {"what": "words"})
    client.post(f"/report/{language}/check")
    page = client.get(f"/report/{language}/receipt")
    text, made = page.content.decode(), " ".join(page.context["groups"])
    assert receipts.in_one_line(made) in text
    card = text[text.index('class="receipt"') : text.index("data-hear")]
    assert f"testserver/report/{language}/mailbox" in card
    assert "Safe Conduct" not in card
    lines = re.findall(r'<b class="signs" data-say>([^<]+)</b>', text)
    assert receipts.normalise(" ".join(lines)) == receipts.normalise(made)
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", text)
    assert works(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_receipt_takes_the_place_of_the_old_one_once_it_is_on_paper(cast, sent, language):
    _report, old = sent
    phone = opened(old, language)
    new = renewed(phone, language)
    assert renewed(phone, language) == new  # a double click
    assert (works(old), works(new)) == (True, False)
    at = f"/report/{language}/mailbox/receipt/kept"
    assert 'aria-invalid="true"' in phone.post(at, {"group": "wrong"}).content.decode()
    assert (works(old), works(new)) == (True, False)
    assert phone.post(at, {"skip": "1", "group": ""}).status_code == 200  # no way around it
    assert works(old)
    assert phone.post(at, {"group": group_of(new)}).status_code == 200
    assert (works(old), works(new)) == (False, True)
    assert phone.get(f"/report/{language}/mailbox").status_code == 200
    assert new not in phone.get(f"/report/{language}/mailbox").content.decode()
    assert phone.get(f"/report/{language}/mailbox/receipt/new").status_code == 302  # shown no more


def test_a_mailbox_that_somebody_opened_with_the_old_receipt_closes(cast, sent):
    hers, his = opened(sent[1]), opened(sent[1])
    assert "Where your report stands" in his.get(BOX).content.decode()
    hers.post(f"{BOX}/receipt/kept", {"group": group_of(renewed(hers))})
    assert "Type your receipt" in his.get(BOX).content.decode()
    assert his.post(f"{BOX}/write", {"text": "Not hers."}).status_code == 410
    assert "Where your report stands" in hers.get(BOX).content.decode()


def test_what_was_written_is_read_after_the_receipt_was_replaced(cast, sent):
    phone = opened(sent[1])
    phone.post(f"{BOX}/write", {"text": "Said before."})
    new = renewed(phone)
    phone.post(f"{BOX}/receipt/kept", {"group": group_of(new)})
    assert "Said before." in opened(new).get(BOX).content.decode()
    assert Held.objects.filter(event="mailbox.renew").count() == 1


def test_nobody_but_who_opened_the_mailbox_replaces_its_receipt(cast, sent):
    report, old = sent
    keys = receipts.keys(receipts.make("en"))
    _other, receipt = people.report_from_amina(cast.minara, key="amina-2")
    another = queries.mailbox_for(actors.reporter(), receipt).actor
    for somebody in (another, cast.officer, cast.stranger):
        with pytest.raises(gate.Denied):
            intake.renew_receipt(actor=somebody, report=report, receipt=keys)
    for path in ("", "/new", "/kept"):
        assert Client().get(f"{BOX}/receipt{path}")["Location"] == BOX
        assert Client().post(f"{BOX}/receipt").status_code == 410
    assert works(old)


def test_a_failure_in_between_leaves_the_old_receipt_and_not_half_of_each(cast, sent, monkeypatch):
    phone = opened(sent[1])
    new = renewed(phone)
    monkeypatch.setattr("safeconduct.intake.actions.wishing.log.record", broken)
    with pytest.raises(ZeroDivisionError):
        phone.post(f"{BOX}/receipt/kept", {"group": group_of(new)})
    assert (works(sent[1]), works(new)) == (True, False)


def broken(*_given, **_named):
    raise ZeroDivisionError


def test_the_walk_of_a_report_still_ends_with_its_receipt(client, cast):
    walking.fill(client)
    assert works(walking.send(client))
