"""What an officer does at the desk, from the first answer to the closed matter."""

from __future__ import annotations

import hashlib

import pytest

from safeconduct.access import actors
from safeconduct.audit.models import Entry
from safeconduct.cases.models import Allegation, Matter
from safeconduct.cases.terms import Act, EventKind, State
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.terms import State as ReportState
from safeconduct.transparency.models import Release
from safeconduct.vault import receipts
from safeconduct.vault.models import Grant
from safeconduct.vault.seals import FileLabel
from safeconduct.web.desk import wording
from safeconduct.web.desk.downloads import ended, harmless
from safeconduct.web.shared import sessions
from tests import people
from tests.people import TODAY
from tests.web.desk.conftest import browser

DAY = TODAY.isoformat()


@pytest.fixture
def osei(desk):
    return browser("osei")


def step(held, allegation, act):
    return held.post(f"/desk/allegations/{allegation.reference}/steps/{act}", follow=True)


def test_words_open_only_by_a_button_with_a_reason_and_the_opening_is_recorded(desk, osei):
    where = f"/desk/reports/{desk.waiting.reference}"
    assert b"marked words" not in osei.get(where).content
    assert b"marked words" not in osei.post(f"{where}/read", {"reason": "curiosity"}).content
    page = osei.post(f"{where}/read", {"reason": "triage"})
    assert b"marked words" in page.content
    assert page["Cache-Control"] == "no-store"
    entry = Entry.objects.filter(event="seal.open").last()
    assert (entry.subject, entry.reason) == (desk.waiting.reference, "triage")


def test_a_locked_session_is_sent_to_unlock_and_opens_nothing(desk, osei):
    osei.post("/desk/lock")
    page = osei.post(f"/desk/reports/{desk.waiting.reference}/read", {"reason": "triage"})
    where = f"%2Fdesk%2Freports%2F{desk.waiting.reference}"
    assert page["Location"] == f"/desk/unlock?next={where}"


def test_words_typed_into_a_session_that_locked_meanwhile_are_kept(desk, osei):
    osei.post("/desk/lock")
    page = osei.post(f"/desk/matters/{desk.matter.reference}/notes", {"text": "a long note"})
    assert b"a long note" in page.content


def test_a_name_given_by_the_reporter_opens_to_custodians_alone(desk):
    where = f"/desk/reports/{desk.report.reference}/identify"
    assert browser("osei").post(where, {"reason": "handling"}).status_code == 404
    page = browser("cora").post(where, {"reason": "handling"})
    assert b"Amina" in page.content


def test_a_report_is_acknowledged_with_the_words_sent(desk, osei):
    where = f"/desk/reports/{desk.waiting.reference}"
    assert b"somebody has read it" in osei.get(f"{where}/acknowledge").content
    osei.post(f"{where}/acknowledge", {"text": "Thank you."})
    desk.waiting.refresh_from_db()
    assert desk.waiting.state == ReportState.ACKNOWLEDGED
    assert b"Thank you." in osei.post(f"{where}/read", {"reason": "triage"}).content


def test_a_step_out_of_turn_is_one_clear_line_and_keeps_the_words(desk, osei):
    where = f"/desk/reports/{desk.report.reference}/acknowledge"
    page = osei.post(where, {"text": "Words that took an hour."})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == [
        "This step is not open now: something else happened first. Look again."
    ]
    assert b"Words that took an hour." in page.content


def test_a_report_becomes_or_joins_a_matter_or_is_set_aside_and_taken_up_again(desk, osei):
    where = f"/desk/reports/{desk.waiting.reference}"
    osei.post(f"{where}/acknowledge", {"text": "Thank you."})
    osei.post(f"{where}/set-aside", {"why": "test"})
    desk.waiting.refresh_from_db()
    assert desk.waiting.state == ReportState.SET_ASIDE
    osei.post(f"{where}/reconsider")
    unknown = osei.post(f"{where}/join", {"number": "MINARA-2026-99999"})
    assert unknown.context["form"].errors["number"] == ["You have no matter with this number."]
    osei.post(f"{where}/join", {"number": f" {desk.matter.number.lower()} "})
    desk.waiting.refresh_from_db()
    assert desk.waiting.matter == desk.matter


def test_a_matter_is_opened_only_in_a_mission_within_reach(desk, osei):
    where = f"/desk/reports/{desk.waiting.reference}"
    osei.post(f"{where}/acknowledge", {"text": "Thank you."})
    assert osei.post(f"{where}/open-matter", {"mission": "UNMOST"}).status_code == 200
    osei.post(f"{where}/open-matter", {"mission": "MINARA"})
    assert Matter.objects.count() == 2


def test_a_message_reaches_the_mailbox(desk, osei):
    report, receipt = people.report_from_amina(desk.cast.minara, key="amina-9")
    osei.post(f"/desk/reports/{report.reference}/write", {"text": "Which day was it?"})
    box = queries.mailbox(actors.reporter(), receipts.keys(receipt))
    assert queries.messages(box.actor, box.report).count() == 1


