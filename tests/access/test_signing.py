"""Invitations, passphrases and sessions: who may act on whose, and what nobody gets back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.access import actions as access
from safeconduct.access import queries
from safeconduct.access.gate import Denied
from safeconduct.access.models import Invitation, Session
from safeconduct.audit.models import Entry
from tests import people
from tests.people import SETUP, TODAY

pytestmark = pytest.mark.django_db
NEW = "seven quiet geese at dusk"


@pytest.fixture
def cast():
    return people.house()


def invited(actor):
    return access.invite(actor=SETUP, account=people.account_of(actor), today=TODAY)


def session_of(actor, key="k"):
    return Session.objects.create(
        session_key=key,
        account_id=actor.account,
        expire_date=timezone.now() + timedelta(hours=1),
    )


def test_a_stranger_invites_nobody_and_resets_nobody(cast):
    osei = people.account_of(cast.officer)
    for act in (
        lambda: access.invite(actor=cast.stranger, account=osei, today=TODAY),
        lambda: access.end_sessions(actor=cast.stranger, account=osei),
        lambda: access.reset_second_factor(actor=cast.stranger, account=osei),
    ):
        with pytest.raises(Denied):
            act()
    assert not Invitation.objects.exists()


def test_an_invitation_opens_once_and_until_its_day(cast, settings):
    last = TODAY + timedelta(days=settings.INVITATION_DAYS)
    token = invited(cast.officer)
    assert queries.account_invited(token, last)
    assert not queries.account_invited(token, last + timedelta(days=1))
    with pytest.raises(access.Expired):
        access.accept_invitation(token=token, passphrase=NEW, today=last + timedelta(days=1))
    account = access.accept_invitation(token=token, passphrase=NEW, today=last)
    assert account.check_password(NEW)
    with pytest.raises(access.Expired):
        access.accept_invitation(token=token, passphrase="another one again", today=last)
    account.refresh_from_db()
    assert account.check_password(NEW)


def test_a_second_invitation_shuts_the_first(cast):
    first, second = invited(cast.officer), invited(cast.officer)
    assert not queries.account_invited(first, TODAY)
    assert queries.account_invited(second, TODAY)


def test_the_token_stands_in_no_table_and_no_log(cast):
    token = invited(cast.officer)
    rows = [*Invitation.objects.values_list(), *Entry.objects.values_list()]
    assert token not in str(rows)


def test_an_invitation_to_a_closed_account_opens_nothing(cast):
    token = invited(cast.officer)
    account = people.account_of(cast.officer)
    account.is_active = False
    account.save()
    assert not queries.account_invited(token, TODAY)


def test_an_account_that_was_only_invited_has_no_passphrase():
    account = access.admit(actor=SETUP, username="new", name="New", passphrase="")
    assert not account.has_usable_password()
    assert not account.check_password("")


def test_an_invitation_that_is_taken_up_ends_every_session(cast):
    session_of(cast.officer)
    access.accept_invitation(token=invited(cast.officer), passphrase=NEW, today=TODAY)
    assert not Session.objects.exists()


def test_nobody_ends_a_single_session_of_somebody_else(cast):
    place = session_of(cast.officer)
    assert not access.end_session(actor=cast.stranger, reference=place.reference)
    assert not access.end_session(actor=SETUP, reference=place.reference)
    assert access.end_session(actor=cast.officer, reference=place.reference)


def test_an_administrator_signs_somebody_out_everywhere_and_it_is_recorded(cast):
    for key in "abc":
        session_of(cast.officer, key)
    session_of(cast.stranger, "d")
    assert access.end_sessions(actor=SETUP, account=people.account_of(cast.officer)) == 3
    assert Session.objects.get().account_id == cast.stranger.account
    assert Entry.objects.filter(event="session.end").count() == 1


def test_ones_own_sessions_end_but_for_the_one_that_is_kept(cast):
    for key in "abc":
        session_of(cast.officer, key)
    own = people.account_of(cast.officer)
    assert access.end_sessions(actor=cast.officer, account=own, keep="b") == 2
    assert [s.session_key for s in queries.sessions_of(cast.officer)] == ["b"]


def test_nobody_lists_the_sessions_of_somebody_else(cast):
    session_of(cast.officer)
    Session.objects.create(session_key="x", expire_date=timezone.now() + timedelta(hours=1))
    assert list(queries.sessions_of(cast.stranger)) == []
    assert list(queries.sessions_of(SETUP)) == []
