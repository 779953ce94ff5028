"""One report, from the reporter's words to a closed matter, through the verbs alone."""

import json
from datetime import date

import pytest

from safeconduct.access import actors, gate
from safeconduct.access.terms import WallSource
from safeconduct.audit import queries as audit
from safeconduct.cases import actions as cases
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.terms import Act, Authority, Part, Stage, State, SubjectKind
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.vault import actions as vault
from safeconduct.vault import receipts
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db


def test_a_report_becomes_a_closed_matter_and_its_words_stay_sealed():
    cast = people.house()
    report, receipt = people.report_from_amina(cast.minara, words="marked words", name="Amina")

    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    matter = intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    subject = cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category="mc", state="RO"),
        identity="A name",
        today=TODAY,
    )
    victim = cases.add_victim(
        actor=cast.officer, matter=matter, age_band="adult", sex="female", today=TODAY
    )
    allegation = cases.allege(
        actor=cast.officer,
        matter=matter,
        subject=subject,
        charge=Charge(conduct="sea", sea_type="rape", incident_from=date(2026, 1, 1)),
        received_on=TODAY,
        victims=[victim],
        today=TODAY,
    )
    cases.assign(
        actor=cast.officer,
        matter=matter,
        account=people.account_of(cast.investigator),
        part=Part.INVESTIGATOR,
        today=TODAY,
    )
    steps = [
        (cast.officer, Act.ASSESS),
        (cast.officer, Act.INVESTIGATE),
        (cast.investigator, Act.REPORT),
    ]
    for actor, act in steps:
        allegation = cases.move(actor=actor, allegation=allegation, act=act, today=TODAY)
    cases.record_finding(
        actor=cast.investigator,
        allegation=allegation,
        stage=Stage.FINAL,
        result="substantiated",
        body="oios",
        found_on=TODAY,
        reasons="Because.",
    )
    cases.move(actor=cast.investigator, allegation=allegation, act=Act.FIND, today=TODAY)
    cases.move(actor=cast.officer, allegation=allegation, act=Act.AWAIT_ACTION, today=TODAY)
    cases.record_measure(
        actor=cast.officer,
        allegation=allegation,
        authority=Authority.UN_FINAL,
        kind="repatriation",
        decided_on=TODAY,
    )
    cases.move(actor=cast.officer, allegation=allegation, act=Act.RECORD_ACTION, today=TODAY)
    cases.move(actor=cast.headquarters, allegation=allegation, act=Act.CLOSE, today=TODAY)

    matter.refresh_from_db()
    report.refresh_from_db()
    assert matter.stage == State.CLOSED
    assert matter.closed_on == TODAY
    words = vault.open_seals(
        actor=cast.headquarters, references=[report.answers.reference], reason="read"
    )
    assert json.loads(words[report.answers.reference]) == {"what": "marked words"}
    box = queries.mailbox(actors.reporter(), receipts.keys(receipt))
    assert box.report == report
    (message,) = queries.messages(box.actor, report)
    said = vault.open_seals(actor=box.actor, references=[message.seal.reference], reason="mailbox")
    assert said == {message.seal.reference: "We read it."}
    for unread in (report.identity, report.answers):
        with pytest.raises(gate.Denied):
            vault.open_seals(actor=cast.stranger, references=[unread.reference], reason="read")
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=cast.officer, references=[report.identity.reference], reason="read")
    assert list(audit.verify()) == []


@pytest.fixture
def joined():
    """Amina's report, part of a matter that Osei opened from it."""
    cast = people.house()
    report, _receipt = people.report_from_amina(cast.minara, words="marked words", name="Amina")
    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    matter = intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    report.refresh_from_db()
    return cast, report, matter


def test_an_investigator_assigned_later_reads_the_report_but_not_who_complained(joined):
    cast, report, matter = joined
    assert not queries.readable_by(cast.investigator).exists()
    cases.assign(
        actor=cast.officer,
        matter=matter,
        account=people.account_of(cast.investigator),
        part=Part.INVESTIGATOR,
        today=TODAY,
    )
    assert list(queries.readable_by(cast.investigator)) == [report]
    assert vault.open_seals(
        actor=cast.investigator, references=[report.answers.reference], reason="work"
    )
    with pytest.raises(gate.Denied):
        vault.open_seals(
            actor=cast.investigator, references=[report.identity.reference], reason="prying"
        )


def test_a_wall_around_a_matter_stands_around_the_reports_in_it(joined):
    cast, report, matter = joined
    cases.keep_away(
        actor=cast.headquarters,
        matter=matter,
        account=people.account_of(cast.officer),
        source=WallSource.NAMED,
        today=TODAY,
    )
    assert not queries.readable_by(cast.officer).exists()
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=cast.officer, references=[report.answers.reference], reason="prying")


def test_the_reporter_still_reads_and_writes_after_the_report_joined_a_matter(joined):
    cast, _report, _matter = joined
    report, receipt = people.report_from_amina(cast.minara, key="amina-2")
    intake.acknowledge(actor=cast.officer, report=report, text="Read.", today=TODAY)
    intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    box = queries.mailbox(people.actors.reporter(), receipts.keys(receipt))
    intake.write_to_desk(actor=box.actor, report=box.report, text="More.", today=TODAY)
    assert queries.messages(box.actor, box.report).count() == 2


def test_a_stranger_keeps_nobody_away(joined):
    cast, _report, matter = joined
    with pytest.raises(gate.Denied):
        cases.keep_away(
            actor=cast.stranger,
            matter=matter,
            account=people.account_of(cast.officer),
            source=WallSource.MANUAL,
            today=TODAY,
        )


def test_a_message_sent_twice_is_stored_once(joined):
    cast, _report, _matter = joined
    report, receipt = people.report_from_amina(cast.minara, key="amina-3")
    box = queries.mailbox(people.actors.reporter(), receipts.keys(receipt))
    for _ in range(2):
        intake.write_to_desk(
            actor=box.actor, report=report, text="More.", today=TODAY, key="0123456789abcdef"
        )
    assert queries.messages(box.actor, report).count() == 1


def test_a_report_of_no_mission_is_seen_by_the_mission_whose_matter_it_joined():
    cast = people.house()
    report, _receipt = people.report_from_amina(None)
    assert not queries.readable_by(cast.officer).exists()
    intake.acknowledge(actor=cast.headquarters, report=report, text="Read.", today=TODAY)
    intake.open_matter(actor=cast.headquarters, report=report, mission=cast.minara, today=TODAY)
    assert list(queries.readable_by(cast.officer)) == [report]
    assert vault.open_seals(
        actor=cast.officer, references=[report.answers.reference], reason="read"
    )
    assert not queries.readable_by(cast.stranger).exists()
