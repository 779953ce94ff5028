"""The health answers say yes or no, and nothing to a curious stranger."""

from __future__ import annotations

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection

from safeconduct.site import health


@pytest.fixture(autouse=True)
def _forget():
    health._migrated.cache_clear()
    yield
    health._migrated.cache_clear()


def test_a_process_that_answers_is_alive_without_asking_the_database(client):
    assert client.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_ready_means_current_database_and_a_store_that_takes_files(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert storages["sealed"].listdir("")[1] == []


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *a: [("one", False)])
    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_not_ready_while_the_database_is_away(client, monkeypatch):
    def away():
        raise DatabaseError("postgresql://user:hunter2@host")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.django_db
def test_not_ready_while_the_store_refuses_files(client, monkeypatch):
    def refuse(*args):
        raise PermissionError("/srv/files")

    monkeypatch.setattr(storages["sealed"], "save", refuse)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
