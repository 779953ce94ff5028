"""The store of sealed files tells the day and no hour."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from safeconduct.site import stores
from safeconduct.site.stores import WithoutHours


@pytest.fixture
def store(tmp_path: Path) -> WithoutHours:
    return WithoutHours(location=tmp_path / "files", file_permissions_mode=0o600)


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


class Broken(ContentFile):
    """A file whose bytes stop coming half way."""

    def chunks(self, chunk_size=None):
        yield b"half"
        raise ConnectionError


@pytest.mark.parametrize("nameless", [True, False], ids=["without a name first", "named first"])
def test_a_file_is_kept_whole_for_its_owner_alone_without_its_hour(store, monkeypatch, nameless):
    if not nameless:
        monkeypatch.setattr(stores, "_nameless", lambda _folder, _mode: None)
    first = store.save("ab/abcd", ContentFile(b"one" * 99_999))
    second = store.save("ab/abcd", ContentFile(b"two"))
    assert first == "ab/abcd" != second
    with store.open(first) as one, store.open(second) as two:
        assert (one.read(), two.read()) == (b"one" * 99_999, b"two")
    assert hours(store) == {"00:00:00"}
    assert Path(store.path(first)).stat().st_mode & 0o077 == 0


def test_a_file_that_stopped_coming_never_has_a_name(store):
    with pytest.raises(ConnectionError):
        store.save("ab/abcd", Broken(b""))
    assert store.listdir("ab") == ([], [])


def test_who_takes_a_name_meanwhile_is_not_overwritten(store, monkeypatch):
    monkeypatch.setattr(store, "exists", lambda _name: False)
    monkeypatch.setattr(store, "get_available_name", lambda name, max_length=None: name)
    assert store.save("ab/abcd", ContentFile(b"one")) == "ab/abcd"
    taken = iter(["ab/efgh"])
    monkeypatch.setattr(
        store, "get_available_name", lambda name, max_length=None: next(taken, name)
    )
    assert store._save("ab/abcd", ContentFile(b"two")) == "ab/efgh"
    with store.open("ab/abcd") as one:
        assert one.read() == b"one"
