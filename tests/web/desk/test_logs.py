"""Who did what, in plain words: for a matter's officers, for auditors, and for nobody else."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.test import Client

from safeconduct.access import actions as access
from safeconduct.access import actors, gate
from safeconduct.access.models import Account
from safeconduct.access.terms import Role, WallSource
from safeconduct.audit import checks, duties, queries
from safeconduct.audit.models import Check, Entry
from safeconduct.intake import queries as intake
from safeconduct.vault import receipts
from tests import people
from tests.audit import forging
from tests.people import TODAY
from tests.web.desk.conftest import browser

NOW = datetime.now(UTC)
SECRETS = (b"marked words", b"other words", b"marked name", b"marked note", b"Amina")


def said(page):
    return [entry["sentence"] for entry in page.context["entries"]]


def read(held, desk):
    seal = desk.matter.events.exclude(seal=None).first().seal.reference
    return held.post(
        f"/desk/matters/{desk.matter.reference}/read", {"seal": seal, "reason": "review"}
    )


def test_the_log_of_a_matter_says_who_opened_its_words_and_why(desk):
    osei = browser("osei")
    read(osei, desk)
    page = osei.get(f"/desk/matters/{desk.matter.reference}/log")
    newest = page.context["entries"][0]
    assert newest["sentence"] == "Opened 1 sealed entry of the file"
    assert (newest["by"], newest["why"]) == ("Osei", "To review a decision")
    assert b"Opened the matter" in page.content


def test_the_log_of_a_matter_holds_what_was_done_with_its_reports_before_they_joined(desk):
    page = browser("osei").get(f"/desk/matters/{desk.matter.reference}/log")
    assert {"Acknowledged the report", "Opened a matter from the report"} <= set(said(page))


def test_the_log_of_a_matter_shows_who_was_refused_at_it(desk):
    browser("stranger").get(f"/desk/matters/{desk.matter.reference}")
    newest = browser("osei").get(f"/desk/matters/{desk.matter.reference}/log").context["entries"][0]
    assert (newest["refused"], newest["by"]) == (True, "Stranger")
    assert newest["sentence"] == "Was refused at a page: desk:matter"


def test_what_is_typed_into_an_address_and_is_no_reference_is_not_recorded(desk):
    browser("stranger").get("/desk/matters/what-somebody-typed")
    assert Entry.objects.order_by("seq").last().subject == ""


def test_a_desk_does_not_learn_when_a_reporter_looked_into_the_mailbox(desk):
    report, receipt = people.report_from_amina(desk.cast.minara, key="amina-9")
    box = intake.mailbox(actors.reporter(), receipts.keys(receipt))
    assert box.report == report
    scope = desk.report.reference
    duties.fold_in(datetime(2999, 1, 1, tzinfo=UTC).date())
    assert "report.submit" in {entry.event for entry in queries.of_scopes([scope])}
    forging.lift_the_guards()
    Entry.objects.filter(event="report.submit").update(event="mailbox.read")
    assert "mailbox.read" not in {entry.event for entry in queries.of_scopes([scope])}


@pytest.mark.parametrize("name", ["stranger", "quinn", "rui", "walled"])
def test_a_stranger_learns_nothing_from_the_refusal(desk, name):
    people.somebody("walled", Role.HEADQUARTERS_OFFICER)
    walled = Account.objects.get(username="walled")
    access.wall_off(
        actor=desk.cast.officer,
        account=walled,
        scope=desk.matter.reference,
        source=WallSource.NAMED,
        today=TODAY,
    )
    held = browser(name)
    page = held.get(f"/desk/matters/{desk.matter.reference}/log")
    assert (page.status_code, page.content) == (404, held.get("/desk/no-such-route").content)


def test_an_investigator_works_in_a_matter_without_reading_its_log(desk):
    osei = browser("osei")
    ivo = people.account_of(desk.cast.investigator).reference
    where = f"/desk/matters/{desk.matter.reference}"
    osei.post(f"{where}/team", {"account": ivo, "part": "investigator"})
    held = browser("ivo")
    assert held.get(where).status_code == 200
    assert b"/log" not in held.get(where).content
    assert held.get(f"{where}/log").status_code == 404


def test_no_page_or_file_of_the_auditor_holds_a_number_a_name_in_a_file_or_a_word(desk):
    read(browser("osei"), desk)
    duties.fold_in(datetime(2999, 1, 1, tzinfo=UTC).date())
    quinn = browser("quinn")
    officer = people.account_of(desk.cast.officer).reference
    pages = (
        "/desk/",
        "/desk/audit",
        f"/desk/audit?about={desk.matter.reference}",
        f"/desk/audit?about={desk.report.reference}",
        "/desk/audit?family=subject",
        f"/desk/audit/people/{officer}",
        f"/desk/audit/people/{officer}?show=account",
        "/desk/audit/download?as=csv",
        "/desk/audit/download?as=jsonl",
    )
    for path in pages:
        page = quinn.get(path)
        assert page.status_code == 200, path
        for secret in (*SECRETS, desk.matter.number.encode()):
            assert secret not in page.content, (path, secret)


def test_an_auditor_does_not_learn_from_a_wall_who_is_named_in_a_file(desk):
    held = browser("osei")
    ivo = people.account_of(desk.cast.investigator).reference
    held.post(f"/desk/matters/{desk.matter.reference}/walls", {"account": ivo, "source": "named"})
    page = browser("quinn").get(f"/desk/audit?about={desk.matter.reference}")
    walls = [e for e in page.context["entries"] if e["code"] in {"access.wall", "matter.keep-away"}]
    assert [entry["whom"] for entry in walls] == ["", ""]
    for path in (f"/desk/audit/people/{ivo}?show=account", f"/desk/audit?about={ivo}"):
        assert desk.matter.reference.encode() not in browser("quinn").get(path).content


def test_an_auditor_finds_by_kind_by_person_by_reference_and_by_day(desk):
    quinn = browser("quinn")
    officer = people.account_of(desk.cast.officer).reference
    files = {desk.matter.reference, desk.report.reference}
    every = {entry["code"] for entry in quinn.get("/desk/audit").context["entries"]}
    assert len(every) > 5
    for asked, wanted in (
        ("family=session", lambda e: e["code"].startswith("session.")),
        (f"by={officer}", lambda e: e["by"] == "Osei"),
        (f"about={desk.matter.reference}", lambda e: e["about"] in files),
        (f"since={NOW.date()}&until={NOW.date()}", lambda e: True),
    ):
        found = quinn.get(f"/desk/audit?{asked}").context["entries"]
        assert found, asked
        assert all(map(wanted, found)), asked
    assert quinn.get("/desk/audit?until=2001-01-01").context["entries"] == []
    assert quinn.get("/desk/audit?since=soon&family=nothing&before=x").context["entries"]


def test_an_auditor_turns_the_pages_of_a_filtered_log(desk, monkeypatch):
    monkeypatch.setattr("safeconduct.web.desk.ledger.SIZE", 2)
    quinn, seen, path = browser("quinn"), [], "/desk/audit?family=account"
    while path:
        page = quinn.get(path)
        seen += [entry["seq"] for entry in page.context["entries"]]
        path = f"/desk/audit{page.context['older']}" if page.context["older"] else ""
    expected = Entry.objects.filter(event__startswith="account.").order_by("-seq")
    assert seen == list(expected.values_list("seq", flat=True))


def test_an_auditor_sees_what_one_person_did_and_what_was_done_with_their_account(desk):
    quinn = browser("quinn")
    officer = people.account_of(desk.cast.officer).reference
    did = quinn.get(f"/desk/audit/people/{officer}")
    assert {entry["by"] for entry in did.context["entries"]} == {"Osei"}
    done = quinn.get(f"/desk/audit/people/{officer}?show=account")
    assert "Made the account" in said(done)
    assert {entry["by"] for entry in done.context["entries"]} == {"The system (setup)"}


def test_an_administrator_sees_what_was_done_with_an_account_and_no_file(desk):
    people.somebody("adam", Role.ADMINISTRATOR)
    read(browser("osei"), desk)
    officer = people.account_of(desk.cast.officer).reference
    page = browser("adam").get(f"/desk/people/{officer}/log")
    assert {"Made the account", "Signed in", "Made a key for the account"} <= set(said(page))
    assert {e["code"].partition(".")[0] for e in page.context["entries"]} <= set(
        queries.ABOUT_ACCOUNTS
    )
    assert desk.matter.reference.encode() not in page.content


def test_a_download_holds_what_was_found_and_is_itself_recorded(desk):
    quinn = browser("quinn")
    lines = quinn.get("/desk/audit/download?family=matter&as=jsonl").content.decode().splitlines()
    entries = [json.loads(line) for line in lines]
    assert entries
    assert all(entry["event"].startswith("matter.") for entry in entries)
    assert [e["seq"] for e in entries] == sorted(e["seq"] for e in entries)
    newest = Entry.objects.order_by("seq").last()
    assert (newest.event, json.loads(newest.detail)) == ("audit.download", {"entries": len(lines)})
    page = quinn.get("/desk/audit/download?family=matter&as=csv")
    rows = list(csv.DictReader(io.StringIO(page.content.decode())))
    assert [row["hash"] for row in rows] == [entry["hash"] for entry in entries]
    assert "attachment" in page["Content-Disposition"]
    assert quinn.get("/desk/audit/download?as=exe").status_code == 404


def test_the_whole_log_is_read_by_a_duty_and_the_page_tells_its_newest_answer(desk):
    quinn = browser("quinn")
    assert b"The log holds" not in quinn.get("/desk/audit").content
    for _ in range(2):
        assert quinn.post("/desk/audit/verify").status_code == 302
    assert Check.objects.count() == 1
    assert b"The log is being read" in quinn.get("/desk/audit").content
    assert answered() == 1
    page = quinn.get("/desk/audit").content
    assert b"The log holds" in page
    assert b"Check the whole log" in page
    assert answered() == 0
    forging.lift_the_guards()
    Entry.objects.filter(seq=3).update(event="nothing.happened")
    quinn.post("/desk/audit/verify")
    answered()
    page = quinn.get("/desk/audit").content
    assert b"The log does not hold" in page
    assert b"Entry 3: was altered" in page


def answered():
    return checks.run(actor=actors.system("audit"), now=datetime.now(UTC), trusted=(), witness=None)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_and_a_failed_sign_in_outlast_the_act_they_stopped(monkeypatch):
    """No transaction of a test around it: what is found was committed by the request itself."""
    assert not configured.DATABASES["default"].get("ATOMIC_REQUESTS")
    people.house()
    nobody = Client()
    nobody.post("/desk/sign-in", {"username": "osei", "passphrase": "wrong"})
    held = browser("osei")

    @transaction.atomic
    def act_and_be_refused(*_args, **_kwargs):
        Check.objects.create(asked_by="x", asked_at=NOW)
        raise gate.Denied("x")

    monkeypatch.setattr("safeconduct.web.desk.today.show", act_and_be_refused)
    assert held.get("/desk/").status_code == 404
    refused = Entry.objects.filter(reason="refused").order_by("seq")
    assert [entry.event for entry in refused] == ["session.sign-in.desk", "door.desk:today"]
    assert not Check.objects.exists()
    assert list(queries.verify()) == []
