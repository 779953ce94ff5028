"""What every test stands on: no disk, no cost, no leftovers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from safeconduct.audit import guards
from safeconduct.vault import boxes, receipts
from safeconduct.wording import speaking


@pytest.fixture(autouse=True)
def _cheap_and_in_memory(settings, monkeypatch):
    """Keep files in memory, stretch passphrases cheaply, look for no words."""
    monkeypatch.setattr(boxes, "PASSPHRASE_COST", (1, 64))
    monkeypatch.setattr(receipts, "RECEIPT_COST", (1, 64))
    # A test that words something looks itself; no other one has to count this question.
    monkeypatch.setattr(speaking, "SEEN_WITHIN", float("inf"))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory, "sealed": memory}


@pytest.fixture
def said_as_shipped_again(settings):
    """Forget after a test what this process was told to say."""
    kept = list(settings.REPORTER_LANGUAGES), list(settings.LANGUAGES_BIDI)
    yield
    for code in speaking.speech.worded:
        speaking._lay_before(code, {})
    settings.REPORTER_LANGUAGES[:], settings.LANGUAGES_BIDI[:] = kept
    speaking.speech.__init__()


@pytest.fixture(autouse=True)
def _in_the_first_language():
    """Forget the language that a page of an earlier test was shown in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_guards_of_the_log_let_a_test_clear_up_behind_it():
    """A test with transactions of its own empties every table at its end, the log too."""
    clear = TransactionTestCase._fixture_teardown

    def let_through(case):
        execute(guards.down(connection.vendor))
        try:
            clear(case)
        finally:
            execute(guards.up(connection.vendor))

    def execute(statements):
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", let_through)
        yield