def test_a_file_is_handed_out_as_a_download_under_a_harmless_name(desk, osei):
    report, receipt = people.report_from_amina(desk.cast.minara, key="amina-9")
    box = queries.mailbox(actors.reporter(), receipts.keys(receipt))
    label = FileLabel('../../e"vil\r\n.html', "text/html", 8)
    intake.write_to_desk(
        actor=box.actor, report=report, text="See.", today=TODAY, files=[(label, b"<script>")]
    )
    file = report.attachments.get()
    where = f"/desk/reports/{report.reference}"
    page = osei.post(f"{where}/read", {"reason": "triage"})
    assert "html" in page.context["named"][0]["name"]
    assert hashlib.sha256(b"<script>").hexdigest() in page.content.decode()
    answer = osei.post(f"{where}/files/{file.reference}")
    assert answer.getvalue() == b"<script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="evil.html.bin"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert osei.get(f"{where}/files/{file.reference}").status_code == 404
    other = f"/desk/reports/{desk.waiting.reference}/files/{file.reference}"
    assert osei.post(other).status_code == 404


def test_sealed_entries_of_a_matter_open_one_at_a_time(desk, osei):
    where = f"/desk/matters/{desk.matter.reference}"
    seal = desk.matter.subjects.get().identity.reference
    page = osei.post(f"{where}/read", {"seal": seal, "reason": "handling"}).content
    assert b"marked name" in page
    assert b"marked note" not in page


def test_a_sealed_entry_that_was_not_granted_is_a_quiet_line(desk, osei):
    where = f"/desk/matters/{desk.matter.reference}"
    osei.post(
        f"{where}/team",
        {"account": people.account_of(desk.cast.investigator).reference, "part": "adviser"},
    )
    page = browser("ivo").get(where).content.decode()
    assert "One entry you cannot open." in page
    assert "marked" not in page


def test_an_allegation_walks_from_received_to_closed_and_into_a_figure(desk, osei):
    hana, charge = browser("hana"), desk.allegation
    for held, act in ((osei, Act.ASSESS), (osei, Act.INVESTIGATE), (hana, Act.REPORT)):
        step(held, charge, act)
    hana.post(
        f"/desk/allegations/{charge.reference}/findings",
        {
            "stage": "final",
            "result": "substantiated",
            "body": "oios",
            "found_on": DAY,
            "reasons": "Three witnesses.",
        },
    )
    step(hana, charge, Act.FIND)
    step(osei, charge, Act.AWAIT_ACTION)
    early = hana.post(
        f"/desk/allegations/{charge.reference}/steps/close", follow=True
    ).content.decode()
    assert "This step is not open now" in early
    osei.post(
        f"/desk/allegations/{charge.reference}/measures",
        {"measure": "state jail", "progress": "decided", "decided_on": DAY, "length_days": "90"},
    )
    step(osei, charge, Act.RECORD_ACTION)
    assert b"Go back" in hana.get(f"/desk/allegations/{charge.reference}/steps/close").content
    step(hana, charge, Act.CLOSE)
    desk.matter.refresh_from_db()
    assert desk.matter.stage == State.CLOSED
    rui = browser("rui")
    rui.post("/desk/numbers/compile")
    release = Release.objects.get()
    assert b"Publish these figures" in rui.get(f"/desk/numbers/{release.reference}").content
    rui.post(f"/desk/numbers/{release.reference}/publish")
    release.refresh_from_db()
    assert release.published_on == TODAY


def test_only_the_steps_of_this_person_are_offered(desk, osei):
    where = f"/desk/allegations/{desk.allegation.reference}"
    offered = {s["act"] for s in osei.get(where).context["steps"]}
    assert offered == {Act.ASSESS, Act.SET_ASIDE, Act.PASS_ON, Act.LINK}
    for act in (Act.ASSESS, Act.INVESTIGATE):
        step(osei, desk.allegation, act)
    assert osei.get(where).context["steps"] == []
    assert [s["act"] for s in browser("hana").get(where).context["steps"]] == [Act.REPORT]


def test_a_step_that_does_not_exist_is_not_found(desk, osei):
    where = f"/desk/allegations/{desk.allegation.reference}/steps"
    for act in ("forgive", "close"):
        assert osei.get(f"{where}/{act}").status_code == 404


