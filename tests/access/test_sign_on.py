"""The organisation's own sign-on opens exactly the account an administrator opened to somebody."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.access import actions as access
from safeconduct.access import queries
from safeconduct.access.gate import Denied
from safeconduct.access.models import Account, SignOn
from safeconduct.audit.models import Entry
from tests import people
from tests.people import TODAY

pytestmark = pytest.mark.django_db
SUBJECT, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def cast():
    return people.house()


@pytest.fixture
def osei(cast):
    account = people.account_of(cast.officer)
    access.provision_sign_on(
        actor=people.SETUP, account=account, identifier=" Osei@Example.org ", today=TODAY
    )
    return account


def test_whoever_was_provisioned_finds_their_account_in_any_height_of_letters(osei):
    for said in ("osei@example.org", "OSEI@EXAMPLE.ORG"):
        assert queries.account_signed_on(said, SUBJECT) == osei
    assert queries.account_signed_on("osei@example.com", SUBJECT) is None
    assert queries.account_signed_on("", SUBJECT) is None


def test_letters_that_only_look_alike_are_somebody_else(osei):
    assert (
        queries.account_signed_on("o\N{LATIN SMALL LETTER LONG S}ei@example.org", SUBJECT) is None
    )


@given(said=st.text(max_size=40))
def test_comparing_twice_changes_nothing(said):
    assert SignOn.plain(SignOn.plain(said)) == SignOn.plain(said)


def test_once_bound_no_other_subject_comes_in_under_the_same_identifier(osei):
    access.bind_sign_on(actor=osei.actor(), subject=SUBJECT)
    access.bind_sign_on(actor=osei.actor(), subject=SUBJECT)
    assert queries.account_signed_on("osei@example.org", SUBJECT) == osei
    assert queries.account_signed_on("osei@example.org", OTHER) is None
    with pytest.raises(Denied):
        access.bind_sign_on(actor=osei.actor(), subject=OTHER)
    assert Entry.objects.filter(event="account.sign-on.bind").count() == 1


def test_provisioning_anew_forgets_whom_the_provider_meant_before(osei):
    access.bind_sign_on(actor=osei.actor(), subject=SUBJECT)
    access.provision_sign_on(
        actor=people.SETUP, account=osei, identifier="osei@example.org", today=TODAY
    )
    assert queries.account_signed_on("osei@example.org", OTHER) == osei
    assert SignOn.objects.count() == 1


def test_one_person_of_the_provider_has_one_account(cast, osei):
    ivo = people.account_of(cast.investigator)
    with pytest.raises(access.Taken):
        access.provision_sign_on(
            actor=people.SETUP, account=ivo, identifier="osei@example.org", today=TODAY
        )
    access.provision_sign_on(actor=people.SETUP, account=ivo, identifier="ivo", today=TODAY)
    access.bind_sign_on(actor=osei.actor(), subject=SUBJECT)
    with pytest.raises(IntegrityError), transaction.atomic():
        access.bind_sign_on(actor=ivo.actor(), subject=SUBJECT)


def test_an_inactive_account_and_a_withdrawn_sign_on_let_nobody_in(osei):
    Account.objects.filter(pk=osei.pk).update(is_active=False)
    assert queries.account_signed_on("osei@example.org", SUBJECT) is None
    Account.objects.filter(pk=osei.pk).update(is_active=True)
    assert access.withdraw_sign_on(actor=people.SETUP, account=osei)
    assert not access.withdraw_sign_on(actor=people.SETUP, account=osei)
    assert queries.account_signed_on("osei@example.org", SUBJECT) is None


def test_only_an_administrator_opens_or_closes_an_account_to_the_sign_on(cast, osei):
    for outsider in (cast.officer, cast.stranger, cast.headquarters, cast.auditor):
        with pytest.raises(Denied):
            access.provision_sign_on(actor=outsider, account=osei, identifier="x", today=TODAY)
        with pytest.raises(Denied):
            access.withdraw_sign_on(actor=outsider, account=osei)


def test_who_was_never_provisioned_binds_nothing(cast):
    with pytest.raises(Denied):
        access.bind_sign_on(actor=cast.stranger, subject=SUBJECT)


def test_the_log_names_no_address(osei):
    entry = Entry.objects.get(event="account.sign-on")
    assert "example" not in f"{entry.detail}{entry.reason}{entry.subject}".lower()
