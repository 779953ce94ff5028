"""The link for the first time: it opens once, a look spends nothing, and no page says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.access import actions as access
from safeconduct.access.models import Invitation
from safeconduct.access.terms import Role
from safeconduct.vault.models import Keyring, Wrap
from tests import people
from tests.people import SETUP
from tests.web.entrance.coming import is_in, set_up_app, sign_in
from tests.web.entrance.test_account import browser_of

pytestmark = pytest.mark.django_db
NEW = "seven quiet geese at dusk"


@pytest.fixture
def invited():
    """A path for Nia, who has an account, a post and nothing to come in with."""
    account = access.admit(actor=SETUP, username="nia", name="Nia", passphrase="")
    access.appoint(actor=SETUP, account=account, role=Role.AUDITOR)
    return path_for(account)


def path_for(account):
    from_now = timezone.localdate()
    token = access.invite(actor=SETUP, account=account, today=from_now)
    return f"/account/invitation/{token}"


def accept(path, new=NEW, again=NEW, browser=None):
    return (browser or Client()).post(path, {"new": new, "again": again})


def test_the_link_sets_a_passphrase_makes_a_key_and_leads_to_the_second_factor(invited):
    browser = Client()
    assert accept(invited, browser=browser)["Location"] == "/account/second-factor"
    page = browser.get("/desk/")
    assert not page.context["locked"]
    assert Keyring.objects.get(account__username="nia")
    again = Client()
    sign_in(again, "nia", NEW)
    assert not again.get("/desk/").context["locked"]


def test_looking_at_the_link_spends_nothing(invited):
    for _look in range(3):
        assert Client().get(invited).status_code == 200
        Client().head(invited)
    assert accept(invited).status_code == 302


def test_a_link_that_was_used_is_too_old_or_never_was_shows_one_page(invited):
    fresh = Client().get(invited).content
    accept(invited)
    pages = {Client().get(invited).content, accept(invited).content}
    Invitation.objects.update(
        used_on=None, made_on="2020-01-01", expires_on=people.TODAY - timedelta(days=400)
    )
    pages |= {Client().get(invited).content, accept(invited).content}
    unknown = "/account/invitation/never-was"
    pages |= {Client().get(unknown).content, accept(unknown).content}
    assert len(pages) == 1
    assert fresh not in pages


@pytest.mark.parametrize("said", [("short", "short"), (NEW, "other"), ("nia nia nia nia!",) * 2])
def test_a_bad_passphrase_spends_nothing_and_makes_no_key(invited, said):
    assert accept(invited, *said).status_code == 200
    assert not Wrap.objects.filter(keyring__account__username="nia").exists()
    assert accept(invited).status_code == 302


def test_the_address_of_the_link_is_told_to_nobody(invited):
    for answer in (Client().get(invited), Client().get("/account/invitation/never-was")):
        assert answer["Referrer-Policy"] == "strict-origin"
        assert b'content="strict-origin"' in answer.content
        assert answer["Cache-Control"] == "no-store"


def test_somebody_invited_again_still_owes_the_second_factor_and_old_sessions_end():
    cast = people.house()
    before = browser_of("osei")
    set_up_app(before)
    newcomer = Client()
    path = path_for(people.account_of(cast.officer))
    assert accept(path, browser=newcomer)["Location"] == "/account/code"
    assert not is_in(newcomer)
    assert not is_in(before)


def test_a_lost_key_is_replaced_and_what_it_opened_stays_shut():
    cast = people.house()
    report, _receipt = people.report_from_amina(cast.minara)
    old = people.keyring_of(cast.officer)
    browser = Client()
    accept(path_for(people.account_of(cast.officer)), browser=browser)
    fresh = people.keyring_of(cast.officer)
    assert bytes(fresh.public) != bytes(old.public)
    page = browser.post(f"/desk/reports/{report.reference}/read", {"reason": "assess"})
    assert b"What happened" not in page.content
