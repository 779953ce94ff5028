"""Reports taken without a network: sealed on a tablet, kept until they are reports, never twice."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.access import actors
from safeconduct.access.gate import Denied
from safeconduct.audit.models import Entry
from safeconduct.intake import actions, form, queries
from safeconduct.intake.models import Envelope, Report, Tablet
from safeconduct.roster.models import Desk
from safeconduct.vault import actions as vault
from safeconduct.vault import boxes, envelopes, receipts, rings
from tests import people
from tests.people import TODAY

FORM = form.shipped().code
pytestmark = pytest.mark.django_db
REPORTER = actors.reporter()


@pytest.fixture
def house():
    return people.house()


def enrolled(house, name="Blue tablet"):
    desk = Desk.objects.get(mission=house.minara)
    tablet, code = actions.add_tablet(actor=house.officer, desk=desk, name=name, today=TODAY)
    expected = queries.expected_tablet(REPORTER, code, TODAY)
    return tablet, actions.enrol_tablet(actor=REPORTER, tablet=expected, today=TODAY)


def sealed(tablet, said=None, *, key="", box=None, **more):
    key = key or secrets.token_hex(16)
    words = {"what": "What Amina told"} if said is None else said
    content = {"language": "en", "answers": words, "read_back": "confirmed"} | more
    keyring = Tablet.objects.get(pk=tablet.pk).desk.keyring
    place = envelopes.place_of(tablet.reference, key, FORM)
    made = envelopes.seal(bytes(keyring.public), json.dumps(content).encode(), place)
    return actions.Sealed(key, keyring.reference, FORM, made if box is None else box)


def deliver(tablet, one):
    return actions.deliver(actor=REPORTER, tablet=tablet, sealed=one, today=TODAY)


def take_in(actor, waiting=None):
    found = queries.unopened(actor) if waiting is None else waiting
    return actions.open_envelopes(actor=actor, waiting=found, today=TODAY)


def answers_of(actor, report):
    held = report.answers.reference
    return json.loads(vault.open_seals(actor=actor, references=[held], reason="test")[held])


def test_what_was_sealed_on_a_tablet_becomes_a_report_of_its_desk(house):
    tablet, _token = enrolled(house)
    one = sealed(tablet, receipt="abandon " * 7 + "ability")
    assert deliver(tablet, one)
    assert take_in(house.officer) == actions.Arrived(taken=1)
    report = Report.objects.get()
    assert (report.channel, report.mission, report.language) == ("focal-point", house.minara, "en")
    assert answers_of(house.officer, report) == {"what": "What Amina told"}


def test_the_receipt_that_was_shown_opens_the_mailbox_once_it_was_taken_in(house):
    tablet, _token = enrolled(house)
    words = receipts.make("en")
    deliver(tablet, sealed(tablet, receipt=words))
    with pytest.raises(Denied):
        queries.mailbox_for(REPORTER, words)
    take_in(house.officer)
    assert queries.mailbox_for(REPORTER, words).report == Report.objects.get()


def test_an_envelope_that_is_sent_again_and_again_is_one_report(house):
    tablet, _token = enrolled(house)
    one = sealed(tablet)
    assert [deliver(tablet, one) for _ in range(3)] == [True, False, False]
    take_in(house.officer)
    assert not deliver(tablet, one)
    assert take_in(house.officer) == actions.Arrived()
    assert Report.objects.count() == 1


def test_the_blob_goes_once_the_report_is_here_and_not_before(house):
    tablet, _token = enrolled(house)
    deliver(tablet, sealed(tablet))
    waiting = Envelope.objects.get()
    for act in (
        lambda: Envelope.objects.all().delete(),
        lambda: Envelope.objects.update(box=b"x"),
        lambda: Envelope.objects.update(form="other"),
        lambda: Envelope.objects.update(box=None, taken_in_on=TODAY),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    take_in(house.officer)
    waiting.refresh_from_db()
    assert (waiting.box, waiting.taken_in_on) == (None, TODAY)


def test_a_damaged_one_is_kept_and_hinders_no_other(house):
    tablet, _token = enrolled(house)
    good, bad = sealed(tablet), sealed(tablet)
    spoilt = bytearray(bad.box)
    spoilt[-1] ^= 1
    deliver(tablet, sealed(tablet, key=bad.submission, box=bytes(spoilt)))
    deliver(tablet, good)
    assert take_in(house.officer) == actions.Arrived(taken=1, kept=1)
    (left,) = queries.unopened(house.officer)
    assert (left.submission, left.failed_on) == (bad.submission, TODAY)
    assert Entry.objects.filter(event="envelope.will-not-open").count() == 1


@pytest.mark.parametrize("first", ["damaged", "forged"])
def test_no_copy_that_came_first_stands_in_the_way_of_the_true_one(house, first):
    tablet, _token = enrolled(house)
    true = sealed(tablet)
    spoilt = true.box[:-1] + bytes([true.box[-1] ^ 1])
    other = (
        sealed(tablet, key=true.submission, box=spoilt)
        if first == "damaged"
        else sealed(tablet, {"what": "Nothing happened"}, key=true.submission)
    )
    deliver(tablet, other)
    take_in(house.officer)
    assert deliver(tablet, true)
    take_in(house.officer)
    told = [answers_of(house.officer, report)["what"] for report in Report.objects.all()]
    assert "What Amina told" in told


def test_those_that_will_not_open_keep_no_other_from_its_turn(house):
    tablet, _token = enrolled(house)
    for _ in range(3):
        one = sealed(tablet)
        deliver(tablet, sealed(tablet, key=one.submission, box=bytes(len(one.box))))
    assert take_in(house.officer) == actions.Arrived(kept=3)
    deliver(tablet, sealed(tablet))
    assert take_in(house.officer, queries.unopened(house.officer)[:1]) == actions.Arrived(taken=1)


@pytest.mark.parametrize(
    "more", [{"language": ["en"]}, {"receipt": "\ud800"}, {"read_back": {}}, {"answers": {"a": {}}}]
)
def test_one_that_nobody_foresaw_holds_up_no_other(house, more):
    tablet, _token = enrolled(house)
    deliver(tablet, sealed(tablet, **more))
    deliver(tablet, sealed(tablet))
    arrived = take_in(house.officer)
    assert arrived.taken >= 1
    assert arrived.taken + arrived.kept == 2


def test_a_fault_that_nobody_foresaw_leaves_the_envelope_and_goes_on(house, monkeypatch):
    tablet, _token = enrolled(house)
    for _ in range(2):
        deliver(tablet, sealed(tablet))
    true = actions.envelopes.submit
    told = iter([RuntimeError, None])

    def breaks_once(**said):
        if fault := next(told):
            raise fault
        return true(**said)

    monkeypatch.setattr(actions.envelopes, "submit", breaks_once)
    assert take_in(house.officer) == actions.Arrived(taken=1, kept=1)
    monkeypatch.undo()
    assert take_in(house.officer) == actions.Arrived(taken=1)


@pytest.mark.parametrize("moved", ["tablet", "submission", "form"])
def test_an_envelope_opens_only_in_the_place_it_was_sealed_for(house, moved):
    tablet, _token = enrolled(house)
    other, _token = enrolled(house, "Red tablet")
    one = sealed(tablet)
    key = secrets.token_hex(16) if moved == "submission" else one.submission
    version = "another" if moved == "form" else one.form
    deliver(
        other if moved == "tablet" else tablet, actions.Sealed(key, one.keyring, version, one.box)
    )
    assert take_in(house.officer) == actions.Arrived(kept=1)


def test_somebody_in_danger_is_urgent_whatever_else_was_said(house):
    tablet, _token = enrolled(house)
    asked = next(q for q in form.shipped().questions() if q.urgent)
    urgent = sorted(asked.urgent)[0]
    deliver(tablet, sealed(tablet, {asked.code: urgent, "nobody-asked": "this"}))
    deliver(tablet, sealed(tablet, {asked.code: urgent}))
    take_in(house.officer)
    assert list(Report.objects.values_list("urgent", flat=True)) == [True, True]


def test_what_the_form_would_refuse_is_kept_as_it_was_told(house):
    tablet, _token = enrolled(house)
    told = {"what": "x" * 90_000, "when": "yesterday", "nobody-asked": "this"}
    deliver(tablet, sealed(tablet, told))
    take_in(house.officer)
    assert answers_of(house.officer, Report.objects.get()) == told


def test_a_name_lies_with_the_custodian_alone(house):
    tablet, _token = enrolled(house)
    page, naming = next(
        (page, question)
        for page in form.shipped().pages
        for question in page.questions
        if question.part == form.IDENTITY
    )
    told = {page.after: page.answers[0]} if page.after else {}
    deliver(tablet, sealed(tablet, {naming.code: "Amina"} | told))
    take_in(house.officer)
    report = Report.objects.get()
    assert naming.code not in answers_of(house.officer, report)
    with pytest.raises(Denied):
        vault.open_seals(actor=house.officer, references=[report.identity.reference], reason="test")


def test_a_locked_session_is_sent_to_unlock_and_nothing_is_marked(house):
    tablet, _token = enrolled(house)
    deliver(tablet, sealed(tablet))
    locked = people.account_of(house.officer).actor()
    with pytest.raises(rings.Locked):
        take_in(locked)
    assert Envelope.objects.get().failed_on is None


def test_a_stranger_opens_nothing_and_learns_of_none(house):
    tablet, _token = enrolled(house)
    deliver(tablet, sealed(tablet))
    assert not queries.unopened(house.stranger).exists()
    assert not queries.tablets(house.stranger).exists()
    assert take_in(house.stranger, Envelope.objects.all()) == actions.Arrived(kept=1)
    assert not Report.objects.exists()
    for act in (actions.ask_to_wipe, actions.end_tablet):
        with pytest.raises(Denied):
            act(actor=house.stranger, tablet=tablet, today=TODAY)
    with pytest.raises(Denied):
        queries.a_tablet(house.stranger, tablet.reference)


def test_nobody_adds_a_tablet_to_a_desk_whose_reports_are_not_theirs(house):
    desk = Desk.objects.get(mission=house.minara)
    for actor in (house.stranger, house.statistician, REPORTER):
        with pytest.raises((Denied, ValueError)), transaction.atomic():
            actions.add_tablet(actor=actor, desk=desk, name="x", today=TODAY)
    assert not Tablet.objects.exists()


def test_a_code_is_good_once_and_for_two_days(house):
    desk = Desk.objects.get(mission=house.minara)
    tablet, code = actions.add_tablet(actor=house.officer, desk=desk, name="x", today=TODAY)
    typed = f" {code[:4].upper()}-{code[4:8]} {code[8:]}"
    with pytest.raises(Denied):
        queries.expected_tablet(REPORTER, typed, TODAY + timedelta(days=2))
    expected = queries.expected_tablet(REPORTER, typed, TODAY + timedelta(days=1))
    token = actions.enrol_tablet(actor=REPORTER, tablet=expected, today=TODAY)
    with pytest.raises(Denied):
        actions.enrol_tablet(actor=REPORTER, tablet=expected, today=TODAY)
    for opens_nothing in (code, "", token[:-1]):
        with pytest.raises(Denied):
            queries.tablet(REPORTER, opens_nothing)
    assert queries.tablet(REPORTER, token) == tablet


@pytest.mark.parametrize("way", ["wiped", "ended"])
def test_a_tablet_that_ended_is_known_no_more(house, way):
    tablet, token = enrolled(house)
    if way == "wiped":
        actions.ask_to_wipe(actor=house.officer, tablet=tablet, today=TODAY)
        assert queries.tablet(REPORTER, token).wipe_asked_on == TODAY
        actions.wiped(actor=REPORTER, tablet=tablet, today=TODAY)
    else:
        actions.end_tablet(actor=house.officer, tablet=tablet, today=TODAY)
    with pytest.raises(Denied):
        queries.tablet(REPORTER, token)


@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=400), place=st.binary(max_size=60))
def test_what_is_sealed_opens_as_it_was_and_in_no_other_place(content, place):
    public, private = boxes.new_pair()
    box = envelopes.seal(public, content, place)
    assert envelopes.unseal(private, box, place) == content
    assert len(box) == len(envelopes.seal(public, b"", place))
    for spoilt in (box[:-1], box[1:], b"", bytes(len(box))):
        with pytest.raises(boxes.WillNotOpen):
            envelopes.unseal(private, spoilt, place)
    with pytest.raises(boxes.WillNotOpen):
        envelopes.unseal(private, box, place + b"x")


@pytest.mark.parametrize("inside", [b"", b"[]", b"{}", b'{"answers": []}', b"\xff", b"[" * 30_000])
def test_what_is_no_report_is_kept_and_said(house, inside):
    tablet, _token = enrolled(house)
    key = secrets.token_hex(16)
    place = envelopes.place_of(tablet.reference, key, FORM)
    box = envelopes.seal(bytes(tablet.desk.keyring.public), inside, place)
    deliver(tablet, sealed(tablet, key=key, box=box))
    assert take_in(house.officer) == actions.Arrived(kept=1)


@pytest.mark.parametrize(
    "change",
    [{"submission": "x"}, {"keyring": "0" * 16}, {"box": b""}, {"form": "x" * 31}, {"form": "x\0"}],
)
def test_what_is_no_envelope_is_not_stored(house, change):
    tablet, _token = enrolled(house)
    one = sealed(tablet)
    parts = {n: getattr(one, n) for n in ("submission", "keyring", "form", "box")} | change
    with pytest.raises(actions.Unreadable):
        deliver(tablet, actions.Sealed(**parts))
    assert not Envelope.objects.exists()
