"""Save and come back: the receipt opens it on any phone, nothing else does, and it is sent once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.intake import drafts, duties, queries
from safeconduct.intake.models import Attachment, Draft, DraftFile, Report, Saved
from safeconduct.vault import receipts
from safeconduct.web.shared import days
from tests import people
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
WORDS = "He took the fuel."


@pytest.fixture
def cast():
    return people.house()


def save(client: Client, at: str = "when") -> str:
    """Save from a page; return the receipt."""
    answer = client.post("/report/en/save", {"at": at})
    assert answer["Location"] == "/report/en/save/receipt"
    return " ".join(client.get("/report/en/save/receipt").context["groups"])


def come_back(receipt: str, language: str = "en") -> tuple[Client, str]:
    """Type a receipt on another phone; return the phone, and where it was led."""
    phone = Client()
    answer = phone.post(f"/report/{language}/mailbox", {"receipt": receipt})
    return phone, answer.headers.get("Location", "")


def begun(client: Client) -> None:
    walking.begin(client)
    client.post("/report/en/question/what", {"what": WORDS})


def test_a_report_is_saved_on_one_phone_finished_on_another_and_keeps_its_receipt(client, cast):
    walking.fill(client)
    file = SimpleUploadedFile("canary.txt", b"canary")
    client.post("/report/en/question/files", {"files": file, "add": "1"})
    receipt = save(client)
    done = client.post("/report/en/save/kept", {"group": receipt.split()[2]})
    assert done.cookies[settings.REPORT_COOKIE_NAME].value == ""
    assert not Report.objects.exists()

    other, led_to = come_back(receipt)
    assert led_to == "/report/en/question/when"
    assert WORDS in other.get("/report/en/check").content.decode()
    assert walking.send(other) == receipt
    report = Report.objects.get()
    assert Attachment.objects.filter(report=report).count() == 1
    box = queries.mailbox_for(actors.reporter(), receipt)
    assert box.report == report
    assert come_back(receipt)[1] == "/report/en/mailbox"


def test_what_was_typed_on_the_page_is_saved_with_it_even_where_an_answer_is_still_missing(client):
    walking.begin(client)
    answer = client.post("/report/en/question/what", {"what": "", "save": "1"})
    assert answer["Location"] == "/report/en/save?at=what"
    client.post("/report/en/question/where", {"where": "By the well", "save": "1"})
    _phone, led_to = come_back(save(client, "where"))
    assert led_to == "/report/en/question/where"
    assert drafts.read(walking.token(client))["answers"] == {"where": "By the well"}


def test_nothing_on_the_disk_opens_it_without_the_receipt(client):
    begun(client)
    receipt = save(client)
    row = Saved.objects.get()
    kept = bytes(row.box) + row.lookup.encode() + bytes(Draft.objects.get().box)
    assert walking.token(client).encode() not in kept
    assert WORDS.encode() not in kept
    keys = receipts.keys(receipt)
    assert row.lookup != keys.lookup  # nothing to lay beside the report that may follow


@pytest.mark.parametrize("typed", ["", "wrong", "abandon " * 8, "1234 " * 7])
def test_a_stranger_is_told_the_same_whether_a_receipt_belongs_to_a_draft_or_to_nothing(
    client, typed
):
    before = Client().post("/report/en/mailbox", {"receipt": typed}).content
    begun(client)
    save(client)
    after = Client().post("/report/en/mailbox", {"receipt": typed})
    assert after.content == before
    assert settings.REPORT_COOKIE_NAME not in after.cookies


def test_a_draft_is_looked_for_whatever_a_receipt_opens(client, cast, monkeypatch):
    _report, sent = people.report_from_amina(cast.minara)
    begun(client)
    asked: list[str] = []
    look = drafts.saved_under
    monkeypatch.setattr(
        drafts, "saved_under", lambda keys, day: asked.append(keys.lookup) or look(keys, day)
    )
    for receipt in (sent, save(client), "wrong", receipts.make("en")):
        come_back(receipt)
    assert len(asked) == 4


def test_it_waits_for_the_days_that_were_told_and_is_gone_with_its_files_after_them(client):
    begun(client)
    file = SimpleUploadedFile("canary.txt", b"canary")
    client.post("/report/en/question/files", {"files": file, "add": "1"})
    receipt = save(client)
    until = days.today() + timedelta(days=settings.SAVED_DAYS)
    assert client.get("/report/en/save/receipt").context["until"] == until
    assert duties.sweep_drafts(until) == 0
    assert come_back(receipt)[1]
    assert duties.sweep_drafts(until + timedelta(days=1)) == 1
    assert not Draft.objects.exists()
    assert not DraftFile.objects.exists()
    assert not Saved.objects.exists()
    assert come_back(receipt)[1] == ""


def test_it_does_not_open_on_the_day_after_even_before_it_is_swept(client):
    begun(client)
    keys = receipts.keys(save(client))
    with pytest.raises(drafts.NoDraft):
        drafts.saved_under(keys, days.today() + timedelta(days=settings.SAVED_DAYS + 1))


def test_saving_again_keeps_the_receipt(client):
    begun(client)
    receipt = save(client)
    assert save(client) == receipt
    phone, _at = come_back(receipt)
    assert save(phone) == receipt
    assert Saved.objects.count() == 1


def test_leaving_this_site_forgets_what_was_not_saved_and_leaves_what_was(client):
    begun(client)
    receipt = save(client)
    client.get("/report/leave")
    assert come_back(receipt)[1]
    other = Client()
    begun(other)
    other.get("/report/leave")
    assert Draft.objects.count() == 1


def test_what_leaving_does_is_said_as_it_is(client):
    forgets, stays = "forgets what you have not sent", "What you saved stays"
    begun(client)
    assert forgets in client.get("/report/en/question/where").content.decode()
    save(client)
    for path in ("question/where", "check", "", "safety"):
        page = client.get(f"/report/en/{path}").content.decode()
        assert stays in page
        assert forgets not in page
    client.get("/report/leave")
    for stranger in (client, Client()):
        page = stranger.get("/report/en/").content.decode()
        assert forgets in page
        assert stays not in page


def test_throwing_it_away_leaves_nothing_for_anybody(client):
    begun(client)
    receipt = save(client)
    phone, _at = come_back(receipt)
    answer = phone.post("/report/en/save/throw-away")
    assert answer.cookies[settings.REPORT_COOKIE_NAME].value == ""
    assert not Draft.objects.exists()
    assert come_back(receipt)[1] == ""
    assert client.get("/report/en/save/receipt").status_code == 302


def test_two_phones_send_one_report_and_both_see_its_receipt(client, cast):
    walking.fill(client)
    receipt = save(client)
    phone, _at = come_back(receipt)
    assert walking.send(client) == receipt
    assert phone.post("/report/en/check")["Location"] == "/report/en/receipt"
    assert walking.receipt(phone) == receipt
    assert phone.post("/report/en/question/what", {"what": "x"})["Location"].endswith("/receipt")
    assert Report.objects.count() == 1


def test_an_answer_from_the_other_phone_is_never_written_over_unasked(client):
    begun(client)
    phone, _at = come_back(save(client))
    seen = phone.get("/report/en/question/what").context["seen"]
    mine, theirs = "He took all of it.", "It was two men."
    assert (
        client.post("/report/en/question/what", {"what": theirs, "seen": seen}).status_code == 302
    )
    asked = phone.post("/report/en/question/what", {"what": mine, "seen": seen})
    assert asked.status_code == 409
    assert mine in asked.content.decode()
    assert theirs in asked.content.decode()
    assert drafts.read(walking.token(client))["answers"]["what"] == theirs
    both = dict(asked.context["joined"]) | {"seen": asked.context["seen"]}
    assert phone.post("/report/en/question/what", both).status_code == 302
    assert drafts.read(walking.token(client))["answers"]["what"] == f"{theirs}\n\n{mine}"


def test_going_back_on_one_phone_asks_nothing_and_takes_what_was_written_last(client):
    begun(client)
    save(client)
    seen = client.get("/report/en/question/what").context["seen"]
    for words in ("First.", "After going back to the page as it was."):
        page = {"what": words, "seen": seen}
        assert client.post("/report/en/question/what", page).status_code == 302
    assert drafts.read(walking.token(client))["answers"]["what"].startswith("After")


def test_going_back_does_not_write_over_what_the_other_phone_said_meanwhile(client):
    begun(client)
    phone, _at = come_back(save(client))
    seen = client.get("/report/en/question/what").context["seen"]
    client.post("/report/en/question/what", {"what": "First.", "seen": seen})
    fresh = phone.get("/report/en/question/what").context["seen"]
    theirs = {"what": "It was two men.", "seen": fresh}
    assert phone.post("/report/en/question/what", theirs).status_code == 302
    stale = client.post("/report/en/question/what", {"what": "Second.", "seen": seen})
    assert stale.status_code == 409
    assert drafts.read(walking.token(client))["answers"]["what"] == theirs["what"]


def test_the_same_answer_from_both_phones_asks_nothing(client):
    begun(client)
    phone, _at = come_back(save(client))
    for each in (client, phone):
        answer = each.post("/report/en/question/where", {"where": "The well", "seen": "0" * 16})
        assert answer.status_code == 302


def test_the_desk_learns_nothing_of_what_was_saved(client, cast):
    begun(client)
    save(client)
    assert not queries.readable_by(cast.officer).exists()


def test_a_receipt_of_a_draft_opens_no_mailbox(client):
    begun(client)
    with pytest.raises(Denied):
        queries.mailbox_for(actors.reporter(), save(client))


@pytest.mark.parametrize("page", ["save", "save/receipt", "save/kept"])
def test_a_stranger_without_a_report_is_led_away(client, page):
    assert client.get(f"/report/en/{page}").status_code == 302
