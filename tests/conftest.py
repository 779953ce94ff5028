"""What every test stands on: no disk, no cost, no leftovers."""

from __future__ import annotations

import pytest
from django.utils import translation

from safeconduct.vault import boxes, receipts


@pytest.fixture(autouse=True)
def _cheap_and_in_memory(settings, monkeypatch):
    """Keep sealed files in memory; stretch passphrases and receipts cheaply."""
    monkeypatch.setattr(boxes, "PASSPHRASE_COST", (1, 64))
    monkeypatch.setattr(receipts, "RECEIPT_COST", (1, 64))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory, "sealed": memory}


@pytest.fixture(autouse=True)
def _in_the_first_language():
    """Forget the language that a page of an earlier test was shown in."""
    with translation.override("en"):
        yield
