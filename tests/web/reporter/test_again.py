"""Something else is told from an open mailbox: nothing is asked twice, nothing leads back."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from safeconduct.access import actors, gate
from safeconduct.audit.models import Held
from safeconduct.flow import rules, tickets
from safeconduct.flow.models import Bucket
from safeconduct.intake import actions as intake
from safeconduct.intake import drafts, form, queries
from safeconduct.intake.models import Draft, Report
from safeconduct.vault import actions as vault
from tests import people
from tests.flow import working
from tests.people import TODAY
from tests.web.reporter import walking

pytestmark = pytest.mark.django_db
BOX = "/report/en/mailbox"
NAME, REACH = "Amina Canary", "The market canary"
SAID = {"you": {"name": NAME, "reach": REACH}}


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def first(client, cast):
    """A report that was sent; its receipt. The browser has opened its mailbox."""
    walking.fill(client, **SAID)
    receipt = walking.send(client)
    client.post("/report/en/receipt/kept", {"skip": "1"})
    client.post(BOX, {"receipt": receipt})
    return Report.objects.get()


def again(client: Client, **chosen: str) -> str:
    """Start the other report; return the page it begins with."""
    return client.post(f"{BOX}/again", chosen)["Location"].rpartition("/")[2]


def say(client: Client, code: str, **said: object) -> str:
    answer = client.post(f"/report/en/question/{code}", said)
    assert answer.status_code == 302
    return answer["Location"].rpartition("/")[2]


def tell_the_rest(client: Client, **chosen: str) -> Report:
    """Tell what is asked, send it, and return the new report."""
    before = set(Report.objects.values_list("pk", flat=True))
    again(client, **chosen)
    client.post("/report/en/question/what", {"what": "She sold the food."})
    walking.send(client)
    return Report.objects.exclude(pk__in=before).get()


def test_what_somebody_said_of_themselves_is_not_asked_again(client, first):
    assert again(client) == "danger"
    assert say(client, "danger", danger="no") == "victim"
    assert say(client, "victim", victim="other") == "age"
    assert say(client, "age", age="no") == "what"
    shown = client.get("/report/en/question/what").content.decode()
    assert "Already told" in shown
    for code in ("relation", "mission"):
        assert f"/report/en/question/{code}" in shown
    assert "MINARA" in shown
    assert say(client, "files", **{"go-on": "1"}) == "check"


def test_what_happened_before_stays_in_the_report_it_was_said_in(client, first):
    again(client)
    told = drafts.read(walking.token(client))["answers"]
    assert set(told) == {"relation", "mission", "contact", "name", "reach"}


def test_each_answer_can_be_changed_and_taken_out(client, first):
    again(client)
    say(client, "mission", mission="unknown")
    say(client, "contact", contact="here")
    answers = drafts.read(walking.token(client))["answers"]
    assert (answers["mission"], answers["contact"]) == ("unknown", "here")
    say(client, "relation", skip="1")
    assert "relation" not in drafts.read(walking.token(client))["answers"]
    assert say(client, "age", age="no") == "relation"


def test_a_page_that_is_changed_counts_among_none_and_repeats_nothing(client, first):
    again(client)
    for code in ("mission", "you"):
        page = client.get(f"/report/en/question/{code}")
        assert "of about" not in page.content.decode()
        assert page.context["told"] == []


def test_whoever_found_the_receipt_is_not_shown_who_wrote(client, first):
    again(client)
    pages = (f"{BOX}", f"{BOX}/again", "/report/en/question/you", "/report/en/check")
    for page in pages:
        shown = client.get(page).content.decode()
        assert NAME not in shown
        assert REACH not in shown
    assert "not shown here" in client.get("/report/en/check").content.decode()
    marks = {drafts.mark({"name": NAME, "reach": REACH}), drafts.mark({"name": NAME})}
    assert client.get("/report/en/question/you").context["seen"] not in marks


def test_a_name_that_is_not_shown_stays_unless_it_is_replaced_or_taken_out(client, first):
    again(client)
    say(client, "you", name="", reach="", safely="")
    assert drafts.read(walking.token(client))["answers"]["name"] == NAME
    say(client, "you", name="Another", reach="", safely="")
    assert drafts.read(walking.token(client))["answers"]["name"] == "Another"
    assert "Another" in client.get("/report/en/check").content.decode()
    again(client)
    say(client, "you", skip="1")
    assert "name" not in drafts.read(walking.token(client))["answers"]


def test_the_new_report_has_its_own_receipt_and_leads_to_no_other(client, cast, first):
    new = tell_the_rest(client)
    receipt = walking.receipt(client)
    box = queries.mailbox_for(actors.reporter(), receipt)
    assert box.report == new
    with pytest.raises(gate.Denied):
        intake.read_own_answers(actor=box.actor, report=first)
    for one, other in ((first, new), (new, first)):
        row = json.dumps(
            {f.attname: str(getattr(one, f.attname)) for f in Report._meta.concrete_fields}
        )
        assert other.reference not in row
    assert {first.lookup, first.mailbox_id, first.compartment_id}.isdisjoint(
        {new.lookup, new.mailbox_id, new.compartment_id}
    )
    told = vault.open_seals(
        actor=box.actor,
        references=[new.answers.reference, new.identity.reference],
        reason="mailbox",
    )
    words = " ".join(told.values())
    assert NAME in told[new.identity.reference]
    assert NAME not in told[new.answers.reference]
    assert first.reference not in words
    assert form.WROTE_BEFORE not in words


def test_that_somebody_wrote_before_is_said_only_if_they_choose_to_and_without_a_reference(
    client, cast, first
):
    page = client.get(f"{BOX}/again").content.decode()
    assert "not linked" in page
    assert "checked" not in page
    assert "wrote to us before" not in client.get("/report/en/check").content.decode()
    again(client, say="1")
    assert "wrote to us before" in client.get("/report/en/check").content.decode()
    new = tell_the_rest(client, say="1")
    (told,) = vault.open_seals(
        actor=queries.mailbox_for(actors.reporter(), walking.receipt(client)).actor,
        references=[new.answers.reference],
        reason="mailbox",
    ).values()
    assert first.reference not in told
    said = form.lines(new.form, json.loads(told))[-1]
    assert "wrote to us before" in said.said


def test_it_is_opened_when_it_is_asked_for_and_recorded_as_the_mailbox_is(client, first):
    client.get(f"{BOX}/again")
    assert not Held.objects.filter(event="seal.open").exists()
    again(client)
    entries = Held.objects.filter(event="seal.open")
    assert {entry.reason for entry in entries} == {"mailbox"}
    assert {entry.subject for entry in entries} == {first.reference}


def test_nothing_of_it_lies_anywhere_before_or_beside_the_new_draft(client, first):
    before = Draft.objects.count()
    client.get(f"{BOX}/again")
    assert Draft.objects.count() == before
    answer = client.post(f"{BOX}/again")
    assert Draft.objects.count() == before + 1
    assert "MINARA" not in answer["Location"] + answer.cookies.output()
    client.get("/report/leave")
    assert not Draft.objects.exists()


def test_somebody_who_asked_not_to_be_contacted_since_is_asked_anew(client, first):
    client.post(f"{BOX}/contact", {"no": "1"})
    again(client)
    told = drafts.read(walking.token(client))["answers"]
    assert set(told) == {"relation", "mission"}


def test_a_mission_that_takes_no_reports_any_more_and_one_that_nobody_knew_are_asked(cast):
    for said in ("unknown", "GONE", ["MINARA"], {"a": 1}):
        kept = form.lasting(form.current(), {"mission": said}, today=TODAY, missions=["MINARA"])
        assert not kept


def test_a_child_is_not_asked_again_whether_they_are_one(client, cast):
    walking.begin(client)
    client.post("/report/en/question/age", {"age": "yes"})
    client.post("/report/en/question/what", {"what": "He hit me."})
    receipt = walking.send(client)
    client.post(BOX, {"receipt": receipt})
    again(client)
    assert say(client, "victim", victim="me") == "young"
    assert "/report/en/question/age" in client.get("/report/en/question/young").content.decode()


def test_a_crowd_is_waited_for_here_too_and_what_was_chosen_is_kept(client, first, settings):
    settings.REPORTS_PER_MINUTE = 1
    Bucket.objects.update(left=0, tick=int(time.time()) // rules.TICK)
    at = client.post(f"{BOX}/again", {"say": "1"})["Location"]
    assert at.startswith("/report/en/wait?")
    page = client.get(at).content.decode()
    assert f'action="{BOX}/again"' in page
    assert '<input type="hidden" name="say" value="1">' in page
    ticket = parse_qs(urlsplit(at).query)["ticket"][0]
    proof = working.solve(tickets.read(ticket, int(time.time())).name)
    assert again(client, say="1", ticket=ticket, proof=proof) == "danger"
    content = drafts.read(walking.token(client))
    assert content["say_so"]
    assert content["answers"]["mission"] == "MINARA"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_without_an_open_mailbox_begins_nothing_with_it(client, first, method):
    stranger = Client()
    answer = getattr(stranger, method)(f"{BOX}/again")
    assert answer.status_code == (302 if method == "get" else 410)
    assert Draft.objects.count() == 1  # the open mailbox


def test_no_officer_opens_what_a_reporter_said_in_this_way(cast, first):
    for somebody in (cast.officer, cast.stranger, actors.reporter()):
        with pytest.raises(gate.Denied):
            intake.read_own_answers(actor=somebody, report=first)
