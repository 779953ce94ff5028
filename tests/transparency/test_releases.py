"""Who may compile and publish, and that what was published stays as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from safeconduct.access import gate
from safeconduct.audit import queries as audit
from safeconduct.audit.models import Entry
from safeconduct.cases import actions as cases
from safeconduct.cases import register
from safeconduct.cases.actions.allegations import Charge
from safeconduct.cases.actions.people import Snapshot
from safeconduct.cases.terms import Act, SubjectKind
from safeconduct.transparency import actions, published, queries, rounding, tables
from safeconduct.transparency.models import PublishedCell, PublishedTable, Release
from safeconduct.transparency.terms import Series
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
FROZEN = "a published release is frozen"


def allegation(cast, *, conduct="sea-rape", category="mc", received_on=TODAY, victims=1):
    """One assessed allegation in a matter of its own."""
    matter = cases.open_matter(
        actor=cast.officer, mission=cast.minara, received_on=received_on, today=TODAY
    )
    subject = cases.add_subject(
        actor=cast.officer,
        matter=matter,
        kind=SubjectKind.KNOWN,
        snapshot=Snapshot(category=category, state="RO"),
        today=TODAY,
    )
    victims = [
        cases.add_victim(
            actor=cast.officer, matter=matter, age_band="adult", sex="female", today=TODAY
        )
        for _ in range(victims)
    ]
    made = cases.allege(
        actor=cast.officer,
        matter=matter,
        subject=subject,
        charge=Charge(conduct=conduct, incident_from=received_on - timedelta(days=400)),
        received_on=received_on,
        victims=victims,
        today=TODAY,
    )
    return cases.move(actor=cast.officer, allegation=made, act=Act.ASSESS, today=TODAY)


def compiled(cast, *, seed=None):
    return actions.compile_release(actor=cast.statistician, as_of=TODAY, today=TODAY, seed=seed)


def put_out(cast, release, today=TODAY):
    return actions.publish(actor=cast.statistician, release=release, today=today)


def test_five_allegations_become_a_public_figure_of_five():
    cast = people.house()
    for _ in range(5):
        allegation(cast)
    put_out(cast, compiled(cast))
    (release,) = published.releases()
    grid = published.by_mission(release, Series.SEA_ALLEGATIONS)
    assert (grid.years, grid.totals) == ((2026,), {0: 5, 2026: 5})
    assert grid.rows == {"MINARA": {0: 5, 2026: 5}}
    across = published.by_category(release, Series.SEA_ALLEGATIONS)
    assert {code: row[2026] for code, row in across.rows.items() if row[2026]} == {"military": 5}


def test_three_allegations_are_never_printed_as_three():
    cast = people.house()
    for _ in range(3):
        allegation(cast, victims=2)
    allegation(cast, conduct="curfew", victims=0)
    put_out(cast, compiled(cast))
    values = set(PublishedCell.objects.values_list("value", flat=True))
    assert values <= {0, 5, 10}


def test_the_register_gives_codes_days_and_keys_and_nothing_else():
    cast = people.house()
    made = allegation(cast)
    (row,) = register.rows(cast.statistician, TODAY)
    assert (row.mission, row.category, row.group, row.contributor) == (
        "MINARA",
        "mc",
        "military",
        "RO",
    )
    assert (row.sea, row.persons, row.confirmed, row.completed) == (True, 1, True, False)
    assert row.incident.startswith(made.matter.reference)
    assert row.incident_year == (TODAY - timedelta(days=400)).year
    assert len(row.victims) == 1


def test_what_arrives_after_the_day_is_not_counted():
    cast = people.house()
    allegation(cast)
    assert list(register.rows(cast.statistician, TODAY - timedelta(days=1))) == []


@pytest.mark.parametrize("name", ["officer", "stranger", "investigator", "state", "auditor"])
def test_who_is_no_statistician_neither_counts_nor_compiles_nor_publishes(name):
    cast = people.house()
    actor, waiting = getattr(cast, name), compiled(cast)
    with pytest.raises(gate.Denied):
        register.rows(actor, TODAY)
    with pytest.raises(gate.Denied):
        actions.compile_release(actor=actor, as_of=TODAY, today=TODAY)
    with pytest.raises(gate.Denied):
        actions.publish(actor=actor, release=waiting, today=TODAY)
    with pytest.raises(gate.Denied):
        queries.releases(actor)
    with pytest.raises(gate.Denied):
        queries.release(actor, waiting.reference)
    assert published.latest() is None


def test_headquarters_compiles_but_does_not_publish():
    cast = people.house()
    waiting = actions.compile_release(actor=cast.headquarters, as_of=TODAY, today=TODAY)
    with pytest.raises(gate.Denied):
        actions.publish(actor=cast.headquarters, release=waiting, today=TODAY)


def test_an_unknown_release_looks_like_a_forbidden_one():
    with pytest.raises(gate.Denied):
        queries.release(people.house().statistician, "no-such-release")


def test_what_waits_is_listed_before_what_is_out():
    cast = people.house()
    first = put_out(cast, compiled(cast))
    second = compiled(cast)
    assert list(queries.releases(cast.statistician)) == [second, first]
    assert queries.release(cast.statistician, first.reference) == first


def test_compiling_and_publishing_are_on_the_record():
    cast = people.house()
    release = put_out(cast, compiled(cast))
    entries = Entry.objects.filter(subject=release.reference).order_by("seq")
    assert [(e.event, e.actor) for e in entries] == [
        ("release.compile", cast.statistician.reference),
        ("release.publish", cast.statistician.reference),
    ]
    assert list(audit.verify()) == []


def test_nothing_is_public_before_it_is_published():
    cast = people.house()
    for _ in range(5):
        allegation(cast)
    release = compiled(cast)
    assert published.latest() is None
    assert (published.releases(), published.vintages(Series.VICTIMS)) == ([], [])
    unofficial = published.Cleared(release.reference, TODAY, TODAY, "", "", "")
    assert published.by_mission(unofficial, Series.SEA_ALLEGATIONS).totals == {}


def test_a_published_release_is_not_published_twice():
    cast = people.house()
    release = put_out(cast, compiled(cast))
    with pytest.raises(actions.Refused, match="was published on"):
        put_out(cast, release)


def test_figures_of_a_day_to_come_are_refused():
    cast = people.house()
    with pytest.raises(actions.Refused, match="not after"):
        actions.compile_release(
            actor=cast.statistician, as_of=TODAY + timedelta(days=1), today=TODAY
        )


def test_an_altered_draft_is_not_published():
    cast = people.house()
    release = compiled(cast)
    PublishedCell.objects.filter(table__release=release).update(value=50)
    with pytest.raises(actions.Refused, match="altered"):
        put_out(cast, release)


def test_a_draft_that_does_not_add_up_is_not_published(monkeypatch):
    cast = people.house()
    release = compiled(cast)
    PublishedCell.objects.filter(table__release=release, category="police").update(value=5)
    monkeypatch.setattr(tables, "fingerprint", lambda content: release.hash)
    with pytest.raises(actions.Refused, match="do not add up"):
        put_out(cast, release)


def test_without_a_rounding_nothing_is_kept(monkeypatch):
    def no_time(counts, sums, *, seed):
        raise rounding.NoRounding("No rounding that adds up was found in 30 seconds.")

    cast = people.house()
    monkeypatch.setattr(rounding, "controlled", no_time)
    with pytest.raises(
        actions.Refused, match=r"Nothing was compiled\. sea-allegations: No rounding"
    ):
        compiled(cast)
    assert not Release.objects.exists()


def refused_by_the_database(change):
    with pytest.raises(DatabaseError, match=FROZEN), transaction.atomic():
        change()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Release, {"as_of": date(2020, 1, 1)}),
        (PublishedTable, {"rule": "R1"}),
        (PublishedCell, {"value": 500}),
    ],
)
def test_nothing_of_a_published_release_can_be_changed_or_removed(model, change):
    cast = people.house()
    release = put_out(cast, compiled(cast))
    refused_by_the_database(lambda: model.objects.update(**change))
    refused_by_the_database(lambda: model.objects.all()._raw_delete("default"))
    assert published.latest().hash == release.hash


def test_nothing_can_be_added_to_a_published_release():
    cast = people.house()
    release = put_out(cast, compiled(cast))
    table = release.tables.first()
    refused_by_the_database(lambda: PublishedCell.objects.create(table=table, year=1999, value=5))
    refused_by_the_database(
        lambda: PublishedTable.objects.create(release=release, series="x", shape="x", rule="R1")
    )


def test_the_database_takes_no_small_count():
    table = compiled(people.house()).tables.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedCell.objects.create(table=table, year=1999, value=3)


def test_an_unchanged_register_is_printed_as_before():
    cast = people.house()
    for category in ("mc", "unpol", "int", "mc", "mc", "mc", "ns"):
        allegation(cast, category=category)
    first, second = put_out(cast, compiled(cast)), put_out(cast, compiled(cast))
    assert first.seed == second.seed
    assert first.hash == second.hash
    assert [r.reference for r in published.releases()] == [second.reference, first.reference]
    (_, newest), (_, oldest) = published.vintages(Series.SEA_ALLEGATIONS)
    assert newest == oldest


def test_reference_figures_keep_every_vintage():
    years = {p.year: p for p in published.printed_by_the_un("field-sea-allegations")}
    assert years[2011].restated
    assert [f.value for f in years[2011].vintages] == [74, 75]


def test_every_category_has_a_name():
    assert all(published.category_label(code) for code in tables.categories())
