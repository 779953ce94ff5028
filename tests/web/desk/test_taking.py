"""An officer takes a report down for somebody: asked, read back, sent, and the receipt read out."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from safeconduct.access import actors, gate
from safeconduct.access.terms import Role
from safeconduct.audit.models import Entry
from safeconduct.intake import queries
from safeconduct.intake.models import Draft, Report
from safeconduct.vault import receipts
from tests import people
from tests.people import TODAY
from tests.web.desk.conftest import browser

pytestmark = pytest.mark.django_db
AT = "/desk/take-report"
SAID = {
    "came_by": "hotline",
    "speaks_in": "ar",
    "danger": "yes",
    "mission": "UNMOST",
    "what": "Marked words of a caller.",
    "when-year": "2025",
    "contact": "named",
    "name": "Amina",
}


@pytest.fixture
def osei(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    cast = people.house()
    people.somebody("taker", Role.CONDUCT_OFFICER, mission="MINARA")
    return cast, browser("taker")


def text(page) -> str:
    return page.content.decode()


def words_of(page) -> str:
    listed = text(page).partition('class="receipt"')[2].partition("</ol>")[0]
    return " ".join(re.findall(r"<li>([^<]+)</li>", listed))


def test_a_caller_is_heard_read_back_to_and_given_a_receipt_once(osei):
    cast, taker = osei
    assert taker.post(AT, SAID)["Location"] == f"{AT}/read-back"
    assert all(b"Marked" not in bytes(draft.box) for draft in Draft.objects.all())
    back = text(taker.get(f"{AT}/read-back"))
    assert "Marked words of a caller." in back
    assert "ماذا حدث؟" in back
    assert f'href="{AT}#what"' in back
    assert not Report.objects.exists()
    assert taker.post(f"{AT}/read-back", {}).status_code == 200
    assert not Report.objects.exists()
    sent = taker.post(f"{AT}/read-back", {"read_back": "confirmed"})
    assert sent["Location"] == f"{AT}/receipt"
    report = Report.objects.get()
    held = (report.channel, report.language, report.mission.code, report.urgent)
    assert held == ("hotline", "ar", "UNMOST", True)
    assert report.desk.mission == cast.unmost
    assert report.identity is not None
    page = taker.get(f"{AT}/receipt")
    words = words_of(page)
    assert queries.mailbox(actors.reporter(), receipts.keys(words)).report == report
    wrong = taker.post(f"{AT}/receipt", {"group": "wrong"})
    assert "not what the receipt says" in text(wrong)
    taker.post(f"{AT}/receipt", {"group": words.split()[-1]})
    assert taker.get(f"{AT}/receipt")["Location"] == AT
    assert not Draft.objects.exists()


def test_it_is_recorded_who_took_it_and_they_may_not_read_what_their_post_does_not_give(osei):
    _cast, taker = osei
    taker.post(AT, SAID)
    taker.post(f"{AT}/read-back", {"read_back": "ended"})
    taker.post(f"{AT}/read-back", {"read_back": "ended"})
    report = Report.objects.get()
    entry = Entry.objects.get(event="report.take")
    assert (entry.subject, entry.reason) == (report.reference, "ended")
    assert taker.get(f"/desk/reports/{report.reference}").status_code == 404


@pytest.mark.parametrize(("code", "said"), [("confirmed", "Confirmed"), ("ended", "Not confirmed")])
def test_the_report_says_who_took_it_down_in_which_language_and_if_it_was_read_back(
    osei, code, said
):
    _cast, taker = osei
    taker.post(AT, SAID | {"mission": "MINARA"})
    taker.post(f"{AT}/read-back", {"read_back": code})
    page = text(taker.get(f"/desk/reports/{Report.objects.get().reference}"))
    told = page.partition("Taken down by")[2].partition("</dl>")[0]
    assert "Taker" in told
    assert "العربي" in told
    assert said in told
    assert ("Not confirmed" in told) == (code != "confirmed")


def test_what_somebody_wrote_alone_was_taken_down_by_nobody(osei):
    cast, taker = osei
    report, _receipt = people.report_from_amina(cast.minara)
    assert "Taken down by" not in text(taker.get(f"/desk/reports/{report.reference}"))
    with pytest.raises(gate.Denied):
        queries.taken(people.somebody("auditor-x", Role.AUDITOR), report)


def test_what_a_caller_takes_back_is_changed_before_it_is_sent_and_a_dead_answer_is_told(osei):
    _cast, taker = osei
    taker.post(AT, SAID)
    assert "Marked words of a caller." in text(taker.get(AT))
    taker.post(AT, SAID | {"what": "Other words.", "contact": "no"})
    back = text(taker.get(f"{AT}/read-back"))
    assert "Other words." in back
    assert "Marked words" not in back
    assert "will not be sent" in back
    assert "Amina" not in back


def test_a_report_without_what_happened_is_not_taken_and_a_discarded_one_is_gone(osei):
    _cast, taker = osei
    refused = taker.post(AT, SAID | {"what": ""})
    assert "needs an answer" in text(refused)
    assert "Amina" in text(refused)
    assert not Draft.objects.exists()
    taker.post(AT, SAID)
    assert taker.post(f"{AT}/discard")["Location"] == AT
    assert not Draft.objects.exists()
    assert taker.get(f"{AT}/read-back")["Location"] == AT


@pytest.mark.parametrize("at", [f"{AT}/paper?language=ar", f"{AT}/paper?language=xx"])
def test_the_form_on_paper_is_handed_over_at_the_desk(osei, at):
    _cast, taker = osei
    assert taker.get(at).content.startswith(b"%PDF-")


def test_anybody_is_handed_the_form_on_paper_and_is_given_no_cookie():
    page = Client().get("/report/ar/paper")
    assert page.content.startswith(b"%PDF-")
    assert page["Content-Disposition"] == 'attachment; filename="form-ar.pdf"'
    assert not page.cookies
