"""The store of sealed files tells the day and no hour."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from safeconduct.site.stores import WithoutHours


@pytest.fixture
def store(tmp_path: Path) -> WithoutHours:
    return WithoutHours(location=tmp_path / "files")


def hours(store: WithoutHours) -> set[str]:
    """When each file and folder of the store says it was touched, without the day."""
    below = [Path(at) for at, _folders, _files in os.walk(store.location)]
    files = [found for folder in below for found in folder.iterdir()]
    stamps = [datetime.fromtimestamp(at.stat().st_mtime, UTC) for at in {*below, *files}]
    return {stamp.time().isoformat() for stamp in stamps}


def test_a_stolen_disk_does_not_tell_the_hour_at_which_a_file_came(store):
    store.save("ab/abcd", ContentFile(b"sealed"))
    assert hours(store) == {"00:00:00"}


def test_nor_the_hour_at_which_one_was_removed(store):
    store.save("ab/abcd", ContentFile(b"sealed"))
    store.save("ab/efgh", ContentFile(b"sealed"))
    store.delete("ab/abcd")
    assert hours(store) == {"00:00:00"}
