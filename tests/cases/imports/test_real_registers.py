"""The two real registers, each whole: every row taken or refused, and the counts reconcile."""

import csv
from collections import Counter

import pytest
from click.testing import CliRunner

from safeconduct.base.reports import Outcome
from safeconduct.cases.actions import imports
from safeconduct.cases.imports import opening, reading
from safeconduct.cases.imports.files import Keys, gather
from safeconduct.cases.models import Allegation, Batch, Finding, Matter, Measure, Subject
from safeconduct.site.commands import import_
from tests import outside, people
from tests.cases.imports.made_up import KEY, dump

PHILADELPHIA = "register_philadelphia.csv"
SHORTEST = len("13-0001-")
NYC = "register_nyc_penalties.csv"
pytestmark = [pytest.mark.outside, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _readers():
    people.house()


def load(file, name):
    """Bring a file in whole; returns its rows as a plain reader sees them, and the report."""
    place = outside.file(file)
    register = reading.load(name)
    sheet, digest = opening.read(place, register)
    keys = Keys(KEY, register.source)
    report, _batch = imports.take_in(
        actor=people.SETUP,
        register=register,
        source=imports.Source(place.name, len(sheet.rows), digest, keys.check),
        gathered=gather(register, sheet, keys),
        today=people.TODAY,
    )
    with place.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines)), report


def test_philadelphia_is_loaded_whole():
    rows, report = load(PHILADELPHIA, "philadelphia")
    totals = report.totals()
    assert report.complete
    assert totals[Outcome.ADDED] + totals[Outcome.REFUSED] == len(rows) == 11_313
    assert totals[Outcome.REFUSED] == 1  # the same charge against the same officer, twice
    assert Matter.objects.count() == len({row["complaint_id"] for row in rows}) == 4_861
    assert Subject.objects.count() == len({row["officer_complaint_id"] for row in rows})
    assert Allegation.objects.count() == 11_312
    found = Counter(row["investigative_findings"] for row in rows)
    results = Counter(Finding.objects.values_list("result", flat=True))
    assert results["substantiated"] == found["Sustained Finding"]
    assert results["unsubstantiated"] == pytest.approx(found["No Sustained Findings"], abs=1)
    states = Counter(Allegation.objects.values_list("state", flat=True))
    assert states["investigating"] == found["Pending"]
    assert states["insufficient"] == found["Not Applicable"]
    training = sum(row["disciplinary_findings"] == "Training/Counseling" for row in rows)
    assert Measure.objects.filter(kind="training").count() == training
    assert none_in_the_clear([row["officer_complaint_id"] for row in rows])
    unknown = {
        r["officer_complaint_id"]
        for r in rows
        if not r["officer_initials"].strip() + r["officer_id"]
    }
    assert Subject.objects.filter(kind="unknown").count() == len(unknown)


def test_new_york_is_loaded_whole():
    rows, report = load(NYC, "nyc")
    assert report.complete
    assert report.totals()[Outcome.ADDED] == len(rows) == 10_664
    assert Matter.objects.count() == len({row["Complaint Id"] for row in rows}) == 7_274
    assert Allegation.objects.count() == len(rows)
    assert Finding.objects.filter(stage="recommended").count() == len(rows)
    pending = sum(row["APU Case Status"] == "Pending" for row in rows)
    assert Allegation.objects.filter(state="reported").count() == pending
    assert Finding.objects.filter(stage="final").count() == len(rows) - pending
    assert none_in_the_clear([row["Tax ID"] for row in rows])
    years = Counter(row["Complaint Id"][:4] for row in rows)
    received = Counter(
        str(on.year) for on in Allegation.objects.values_list("received_on", flat=True)
    )
    assert received == years
    assert set(Allegation.objects.values_list("received_precision", flat=True)) == {"year"}
    no_penalty = sum(row["NYPD Officer Penalty"] == "No penalty" for row in rows)
    assert Measure.objects.filter(kind="none", progress="decided").count() == no_penalty
    assert not any(n.rule.name == "fallback" for line in report.lines for n in line.notes)


def none_in_the_clear(identifiers):
    """Whether none of a sample of identifiers that name a person stands in the database."""
    sample = [found for found in identifiers[:: len(identifiers) // 50] if len(found) > SHORTEST]
    stored = repr(dump())
    return len(sample) > 40 and not any(identifier in stored for identifier in sample)


def test_the_command_takes_a_whole_register_twice_and_back():
    words = ["register", str(outside.file(PHILADELPHIA)), "--mapping", "philadelphia"]
    first = CliRunner().invoke(import_.command, words)
    assert "11312 added, 0 changed, 0 unchanged, 0 nothing to store, 1 refused" in first.output
    second = CliRunner().invoke(import_.command, words)
    assert "0 added, 0 changed, 11312 unchanged, 0 nothing to store, 1 refused" in second.output
    undone = CliRunner().invoke(import_.command, ["undo", Batch.objects.get().reference])
    assert "4861 matters removed, 0 restored" in undone.output
    assert not Matter.objects.exists()
