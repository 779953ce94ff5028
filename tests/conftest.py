"""What every test stands on: no disk, no cost, no leftovers."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _cheap_and_in_memory(settings):
    """Keep sealed files in memory and hash sign-in passphrases cheaply."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory, "sealed": memory}
