"""A session is neither its row nor its cookie, and the row says nothing to who has no cookie."""

from __future__ import annotations

import pytest
from django.utils import timezone

from safeconduct.access.models import Session
from safeconduct.vault.session_store import SessionStore, digest

pytestmark = pytest.mark.django_db
WORD = "something only this person knows"


def begun(**content: str) -> SessionStore:
    """A stored session."""
    store = SessionStore()
    store.update({"note": WORD} | content)
    store.save()
    return store


def test_a_session_is_found_again_by_its_cookie():
    store = begun()
    assert SessionStore(store.session_key)["note"] == WORD


def test_neither_the_row_nor_the_cookie_alone_is_a_session():
    store = begun()
    row = Session.objects.get()
    assert store.session_key not in (row.session_key, row.session_data)
    assert SessionStore(row.session_key).load() == {}
    Session.objects.all().delete()
    assert SessionStore(store.session_key).load() == {}


def test_the_row_tells_nothing_of_what_is_in_it():
    begun()
    values = " ".join(str(value) for value in Session.objects.values_list().get())
    assert WORD not in values


def test_a_row_moved_under_another_cookie_is_no_session():
    mine, other = begun(), begun(note="other words")
    moved = Session.objects.get(session_key=digest(mine.session_key)).session_data
    Session.objects.filter(session_key=digest(other.session_key)).update(session_data=moved)
    assert SessionStore(other.session_key).load() == {}


def test_an_altered_row_is_no_session():
    store = begun()
    row = Session.objects.get()
    Session.objects.update(session_data=row.session_data[:-8] + "AAAAAAA=")
    assert SessionStore(store.session_key).load() == {}


def test_a_session_past_its_end_is_gone():
    store = begun()
    Session.objects.update(expire_date=timezone.now())
    assert SessionStore(store.session_key).load() == {}


def test_a_cycled_session_keeps_its_content_and_loses_its_old_key():
    store = begun()
    old = store.session_key
    store.cycle_key()
    assert store.session_key != old
    assert SessionStore(store.session_key)["note"] == WORD
    assert SessionStore(old).load() == {}
    assert Session.objects.count() == 1


def test_saving_again_keeps_when_it_began_and_its_reference():
    store = begun()
    before = Session.objects.get()
    store["note"] = "more"
    store.save()
    after = Session.objects.get()
    assert (after.began_at, after.reference) == (before.began_at, before.reference)
    assert SessionStore(store.session_key)["note"] == "more"
