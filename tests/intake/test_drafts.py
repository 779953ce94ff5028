"""Drafts: readable with the cookie and with nothing else, and gone when they should be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.db import connection

from safeconduct.access import actors
from safeconduct.audit.models import Entry, Held
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, duties, uploads
from safeconduct.intake.models import Attachment, Draft, DraftFile, Report
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, receipts, seals
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
WORDS = "canary words"


def lying_in_the_store() -> list[str]:
    store = seals.store()
    return [
        f"{folder}/{name}" for folder in store.listdir("")[0] for name in store.listdir(folder)[1]
    ]


def written(*files: bytes) -> str:
    token = drafts.begin(TODAY)
    drafts.answer(token, {"what": WORDS}, TODAY)
    for number, content in enumerate(files):
        drafts.add_file(token, f"canary {number}.txt", content, TODAY)
    return token


def sent(token: str) -> Report:
    submission, receipt = drafts.settle(token, "en", TODAY)
    return intake.submit(
        actor=actors.reporter(), submission=submission, receipt=receipts.keys(receipt), today=TODAY
    )


def test_a_row_without_its_cookie_tells_nothing():
    written(b"canary file")
    row = Draft.objects.get()
    seen = bytes(row.box) + row.lookup.encode() + str(row.touched_on).encode()
    assert b"canary" not in seen
    assert len(row.box) % drafts.BLOCK == boxes.NONCE + 16  # padded: the words' length is not told


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 43 + "=", "A" * 44, "=" * 44])
def test_any_other_token_opens_nothing(token):
    written()
    with pytest.raises(drafts.NoDraft):
        drafts.read(token)


def test_a_box_moved_to_another_row_does_not_open():
    first, second = written(), written()
    box = Draft.objects.get(lookup=drafts.Place.of(first).lookup).box
    Draft.objects.filter(lookup=drafts.Place.of(second).lookup).update(box=box)
    assert drafts.read(first)
    with pytest.raises(drafts.NoDraft):
        drafts.read(second)


def test_a_file_is_sealed_before_it_lies_anywhere_and_arrives_with_the_report():
    cast = people.house()
    token = written(b"canary file")
    (name,) = lying_in_the_store()
    with seals.store().open(name) as stored:
        assert b"canary" not in stored.read()
    report = sent(token)
    (attachment,) = Attachment.objects.filter(report=report)
    label, chunks = vault.open_file(
        actor=cast.headquarters, reference=attachment.file.reference, reason="read"
    )
    assert (label.name, label.content_type) == ("canary 0.txt", "text/plain")
    assert b"".join(chunks) == b"canary file"
    assert not DraftFile.objects.exists()


def test_no_more_files_than_five():
    token = written(*[b"text"] * uploads.most_files())
    with pytest.raises(uploads.NotTaken):
        drafts.add_file(token, "six.txt", b"text", TODAY)
    assert len(lying_in_the_store()) == uploads.most_files()


def test_while_the_disk_is_short_no_file_is_added_and_the_words_still_go(monkeypatch):
    token = drafts.begin(TODAY)
    kept = drafts.announce(token, "film.mp4", 50, TODAY)
    monkeypatch.setattr(seals, "free_bytes", lambda: uploads.least_free() - 1)
    with pytest.raises(uploads.NotTaken, match="no room for files now"):
        drafts.add_file(token, "a.txt", b"words", TODAY)
    with pytest.raises(uploads.NotTaken, match="no room for files now"):
        drafts.announce(token, "other.mp4", 50, TODAY)
    assert drafts.announce(token, "film.mp4", 50, TODAY) == kept
    drafts.answer(token, {"what": "words"}, TODAY)
    assert drafts.read(token)["answers"] == {"what": "words"}


def test_a_disk_tells_how_much_of_it_is_free_and_an_object_store_does_not(monkeypatch, tmp_path):
    monkeypatch.setattr(seals, "store", lambda: FileSystemStorage(tmp_path))
    assert seals.free_bytes() > 0
    monkeypatch.setattr(seals, "store", InMemoryStorage)
    assert seals.free_bytes() is None


def test_a_file_taken_out_again_is_gone_and_another_drafts_file_is_not():
    token, other = written(b"mine"), written(b"theirs")
    mine, theirs = (drafts.read(t)["files"][0] for t in (token, other))
    drafts.remove_file(token, theirs["reference"], TODAY)
    assert len(lying_in_the_store()) == 2
    drafts.remove_file(token, mine["reference"], TODAY)
    assert lying_in_the_store() == [theirs["stored_as"]]
    assert drafts.read(token)["files"] == []


def test_what_was_sent_can_no_longer_be_changed():
    people.house()
    token = written()
    sent(token)
    with pytest.raises(drafts.Frozen):
        drafts.answer(token, {"what": "other words"}, TODAY)
    with pytest.raises(drafts.Frozen):
        drafts.add_file(token, "late.txt", b"late", TODAY)
    with pytest.raises(drafts.Frozen):
        drafts.remove_file(token, "any", TODAY)


def test_forgetting_a_draft_removes_its_files_but_never_those_of_a_report():
    people.house()
    token, kept = written(b"forgotten"), written(b"kept")
    report = sent(kept)
    drafts.forget(token)
    drafts.forget(kept)
    drafts.forget("no token at all")
    assert not Draft.objects.exists()
    (file,) = Attachment.objects.filter(report=report)
    assert lying_in_the_store() == [file.file.stored_as]


def test_a_draft_untouched_for_a_week_is_swept_with_its_files_and_a_younger_one_is_not():
    people.house()
    written(b"old")
    sent(written(b"sent"))
    later = TODAY + timedelta(days=duties.DRAFTS_LAST_DAYS + 1)
    young = drafts.begin(later)
    assert duties.sweep_drafts(TODAY + timedelta(days=duties.DRAFTS_LAST_DAYS)) == 0
    assert duties.sweep_drafts(later) == 2
    assert duties.sweep_drafts(later) == 0
    assert drafts.read(young)
    assert lying_in_the_store() == [Attachment.objects.get().file.stored_as]


def test_files_swept_before_they_were_sent_stop_the_report_and_nothing_is_stored():
    people.house()
    token = written(b"file")
    submission, receipt = drafts.settle(token, "en", TODAY)
    drafts.drop(Draft.objects.get())
    with pytest.raises(intake.FilesGone):
        intake.submit(
            actor=actors.reporter(),
            submission=submission,
            receipt=receipts.keys(receipt),
            today=TODAY,
        )
    assert not Report.objects.exists()


def test_an_arrival_waits_for_the_log_and_queues_at_no_lock():
    people.house()
    before = Entry.objects.count()
    report = sent(written())
    assert Entry.objects.count() == before
    held = Held.objects.get()
    assert (held.event, held.actor, held.subject) == ("report.submit", "reporter", report.reference)


@pytest.mark.django_db(transaction=True)
def test_what_is_removed_with_a_draft_is_decided_and_removed_at_once(monkeypatch):
    token = written(b"canary file")
    remove, seen = Draft.delete, []

    def watched(draft):
        seen.append(connection.in_atomic_block)
        return remove(draft)

    monkeypatch.setattr(Draft, "delete", watched)
    drafts.forget(token)
    assert seen == [True]  # else a report sent in between would lose its files
    assert lying_in_the_store() == []
