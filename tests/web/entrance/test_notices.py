"""Whoever loses an account learns of it, and a shared machine keeps nothing of who left."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.access.models import Account
from safeconduct.access.rules import FREE_FAILURES
from safeconduct.post.letters import written
from safeconduct.post.models import Letter
from safeconduct.post.terms import Template
from tests import people
from tests.web.entrance.coming import browser_of, fresh, set_up_app, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "osei@mission.example"
NEW = "seven quiet geese at dusk"


@pytest.fixture
def osei():
    people.house()
    Account.objects.filter(username="osei").update(email=ADDRESS)
    return browser_of("osei")


def test_a_change_of_the_account_is_told_by_a_letter_without_content(osei):
    said = {"old": people.PASSPHRASE, "new": NEW, "again": NEW}
    osei.post("/account/passphrase", said)
    letter = Letter.objects.get()
    assert (letter.address, letter.template) == (ADDRESS, Template.ACCOUNT)
    words = written(letter).body
    assert not [word for word in ("osei", "Osei", NEW, "http", "MINARA") if word in words]


def test_many_changes_in_a_day_are_one_letter(osei):
    set_up_app(osei)
    osei.post("/account/passphrase", {"old": people.PASSPHRASE, "new": NEW, "again": NEW})
    assert Letter.objects.filter(template=Template.ACCOUNT).count() == 1


def test_somebody_with_the_passphrase_who_guesses_at_the_code_is_told_to_its_owner(osei):
    secret = set_up_app(osei)
    Letter.objects.all().delete()
    guessing = Client()
    sign_in(guessing, "osei")
    for _try in range(FREE_FAILURES + 1):
        guessing.post("/account/code", {"code": "000000"})
    assert Letter.objects.get().template == Template.ACCOUNT
    assert fresh(secret)


def test_who_has_no_address_is_told_nothing_and_nothing_breaks(osei):
    Account.objects.update(email="")
    set_up_app(osei)
    assert not Letter.objects.exists()


def test_signing_out_clears_what_the_browser_kept(osei):
    left = osei.post("/desk/sign-out")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert "key" in left.cookies
    assert left.cookies["key"].value == ""
