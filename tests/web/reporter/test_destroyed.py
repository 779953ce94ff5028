"""What a receipt opens after the file was destroyed: calm words, never an error."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.retention import actions
from tests.retention.conftest import LATER, build

BOX = "/report/en/mailbox"


@pytest.fixture
def old(db):
    return build()


@pytest.mark.parametrize("which", ["matter", "aside"])
def test_a_receipt_opens_a_page_that_says_what_became_of_the_report(old, which):
    scope = getattr(old, which).reference
    receipt = old.receipt if which == "matter" else old.aside_receipt
    early, late = Client(), Client()
    early.post(BOX, {"receipt": receipt})
    assert "Where your report stands" in early.get(BOX).content.decode()
    (made,) = actions.propose(actor=old.hana, scopes=[scope], today=LATER)
    actions.approve(actor=old.cora, disposition=made, today=LATER)
    actions.carry_out(actor=old.cora, disposition=made, today=LATER)
    late.post(BOX, {"receipt": receipt})
    for phone in (early, late):
        for page in (phone.get(BOX), phone.post(f"{BOX}/write", {"text": "Hello?"}, follow=True)):
            assert page.status_code == 200
            words = page.content.decode()
            assert "This mailbox is closed" in words
            assert "1 Jan 2037" in words
            assert "substantiated" not in words
    assert late.post(f"{BOX}/close", follow=True).status_code == 200
