"""The pages about keeping records: two people, confirmed doors, plain words where things were."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from safeconduct.retention import actions
from safeconduct.retention.models import Disposition, Hold, Tombstone
from safeconduct.retention.terms import State
from safeconduct.vault.models import Compartment, Seal
from safeconduct.web.shared import sessions
from tests.retention.conftest import LATER, WORDS, Old, build
from tests.web.desk.conftest import browser

PAGE = "/desk/records"


@pytest.fixture
def old(db, monkeypatch) -> Old:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: LATER)
    return build()


def page_of(old: Old) -> str:
    return f"/desk/matters/{old.matter.reference}"


def proposed(old: Old) -> tuple[Disposition, str]:
    """Hana ticks the matter and proposes it."""
    rule = "matter-not-substantiated"
    said = {"rule": rule, "scopes": [old.matter.reference]}
    assert browser("hana").post(f"{PAGE}/propose", said, follow=True).status_code == 200
    made = Disposition.objects.get()
    return made, f"{PAGE}/{made.reference}"


def destroyed(old: Old) -> Tombstone:
    _made, at = proposed(old)
    cora = browser("cora")
    for act in ("approve", "carry-out"):
        assert cora.post(f"{at}/{act}", follow=True).status_code == 200
    return Tombstone.objects.get()


def test_what_is_due_is_listed_by_series_with_its_count(old):
    page = browser("hana").get(PAGE).content.decode()
    assert "CD-04" in page
    assert "?rule=matter-not-substantiated" in page
    assert "?rule=matter-substantiated" not in page
    listed = browser("hana").get(f"{PAGE}?rule=matter-not-substantiated").content.decode()
    assert old.matter.reference in listed
    assert old.matter.number in listed
    assert old.aside.reference not in listed


def test_two_people_take_a_record_from_the_list_to_its_certificate(old):
    made, at = proposed(old)
    own = browser("hana").get(at).content.decode()
    assert "Another person has to approve it." in own
    browser("hana").post(f"{at}/approve")
    made.refresh_from_db()
    assert made.state == State.PROPOSED
    cora = browser("cora")
    assert old.matter.number in cora.get(f"{PAGE}?show=decide").content.decode()
    asked = cora.get(f"{at}/approve").content.decode()
    assert "It cannot be undone" in asked
    assert "Everything sealed in" in asked
    cora.post(f"{at}/approve")
    made.refresh_from_db()
    assert made.state == State.APPROVED
    assert Seal.objects.exclude(box=b"").filter(compartment__scope=made.scope).exists()
    assert "Nobody can bring the content back" in cora.get(f"{at}/carry-out").content.decode()
    done = cora.post(f"{at}/carry-out", follow=True).content.decode()
    stone = Tombstone.objects.get()
    assert stone.certificate in done
    assert stone.certificate in cora.get(f"{PAGE}?show=done").content.decode()
    sheet = cora.get(f"{PAGE}/certificates/{stone.reference}")
    assert sheet.content.startswith(b"%PDF")
    assert sheet["Content-Disposition"] == f'attachment; filename="{stone.certificate}.pdf"'


@pytest.mark.parametrize("act", ["approve", "carry-out"])
def test_approving_and_destroying_ask_who_one_is_when_that_was_long_ago(old, act, monkeypatch):
    made, at = proposed(old)
    cora, now = browser("cora"), time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: now + 60 * 14)
    assert not cora.get(f"{at}/{act}").content
    monkeypatch.setattr(sessions.time, "time", lambda: now + 60 * 16)
    answer = cora.post(f"{at}/{act}")
    assert (answer.status_code, answer.content) == (302, b"")
    made.refresh_from_db()
    assert made.state == State.PROPOSED


def test_a_refusal_and_a_withdrawal_keep_the_record(old):
    _made, at = proposed(old)
    assert (
        "The record is kept." in browser("cora").post(f"{at}/refuse", follow=True).content.decode()
    )
    Disposition.objects.all().delete()
    _made, at = proposed(old)
    assert (
        "The record is kept."
        in browser("hana").post(f"{at}/withdraw", follow=True).content.decode()
    )
    assert Disposition.objects.get().state == State.WITHDRAWN


def test_a_hold_is_placed_from_the_page_of_a_matter_and_lifted_from_the_list(old):
    hana = browser("hana")
    where = f"{PAGE}/{old.matter.reference}/hold"
    assert where in hana.get(page_of(old)).content.decode()
    page = hana.post(where, {"reason": "court"}, follow=True).content.decode()
    assert "A court or tribunal may ask for it" in page
    again = hana.post(where, {"reason": "court"}).content.decode()
    assert "A hold for this reason stands already." in again
    lift = f"{PAGE}/holds/{Hold.objects.get().reference}/lift"
    assert lift in hana.get(f"{PAGE}?show=holds").content.decode()
    assert "The hold is lifted." in hana.post(lift, follow=True).content.decode()
    assert hana.post(lift).status_code == 404


def test_an_objection_is_told_in_a_line_and_nothing_is_done(old):
    hana = browser("hana")
    actions.place_hold(actor=old.hana, scope=old.matter.reference, reason="court", today=LATER)
    said = {"rule": "matter-not-substantiated", "scopes": [old.matter.reference]}
    page = hana.post(f"{PAGE}/propose", said, follow=True).content.decode()
    assert "Choose one or more records." in page
    assert not Disposition.objects.exists()


@pytest.mark.parametrize("name", ["osei", "stranger", "ivo", "quinn", "rui", "selma"])
def test_nobody_else_finds_any_of_these_pages(old, name):
    made, at = proposed(old)
    hold = actions.place_hold(
        actor=old.hana, scope=old.aside.reference, reason="court", today=LATER
    )
    held = browser(name)
    unknown = held.get("/desk/no/such/page")
    for where in (
        PAGE,
        at,
        f"{at}/approve",
        f"{at}/carry-out",
        f"{PAGE}/{made.scope}/hold",
        f"{PAGE}/certificates/{made.reference}",
    ):
        page = held.get(where)
        assert (page.status_code, page.content) == (404, unknown.content), where
    for where in (
        f"{PAGE}/propose",
        f"{at}/approve",
        f"{at}/refuse",
        f"{at}/withdraw",
        f"{at}/carry-out",
        f"{PAGE}/holds/{hold.reference}/lift",
    ):
        assert held.post(where).status_code == 404, where
    assert page_of(old) not in held.get("/desk/").content.decode()
    made.refresh_from_db()
    assert made.state == State.PROPOSED


def opened(held: Client, old: Old) -> list[str]:
    """The pages that answer when somebody tries to open what was sealed in the matter."""
    seals = Seal.objects.filter(
        compartment__in=Compartment.objects.filter(scope=old.matter.reference)
    )
    words = [
        held.post(f"{page_of(old)}/read", {"seal": seal.reference, "reason": "handling"})
        for seal in seals.filter(kind__in=["note", "subject-identity", "referral-letter"])
    ]
    at = f"/desk/reports/{old.report.reference}"
    file = old.report.attachments.get()
    words += [
        held.post(f"{at}/read", {"reason": "handling"}),
        held.post(f"{at}/identify", {"reason": "handling"}),
        held.post(f"{at}/files/{file.reference}"),
    ]
    assert [page.status_code for page in words] == [200] * len(words)
    return [page.content.decode() for page in words]


@pytest.mark.parametrize("name", ["osei", "hana"])
def test_where_sealed_words_were_a_page_says_that_they_are_gone(old, name):
    stone = destroyed(old)
    held = browser(name)
    said = (
        "Destroyed under the rule “Matter closed, not substantiated” on 1 January 2037, "
        f"certificate {stone.certificate}."
    )
    pages = [*opened(held, old), held.get(page_of(old)).content.decode()]
    assert len(pages) >= 5
    for page in pages:
        assert said in page
        assert WORDS not in page


def test_a_state_reads_that_the_letter_is_gone(old):
    stone = destroyed(old)
    selma = Client()
    selma.post(
        "/partner/sign-in", {"username": "selma", "passphrase": "correct horse battery staple"}
    )
    at = f"/partner/referrals/{old.referral.reference}"
    for page in (selma.get(at), selma.post(f"{at}/read")):
        assert page.status_code == 200
        assert stone.certificate in page.content.decode()


def test_a_certificate_that_was_altered_is_not_handed_out(old, monkeypatch):
    stone = destroyed(old)
    monkeypatch.setattr("safeconduct.retention.certificates.fingerprint", lambda _said: "0" * 64)
    page = browser("cora").get(f"{PAGE}/certificates/{stone.reference}", follow=True)
    assert "Tell an auditor." in page.content.decode()


@pytest.mark.parametrize("said", [{}, {"scopes": ["0" * 16]}, {"rule": "no-rule", "scopes": "x"}])
def test_a_proposal_of_nothing_or_of_what_is_not_there_changes_nothing(old, said):
    page = browser("hana").post(f"{PAGE}/propose", said, follow=True)
    assert "Choose one or more records." in page.content.decode()
    assert not Disposition.objects.exists()


@pytest.mark.parametrize(
    "query", ["?show=nothing", "?rule=nothing", "?show=done", "?show=open", "?show=decide"]
)
def test_every_list_has_its_words_when_it_is_empty(old, query):
    assert browser("hana").get(f"{PAGE}{query}").status_code == 200
