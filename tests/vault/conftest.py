"""A room for tests of what is given and taken."""

from __future__ import annotations

import pytest

from tests.vault import rooms


@pytest.fixture
def room() -> rooms.Room:
    return rooms.build()
