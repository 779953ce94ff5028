"""A letter box on this machine, and a house that its letters come to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from safeconduct.intake.letters import boxes, visiting
from tests import letterbox, people

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def house(db):
    return people.house()


@pytest.fixture
def box(tmp_path, monkeypatch, settings):
    """An open box that the installation empties."""
    with letterbox.open_box(tmp_path) as box:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "box.pem"))
        settings.LETTER_BOXES = [box.told(mission="MINARA")]
        yield box


@pytest.fixture
def empty():
    """Empty every box once, at noon."""

    def visit():
        return visiting.visit(boxes.boxes(), NOON)

    return visit
