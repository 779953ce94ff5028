"""That somebody asked why is itself recorded, and only who manages accounts may ask."""

from __future__ import annotations

import pytest

from safeconduct.access import actions, gate
from safeconduct.audit.models import Entry
from tests import people

pytestmark = pytest.mark.django_db


def test_asking_is_recorded_about_the_file_and_names_the_account():
    cast = people.house()
    account = people.account_of(cast.officer)
    actions.ask_why(actor=people.SETUP, account=account, scope="f" * 16)
    (entry,) = Entry.objects.filter(event="access.why")
    assert (entry.subject, entry.actor) == ("f" * 16, people.SETUP.reference)
    assert account.reference in entry.detail


@pytest.mark.parametrize("name", ["stranger", "officer", "headquarters", "auditor", "state"])
def test_a_stranger_may_not_ask(name):
    cast = people.house()
    with pytest.raises(gate.Denied):
        actions.ask_why(
            actor=getattr(cast, name), account=people.account_of(cast.officer), scope="f" * 16
        )
    assert not Entry.objects.filter(event="access.why").exists()
