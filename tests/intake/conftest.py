"""A database as an installation has it, for promises about many people at once."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection, connections


@pytest.fixture
def many_hands(transactional_db, tmp_path):
    """Let threads share one database: PostgreSQL, or a SQLite file with our own settings.

    Django's test database for SQLite lies in memory, where threads lock whole tables and not the
    way a file does. Its tables are copied to a file, and the file stands in its place.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory, named = connection.connection, connection.settings_dict["NAME"]
    path = str(tmp_path / "safeconduct.sqlite3")
    with sqlite3.connect(path) as file:
        memory.backup(file)
    file.close()
    for known in (connection.settings_dict, connections.settings["default"]):
        known["NAME"] = path
    connection.connection = None
    yield
    connection.close()
    for known in (connection.settings_dict, connections.settings["default"]):
        known["NAME"] = named
    connection.connection = memory
