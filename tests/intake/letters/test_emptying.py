"""A letter box is emptied: each letter once, stored before it is deleted, whatever breaks off."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest

from safeconduct.access import actors, gate
from safeconduct.intake import queries
from safeconduct.intake.letters import taking
from safeconduct.intake.models import Draft, DraftFile, LetterBox, Report
from safeconduct.vault import actions as vault
from safeconduct.vault.models import SealedFile
from tests import letterbox
from tests.letterbox import AFTER, BEFORE, COMMANDS

pytestmark = pytest.mark.django_db


def letter(words: str = "He came at night.", **head: str) -> bytes:
    made = EmailMessage()
    made["From"] = "Amina B. <amina@example.org>"
    made["To"] = letterbox.USER
    made["Subject"] = "About the camp"
    made["Received"] = "from [203.0.113.9] by mail.example.org"
    for name, said in head.items():
        made[name.replace("_", "-")] = said
    made.set_content(words)
    return made.as_bytes()


def with_photo() -> bytes:
    made = EmailMessage()
    made["From"] = "amina@example.org"
    made.set_content("See the picture.")
    photo = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    made.add_attachment(photo, maintype="image", subtype="png", filename="gate.png")
    return made.as_bytes()


def failing_for(words: bytes, real):
    def opened(raw: bytes):
        if words in raw:
            raise OSError("the store is full")
        return real(raw)

    return opened


def answers(reader, report: Report) -> dict:
    seal = report.answers.reference
    return json.loads(vault.open_seals(actor=reader, references=[seal], reason="triage")[seal])


def test_a_letter_becomes_a_report_at_its_desk_and_leaves_the_box(house, box, empty):
    box.put(letter())
    (visit,) = empty()
    report = Report.objects.get()
    assert (len(visit.taken), box.letters) == (1, {})
    assert (report.channel, report.mission, report.desk.mission) == (
        "email",
        house.minara,
        house.minara,
    )
    assert answers(house.officer, report) == {
        "what": "He came at night.",
        "notes": ["no-receipt"],
    }


def test_who_sent_it_and_its_subject_go_to_the_custodians_alone(house, box, empty):
    box.put(letter(Reply_To="other@example.org"))
    empty()
    report = Report.objects.get()
    seal = report.identity.reference
    told = vault.open_seals(actor=house.custodian, references=[seal], reason="release")[seal]
    assert json.loads(told) == {
        "name": "Amina B.",
        "address": "amina@example.org",
        "reply": "other@example.org",
        "subject": "About the camp",
    }
    for other in (house.officer, house.headquarters, house.stranger):
        with pytest.raises(gate.Denied):
            vault.open_seals(actor=other, references=[seal], reason="triage")


def test_a_stranger_sees_no_letter_of_another_mission(house, box, empty):
    box.put(letter())
    empty()
    assert not queries.readable_by(house.stranger).exists()


def test_what_came_with_a_letter_is_sealed_with_its_report(house, box, empty):
    box.put(with_photo())
    empty()
    report = Report.objects.get()
    file = SealedFile.objects.get()
    assert [a.file for a in report.attachments.all()] == [file]
    label, chunks = vault.open_file(actor=house.officer, reference=file.reference, reason="triage")
    assert (label.name, label.content_type) == ("gate.png", "image/png")
    assert b"".join(chunks).startswith(b"\x89PNG")


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("command", COMMANDS)
def test_broken_off_at_any_command_no_letter_is_lost_and_none_comes_twice(
    house, box, empty, command, when
):
    box.put(letter("One."), with_photo(), letter("Three."))
    box.breaks = (command, when)
    empty()
    assert len(box.letters) + Report.objects.count() >= 3
    box.breaks = None
    empty()
    assert (box.letters, Report.objects.count()) == ({}, 3)
    assert (Draft.objects.count(), DraftFile.objects.count(), SealedFile.objects.count()) == (
        0,
        0,
        1,
    )


def test_a_box_that_gives_other_numbers_after_a_loss_brings_no_letter_twice(house, box, empty):
    box.put(letter("One."), letter("Two."))
    box.breaks = ("STORE", BEFORE)
    empty()
    assert Report.objects.count() == 1
    box.breaks = None
    box.renumber()
    empty()
    assert (box.letters, Report.objects.count()) == ({}, 2)


def test_without_uidplus_a_letter_somebody_else_marked_is_not_deleted_unread(house, box, empty):
    box.uidplus = False
    box.put(letter("One."), letter("Two."))
    box.sizes[2] = 10**9
    box.deleted.add(2)
    empty()
    assert 2 in box.letters
    box.deleted.clear()
    empty()
    assert (list(box.letters), Report.objects.count()) == ([2], 1)


def test_a_letter_that_is_too_large_stays_and_is_counted(house, box, empty):
    box.put(letter("One."), letter("Two."))
    box.sizes[1] = 10**9
    empty()
    assert (list(box.letters), Report.objects.count()) == ([1], 1)
    assert LetterBox.objects.get().large == 1


@pytest.mark.parametrize("parts", ["none", "cut"])
def test_a_server_that_gives_no_parts_loses_no_letter(house, box, empty, monkeypatch, parts):
    box.put(letter("One. " * 50))
    whole, real = box.letters[1], letterbox.Line._letter

    def answers_in_part(line, n, rest):
        if "BODY.PEEK[]<0." in rest and parts == "cut":
            return [b"* %d FETCH (UID %d BODY[]<0> {9}\r\n%s)" % (n, n, whole[:9])]
        if "BODY.PEEK[]<" in rest:
            return [b"* %d FETCH (UID %d BODY[]<%d> NIL)" % (n, n, 9)]
        if "BODY.PEEK[]" in rest and parts == "cut":
            return [b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)" % (n, n, len(whole), whole)]
        return real(line, n, rest)

    monkeypatch.setattr(letterbox.Line, "_letter", answers_in_part)
    empty()
    if parts == "none":
        assert (list(box.letters), Report.objects.count()) == ([1], 0)
        assert LetterBox.objects.get().left == 1
    else:
        assert "One. One." in answers(house.officer, Report.objects.get())["what"]


def test_a_letter_that_cannot_be_stored_stays_and_stops_no_other(house, box, empty, monkeypatch):
    monkeypatch.setattr(taking, "opened", failing_for(b"One.", taking.opened))
    box.put(letter("One."), letter("Two."))
    empty()
    assert (list(box.letters), Report.objects.count()) == ([1], 1)
    assert LetterBox.objects.get().left == 1


def test_a_box_of_a_mission_that_is_not_here_keeps_its_letters(house, box, empty, settings):
    settings.LETTER_BOXES = [box.told(mission="NOWHERE")]
    box.put(letter())
    assert empty() == [None]
    assert (len(box.letters), LetterBox.objects.get().failures) == (1, 1)


def test_a_wrong_password_and_a_strange_certificate_are_failures_and_send_nothing(
    house, box, empty, settings, monkeypatch
):
    settings.LETTER_BOXES = [box.told(password="wrong")]
    assert empty() == [None]
    monkeypatch.delenv("SSL_CERT_FILE")
    box.heard.clear()
    assert empty() == [None]
    assert box.heard == []


def test_a_box_that_offers_starttls_is_told_no_password_before(
    house, tmp_path, monkeypatch, settings, empty
):
    with letterbox.open_box(tmp_path, starttls=True) as box:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "box.pem"))
        settings.LETTER_BOXES = [box.told(tls=False)]
        box.put(letter())
        empty()
        assert box.letters == {}
        assert box.heard.index("STARTTLS") < box.heard.index("LOGIN")


def test_the_key_of_a_report_tells_nobody_without_the_secret_which_letter_it_was(house, settings):
    one = taking.key_of("box", b"letter")
    assert one == taking.key_of("box", b"letter") != taking.key_of("box", b"letter.")
    settings.SECRET_KEY = "another secret of this installation, forty signs"
    assert taking.key_of("box", b"letter") != one


def test_letters_are_taken_by_no_hand_that_may_read_them(house, box, empty):
    box.put(letter())
    empty()
    assert not queries.readable_by(actors.system("letters")).exists()
