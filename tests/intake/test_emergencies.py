"""Broken glass opens a matter with the reports that are part of it, and no other report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from safeconduct.access import gate
from safeconduct.access.terms import EmergencyReason, Permission, Role, WallSource
from safeconduct.cases import actions as cases
from safeconduct.intake import actions as intake
from safeconduct.intake import queries
from safeconduct.intake.models import Report
from safeconduct.roster import actions as roster
from safeconduct.roster.terms import DeskKind
from safeconduct.vault import actions as vault
from tests import people
from tests.people import SETUP, TODAY

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


@pytest.fixture
def room(db, monkeypatch):
    """The cast, a report in a matter and one that waits; the stranger is behind the glass."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = people.house()
    roster.found_desk(
        actor=SETUP,
        kind=DeskKind.EMERGENCY,
        name="Glass",
        members=[people.keyring_of(cast.stranger)],
    )
    people.report_from_amina(cast.minara, words="others", key="amina-0")
    report, _receipt = people.report_from_amina(cast.minara, words="She waits", name="Amina Yusra")
    intake.acknowledge(actor=cast.officer, report=report, text="We read it.", today=TODAY)
    intake.open_matter(actor=cast.officer, report=report, mission=cast.minara, today=TODAY)
    report.refresh_from_db()
    return cast, report


def broken_by(actor, report):
    """The same person after breaking the glass of the report's matter."""
    cases.break_glass(
        actor=actor, number=report.matter.number, reason=EmergencyReason.LIFE, now=NOW
    )
    return people.account_of(actor).actor(actor.secret)


def test_glass_opens_the_words_of_a_joined_report_and_never_who_sent_it(room):
    cast, report = room
    assert not queries.readable_by(cast.stranger).exists()
    held = broken_by(cast.stranger, report)
    assert list(queries.readable_by(held)) == [report]
    words = report.answers.reference
    opened = vault.open_seals(actor=held, references=[words], reason="emergency")
    assert "She waits" in opened[words]
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=held, references=[report.identity.reference], reason="emergency")


def test_who_is_not_behind_the_glass_sees_that_there_is_a_report_and_no_word_of_it(room):
    _cast, report = room
    nils = people.somebody("nils", Role.CONDUCT_OFFICER, mission="UNMOST")
    held = broken_by(nils, report)
    assert queries.report(held, report.reference) == report
    with pytest.raises(gate.Denied):
        vault.open_seals(actor=held, references=[report.answers.reference], reason="emergency")


def test_an_emergency_offers_no_act_on_the_report(room):
    cast, report = room
    held = broken_by(cast.stranger, report)
    assert queries.permissions_on(held, report) == frozenset()
    for act in (Permission.REPORT_TRIAGE, Permission.REPORT_ANSWER):
        with pytest.raises(gate.Denied):
            queries.report(held, report.reference, act)
    with pytest.raises(gate.Denied):
        intake.write_to_reporter(actor=held, report=report, text="Who are you?", today=TODAY)
    assert queries.permissions_on(cast.officer, report) == {
        Permission.REPORT_TRIAGE,
        Permission.REPORT_ANSWER,
    }


def test_a_wall_around_the_matter_stands_around_its_reports_for_broken_glass_too(room):
    cast, report = room
    held = broken_by(cast.stranger, report)
    cases.keep_away(
        actor=cast.officer,
        matter=report.matter,
        account=people.account_of(cast.stranger),
        source=WallSource.DECLARED,
        today=TODAY,
    )
    for permission in Permission:
        assert not gate.visible(held, permission, Report.objects.filter(pk=report.pk)).exists()
    assert not queries.readable_by(held).exists()