@pytest.mark.parametrize(
    ("form", "sent", "field"),
    [
        ("subjects", {"kind": "known", "category": "general"}, "category"),
        ("subjects", {"kind": "known", "category": "mc", "size": "4"}, "size"),
        ("subjects", {"kind": "known", "category": "mc", "rank": "p5"}, "rank"),
        ("subjects", {"kind": "known", "category": "mc", "state": "QQ"}, "state"),
        ("subjects", {"kind": "known", "category": "mc", "as_of": "2999-01-01"}, "as_of"),
        ("victims", {"sex": "female", "age_band": "old"}, "age_band"),
        ("notes", {"text": ""}, "text"),
        ("team", {"account": "0123456789abcdef", "part": "lead"}, "account"),
        ("allegations", {"conduct": "theft-of-hearts", "precision": "day"}, "conduct"),
        ("allegations", {"precision": "day", "incident_from": "2026-05-05"}, "incident_from"),
        (
            "allegations",
            {"precision": "day", "incident_from": "2026-05-02", "incident_to": "2026-05-01"},
            "incident_to",
        ),
        ("allegations", {"precision": "day", "incident_to": "2026-05-01"}, "incident_from"),
        ("allegations", {"precision": "week"}, "precision"),
    ],
)
def test_an_answer_outside_its_question_is_one_line_at_its_field(desk, osei, form, sent, field):
    page = osei.post(
        f"/desk/matters/{desk.matter.reference}/{form}", sent | {"identity": "kept words"}
    )
    assert page.status_code == 200
    assert len(page.context["form"].errors[field]) == 1
    if form == "subjects":
        assert b"kept words" in page.content


def test_the_same_charge_against_the_same_subject_is_not_recorded_twice(desk, osei):
    sent = {
        "subject": desk.matter.subjects.get().reference,
        "conduct": "sea-rape",
        "precision": "day",
    }
    page = osei.post(f"/desk/matters/{desk.matter.reference}/allegations", sent)
    assert page.context["form"].errors["conduct"]
    assert Allegation.objects.count() == 1


def test_a_charge_of_sexual_exploitation_keeps_its_type(desk, osei):
    sent = {
        "subject": desk.matter.subjects.get().reference,
        "conduct": "sea-transactional-sex",
        "incident_from": "2026-04-01",
        "precision": "month",
        "victims": [desk.matter.victims.get().reference],
    }
    osei.post(f"/desk/matters/{desk.matter.reference}/allegations", sent)
    made = Allegation.objects.get(conduct="sea-transactional-sex")
    assert (made.sea_type, made.taxonomy) == ("transactional-sex", "conduct_2021")
    assert made.victims.count() == 1


def test_somebody_kept_away_cannot_be_assigned(desk, osei):
    where = f"/desk/matters/{desk.matter.reference}"
    ivo = people.account_of(desk.cast.investigator).reference
    osei.post(f"{where}/walls", {"account": ivo, "source": "named"})
    assert osei.post(f"{where}/team", {"account": ivo, "part": "investigator"}).status_code == 200
    assert b"Ivo" in osei.get(where).content


def test_an_ended_part_leaves_the_team_and_a_second_tab_is_told_so(desk, osei):
    where = f"/desk/matters/{desk.matter.reference}"
    ivo = people.account_of(desk.cast.investigator)
    osei.post(f"{where}/team", {"account": ivo.reference, "part": "investigator"})
    assert f"{where}/team/end" in osei.get(where).content.decode()
    assert osei.post(f"{where}/team/end", {"account": ivo.reference}).status_code == 302
    assert f"{where}/team/end" not in osei.get(where).content.decode()
    assert not Grant.live().filter(holder__account=ivo).exists()
    again = osei.post(f"{where}/team/end", {"account": ivo.reference})
    assert again.context["form"].errors["account"]


def test_every_kind_of_entry_has_its_sign():
    assert set(wording.ICONS) == set(EventKind)


def test_a_name_of_a_file_loses_what_could_do_harm():
    assert harmless("..\\..\\x.exe") == "x.exe"
    assert harmless("/etc/passwd") == "passwd"
    assert harmless("a\u202egpj.exe") == "agpj.exe"
    assert harmless("") == "file"
    assert ended("photo.JPG", "image/jpeg") == "photo.JPG"
    assert ended("letter.html", "text/plain") == "letter.html.txt"
    assert ended("photo.jpg", "text/plain") == "photo.jpg.txt"
    assert len(harmless("x" * 300 + ".pdf")) <= 80


def test_who_a_subject_is_opens_only_after_a_fresh_proof(desk, osei, monkeypatch):
    monkeypatch.setattr(sessions, "FRESH_TO_SEND", -1)
    at = f"/desk/matters/{desk.matter.reference}"
    named = desk.matter.subjects.get().identity.reference
    note = desk.matter.events.get(seal__isnull=False).seal.reference
    page = osei.post(f"{at}/read", {"seal": note, "reason": "handling"})
    assert b"marked note" in page.content  # only names ask for it
    asked = osei.post(f"{at}/read", {"seal": named, "reason": "handling"})
    assert asked.status_code == 302
    assert asked["Location"].startswith("/desk/confirm")
    assert browser("stranger").post(f"{at}/read", {"seal": named}).status_code == 404
    monkeypatch.setattr(sessions, "FRESH_TO_SEND", 15)
    page = osei.post(f"{at}/read", {"seal": named, "reason": "handling"})
    assert b"marked name" in page.content
